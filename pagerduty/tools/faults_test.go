package tools_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

// writingTool is a tool that writes. A synctest bubble needs a tool of its own, of which build makes no more than the area.
type writingTool struct {
	mcptools.Tool
	area tools.Area
}

func (w writingTool) build(source pagerduty.ClientSource) mcptools.Tool {
	all := w.area.Toolset(source).Tools
	return all[slices.IndexFunc(all, func(tool mcptools.Tool) bool { return tool.Name == w.Name })]
}

// writingTools returns the tools that write.
func writingTools() []writingTool {
	var all []writingTool
	for _, area := range tools.Areas() {
		for _, tool := range area.Toolset(nil).Tools {
			if tool.Effect != mcptools.EffectRead {
				all = append(all, writingTool{tool, area})
			}
		}
	}
	return all
}

// answerer responds to one attempt at a change.
type answerer func(a *faultyAccount, r *http.Request) (*http.Response, error)

// faults returns the responses to the attempts at a change, one after the other; the last one repeats.
func faults() map[string][]answerer {
	all := map[string][]answerer{
		"cut once":      {cutBody, carriedOut},
		"cut for ever":  {cutBody},
		"huge":          {huge},
		"failed":        {says(503, "")},
		"failed, ran":   {ranBut(502, "")},
		"no connection": {noAnswer},
		"never heard":   {lost},
	}
	for name, response := range map[string]answerer{
		"400": says(400, refusal), "401": says(401, refusal), "402": says(402, refusal), "403": says(403, refusal), "404": says(404, refusal), "409": says(409, refusal),
		"418": says(418, refusal), "429": says(429, refusal), "429 for long": waits(429), "302": redirects, "500": says(500, refusal), "carried out": carriedOut,
	} {
		all["lost, then "+name] = []answerer{lost, response}
		all["failed, then "+name] = []answerer{says(503, ""), response}
		all["ran and failed, then "+name] = []answerer{ranBut(504, ""), response}
		if name != "carried out" {
			all["only "+name] = []answerer{response}
		}
	}
	for name, body := range map[string]string{
		"HTML": "<html>Blocked</html>", "nothing": "", "null": "null", "a list": "[]", "a text": `"ok"`, "an object": "{}", "an error": `{"error":{"message":"no"}}`,
		"null roots": roots("null", "null"), "empty roots": roots("{}", "[]"), "empty members": roots("{}", "[{}]"),
		"an error beside": strings.TrimSuffix(roots(`{"id":"P1"}`, `[{"id":"P1"}]`), "}") + `,"error":{"message":"no"}}`,
	} {
		all["200 with "+name] = []answerer{says(200, body)}
		all["201 with "+name+", ran"] = []answerer{ranBut(201, body)}
	}
	return all
}

const refusal = `{"error":{"message":"Refused","code":2001}}`

func roots(object, list string) string {
	var members []string
	for _, root := range []string{
		"incident", "note", "responder_request", "service", "team", "alert_grouping_setting", "orchestration_path",
		"webhook_subscription", "integration", "post", "post_update",
		"user", "escalation_policy", "schedule",
		"maintenance_window",
		"status_update", "incident_workflow_instance",
	} {
		members = append(members, `"`+root+`":`+object)
	}
	for _, root := range []string{
		"incidents", "overrides", "custom_shifts",
		"relationships",
		"alerts", "custom_fields", "responder_request_targets",
	} {
		members = append(members, `"`+root+`":`+list)
	}
	return "{" + strings.Join(members, ",") + "}"
}

// faultyAccount is a demo account with faulty responses to changes.
type faultyAccount struct {
	account http.Handler
	fault   []answerer
	latency time.Duration

	mutex    sync.Mutex
	attempts int
	ran      []string // the changes that were carried out
}

func (a *faultyAccount) RoundTrip(r *http.Request) (*http.Response, error) {
	if a.latency > 0 {
		select {
		case <-time.After(a.latency):
		case <-r.Context().Done():
			if r.Method != http.MethodGet { // the request still arrives
				_, _ = carriedOut(a, r)
			}
			return nil, r.Context().Err()
		}
	}
	if r.Method == http.MethodGet || len(a.fault) == 0 {
		return carriedOut(a, r)
	}
	a.mutex.Lock()
	next := a.fault[min(a.attempts, len(a.fault)-1)]
	a.attempts++
	a.mutex.Unlock()
	return next(a, r)
}

// run carries a request out.
func (a *faultyAccount) run(r *http.Request) *http.Response {
	recorder := httptest.NewRecorder()
	r = r.Clone(context.WithoutCancel(r.Context()))
	r.RequestURI = ""
	if r.Body == nil {
		r.Body = http.NoBody
	}
	a.account.ServeHTTP(recorder, r)
	if r.Method != http.MethodGet && recorder.Code < 300 {
		a.mutex.Lock()
		a.ran = append(a.ran, r.Method+" "+r.URL.Path)
		a.mutex.Unlock()
	}
	return recorder.Result()
}

func respond(status int, body io.Reader) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(body)}
}

func carriedOut(a *faultyAccount, r *http.Request) (*http.Response, error) { return a.run(r), nil }

func says(status int, body string) answerer {
	return func(*faultyAccount, *http.Request) (*http.Response, error) {
		return respond(status, strings.NewReader(body)), nil
	}
}

func ranBut(status int, body string) answerer {
	return func(a *faultyAccount, r *http.Request) (*http.Response, error) {
		a.run(r)
		return respond(status, strings.NewReader(body)), nil
	}
}

func waits(status int) answerer {
	return func(*faultyAccount, *http.Request) (*http.Response, error) {
		response := respond(status, strings.NewReader(refusal))
		response.Header.Set("Ratelimit-Reset", "60")
		return response, nil
	}
}

func redirects(*faultyAccount, *http.Request) (*http.Response, error) {
	response := respond(302, strings.NewReader(""))
	response.Header.Set("Location", "https://login.example.com/")
	return response, nil
}

func lost(a *faultyAccount, r *http.Request) (*http.Response, error) {
	a.run(r)
	return nil, io.ErrUnexpectedEOF
}

func noAnswer(*faultyAccount, *http.Request) (*http.Response, error) { return nil, io.EOF }

// cutBody responds with half of the body.
func cutBody(a *faultyAccount, r *http.Request) (*http.Response, error) {
	response := a.run(r)
	whole, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), broken{}))
	return response, err
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// huge responds with a body that never ends.
func huge(*faultyAccount, *http.Request) (*http.Response, error) {
	return respond(200, io.MultiReader(strings.NewReader(`{"incident":{"id":"`), endless{})), nil
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

// callLimit is the default of the servers' --call-timeout.
const callLimit = 45 * time.Second

// call calls a tool with the servers' time limit, on virtual time, and returns how long it took.
func (a *faultyAccount) call(t *testing.T, tool writingTool, arguments string) (mcptools.Result, time.Duration) {
	t.Helper()
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithTransport(a))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	ctx := tools.ContextWithClock(t.Context(), time.Now)
	result := tool.build(client).With(middleware.TimeLimit(callLimit)).Call(ctx, json.RawMessage(arguments))
	return result, time.Since(start)
}

// The result of a change is true, whatever goes wrong: it reports no change that was not made, "Nothing was changed" only if nothing was,
// and nobody is paged twice.
func TestChangesUnderFaults(t *testing.T) {
	t.Parallel()
	all := faults()
	names := slices.Sorted(maps.Keys(all))
	for turn, tool := range writingTools() {
		t.Run(tool.Name, func(t *testing.T) {
			t.Parallel()
			for i, name := range names {
				if !full() && (i+turn)%sampledFor(name) != 0 {
					continue
				}
				fault := all[name]
				synctest.Test(t, func(t *testing.T) {
					account := &faultyAccount{account: simulator.New(simulator.WithClock(time.Now)), fault: fault}
					result, took := account.call(t, tool, string(tool.Example))
					account.check(t, tool, name, result, took)
				})
			}
		})
	}
}

// Each tool is tested with one of this many faults, and each tool with others. "make full" tests every tool with all faults.
const sampled = 12

// sampledFor is sampled, but larger for a fault of which the client reads 32 MB.
func sampledFor(fault string) int {
	if fault == "huge" {
		return 2 * sampled
	}
	return sampled
}

func full() bool { return os.Getenv("FULL_TESTS") != "" }

// check compares a result with what the account did.
func (a *faultyAccount) check(t *testing.T, tool writingTool, fault string, result mcptools.Result, took time.Duration) {
	t.Helper()
	done, nothing, maybe := result.Err == nil, strings.Contains(result.Text, "Nothing was changed"), strings.Contains(result.Text, "may have been")
	// A create must not be repeated. A rule is added by replacing all rules, which may be repeated.
	once := tool.Effect == mcptools.EffectAdditive && tool.Name != "append_event_orchestration_router_rule" || tool.Name == "create_alert_grouping_setting"
	switch {
	case done && len(a.ran) == 0 && !strings.Contains(result.Text, `"unknown":`):
		t.Errorf("%s, %s: succeeded, but changed nothing: %.300s", tool.Name, fault, result.Text)
	case nothing && len(a.ran) > 0:
		t.Errorf("%s, %s: reports that nothing was changed, but the account ran %v: %s", tool.Name, fault, a.ran, result.Text)
	case !done && len(a.ran) > 0 && !maybe:
		t.Errorf("%s, %s: failed, but the account ran %v: %s", tool.Name, fault, a.ran, result.Text)
	case !done && nothing != errors.Is(result.Err, mcptools.ErrNothingDone):
		t.Errorf("%s, %s: says %q with the error %v", tool.Name, fault, result.Text, result.Err)
	case !done && nothing == maybe:
		t.Errorf("%s, %s: says neither or both: %q", tool.Name, fault, result.Text)
	case once && len(a.ran) > 1:
		t.Errorf("%s, %s: carried out twice: %v", tool.Name, fault, a.ran)
	case took >= 50*time.Second:
		t.Errorf("%s, %s: took %v", tool.Name, fault, took)
	}
}

// With an account that takes up to 40 s for each response, every tool returns in time, and nobody is paged afterwards.
func TestChangesOfASlowAccount(t *testing.T) {
	t.Parallel()
	for _, tool := range writingTools() {
		pages := mcptools.Call{Tool: tool.Tool, Arguments: tool.Example}.Count(marks.Pages) > 0
		for _, latency := range []time.Duration{8 * time.Second, 25 * time.Second, 40 * time.Second} {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Date(2026, time.November, 22, 15, 30, 0, 0, time.UTC))) // the examples are for that time
				account := &faultyAccount{account: simulator.New(simulator.WithClock(time.Now)), latency: latency}
				result, took := account.call(t, tool, string(tool.Example))
				before := len(account.ran)
				time.Sleep(5 * time.Minute)
				if pages && (len(account.ran) != before || (result.Err == nil) != (len(account.ran) == 1)) {
					t.Errorf("%s at %v: %v after the answer %s", tool.Name, latency, account.ran, result.Text)
				}
				if latency == 8*time.Second && result.Err != nil {
					t.Errorf("%s at %v, after %v: %s", tool.Name, latency, took, result.Text)
				}
				account.check(t, tool, latency.String(), result, took)
			})
		}
	}
}

// Four people are looked up by name in parallel: with 8 s per response they are asked in time, with 25 s they are not asked.
func TestFourRespondersOfASlowAccount(t *testing.T) {
	t.Parallel()
	const four = `{"incident_id":"Q2CHECKOUTLATE","user_ids":["Bruno Castellani","Diego Ferreyra","Jonas Weber","Chloé Lindqvist"]}`
	all := writingTools()
	addResponders := all[slices.IndexFunc(all, func(tool writingTool) bool { return tool.Name == "add_responders" })]
	for latency, asked := range map[time.Duration]bool{8 * time.Second: true, 25 * time.Second: false} {
		synctest.Test(t, func(t *testing.T) {
			account := &faultyAccount{account: simulator.New(simulator.WithClock(time.Now)), latency: latency}
			result, took := account.call(t, addResponders, four)
			time.Sleep(5 * time.Minute)
			if (result.Err == nil) != asked || len(account.ran) > 1 || (len(account.ran) == 1) != asked || took > 50*time.Second {
				t.Errorf("at %v, after %v: %v, %s", latency, took, account.ran, result.Text)
			}
		})
	}
}
