package command_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	incidentsArea "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/staffing"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// startAreas serves several areas over HTTP in this process, until the test ends. It returns the server's address.
func startAreas(t *testing.T, variables []string, arguments ...string) string {
	t.Helper()
	return startAreasTo(t, io.Discard, variables, arguments...)
}

// startAreasTo is startAreas with a standard output.
func startAreasTo(t *testing.T, stdout io.Writer, variables []string, arguments ...string) string {
	t.Helper()
	server := command.Server{Name: "several", Title: "Several", Summary: "is for this test", Areas: []command.Area{
		{Name: "incidents", Toolset: incidentsArea.Toolset}, {Name: "people", Toolset: people.Toolset}, {Name: "staffing", Optional: true, Toolset: staffing.Toolset},
	}}
	var stderr commandtest.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- command.Run(ctx, server, command.Process{
			Arguments: append([]string{"--transport=http", "--port=0"}, arguments...), Stdout: stdout, Stderr: &stderr,
			Environment: withoutProfiles(variables),
		})
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != 0 {
			t.Errorf("the server ended with %d: %s", code, stderr.String())
		}
	})
	for ; len(ended) == 0; time.Sleep(time.Millisecond) {
		if _, url, found := strings.Cut(stderr.String(), "serves MCP at "); found && strings.Contains(url, "\n") {
			return strings.TrimSuffix(strings.TrimSpace(url), "/mcp")
		}
	}
	t.Fatalf("the server does not start: %s", stderr.String())
	return ""
}

// callOver calls a tool by a plain request, and returns the status and what the model reads.
func callOver(t *testing.T, client *http.Client, url, tool, arguments string, headers map[string]string) (status int, text string) {
	t.Helper()
	message := fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, tool, arguments)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(message))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer response.Body.Close()
	var answer struct {
		Result struct {
			Content []struct{ Text string }
		}
		Error struct{ Message string }
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Errorf("the answer is no JSON: %v", err)
	}
	if len(answer.Result.Content) > 0 {
		return response.StatusCode, answer.Result.Content[0].Text
	}
	return response.StatusCode, answer.Error.Message
}

// echoAPI answers a list of incidents with the key that asked.
func echoAPI(t *testing.T) *commandtest.API {
	return commandtest.NewAPI(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"incidents":[{"id":"PT4KHLK","title":"of %s"}],"limit":1,"offset":0,"more":false}`, strings.TrimPrefix(r.Header.Get("Authorization"), "Token token=key-"))
	})
}

// Many callers at once, over connections that they share, see their own account and no other.
func TestCallersSeeTheirOwn(t *testing.T) {
	t.Parallel()
	api := echoAPI(t)
	url := startAreas(t, []string{"PAGERDUTY_API_HOST=" + api.URL}, "--auth=caller") + "/mcp"
	shared := commandtest.NewHTTPClient(t)
	shared.Transport.(*http.Transport).MaxConnsPerHost = 8
	var callers sync.WaitGroup
	for i := range 200 {
		callers.Go(func() {
			for range 2 {
				name := fmt.Sprintf("caller%03d", i)
				status, text := callOver(t, shared, url, "list_incidents", `{"limit":1}`, map[string]string{"Authorization": "Token token=key-" + name})
				if status != 200 || !strings.Contains(text, `"of `+name+`"`) {
					t.Errorf("%s: %d %s", name, status, text)
				}
			}
		})
	}
	callers.Wait()
	for _, anonymous := range []string{"", "Bearer", "Token token="} { // on a connection that others have used
		if status, text := callOver(t, shared, url, "list_incidents", `{"limit":1}`, map[string]string{"Authorization": anonymous}); status != 401 || strings.Contains(text, "of caller") {
			t.Errorf("%q: %d %s", anonymous, status, text)
		}
	}
}

// Nothing that a caller sends changes where its key goes.
func TestKeysGoToOnePlace(t *testing.T) {
	t.Parallel()
	api := echoAPI(t)
	other := echoAPI(t)
	url := startAreas(t, []string{"PAGERDUTY_API_HOST=" + api.URL}, "--auth=caller") + "/mcp"
	for _, authorization := range []string{"Token token=key-1", "Bearer pdeu+_abcdefgh", "Bearer pdus+_abcdefgh", "Token token=pdeu+_abcdefgh", "Token u+abcdefghij", "Bearer u+abcdefghij"} {
		status, _ := callOver(t, commandtest.NewHTTPClient(t), url, "list_incidents", `{"limit":1,"base_url":"`+other.URL+`"}`, map[string]string{"Authorization": authorization})
		callOver(t, commandtest.NewHTTPClient(t), url, "list_incidents", `{"limit":1}`, map[string]string{
			"Authorization": authorization, "X-Pagerduty-Api-Host": other.URL, "X-PagerDuty-Region": "eu", "X-Forwarded-Host": "127.0.0.1",
			"PAGERDUTY_API_HOST": other.URL, "X-Api-Host": other.URL,
		})
		if status == 0 {
			t.Error("no answer")
		}
	}
	if requests := other.Requests(); len(requests) > 0 {
		t.Errorf("another host got %+v", requests)
	}
	got := map[string]bool{}
	for _, request := range api.Requests() {
		got[request.Authorization] = true
	}
	for _, want := range []string{"Token token=key-1", "Bearer pdeu+_abcdefgh", "Bearer pdus+_abcdefgh", "Token token=u+abcdefghij"} {
		if !got[want] || len(got) != 4 {
			t.Errorf("%q is missing, or there is another: %v", want, got)
		}
	}
}

// A token of the other region is refused before its account is looked for in the wrong one.
func TestRegionOfCallers(t *testing.T) {
	t.Parallel()
	for host, refused := range map[string]string{"": "pdeu+_abcdefgh", "https://api.eu.pagerduty.com": "pdus+_abcdefgh"} {
		url := startAreas(t, []string{"PAGERDUTY_API_HOST=" + host}, "--auth=caller") + "/mcp"
		for token, want := range map[string]int{"pdeu+_abcdefgh": 200, "pdus+_abcdefgh": 200, "y_abcdefgh": 200, refused: 401} {
			response, text := post(t, url, initialize, "Authorization", "Bearer "+token)
			if response.StatusCode != want || want == 401 && !strings.Contains(text, "service region") {
				t.Errorf("%q %s: %d %s, want %d", host, token, response.StatusCode, text, want)
			}
		}
	}
}

// What one caller does counts for that caller alone.
func TestPagesCountPerCaller(t *testing.T) {
	t.Parallel()
	account := httptest.NewServer(simulator.New())
	t.Cleanup(account.Close)
	log := filepath.Join(t.TempDir(), "audit.jsonl")
	url := startAreas(t, []string{"PAGERDUTY_API_HOST=" + account.URL}, "--auth=caller", "--enable-write-tools", "--max-pages-per-hour=1", "--audit-log", log) + "/mcp"
	client := commandtest.NewHTTPClient(t)
	for i, call := range []struct{ authorization, title, want string }{
		{"Token token=" + simulator.UserKey, "One", `"created":true`},
		{"Token token=" + simulator.UserKey, "Two", "limit for such calls is 1 within 1 hour"},
		{"Bearer " + simulator.UserKey, "Three", "limit for such calls is 1 within 1 hour"},
		{"Token token=" + simulator.AccountKey, "Four", "a user's key in the header Authorization that your client sends"},
	} {
		_, text := callOver(t, client, url, "create_incident", fmt.Sprintf(`{"title":%q,"service_id":"Checkout API"}`, call.title), map[string]string{"Authorization": call.authorization})
		if !strings.Contains(text, call.want) {
			t.Errorf("%d: %s, want %s", i, text, call.want)
		}
	}
	records, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var callers []string
	for line := range strings.Lines(string(records)) {
		record := decode[struct{ Caller string }](t, []byte(line))
		if !slices.Contains(callers, record.Caller) {
			callers = append(callers, record.Caller)
		}
	}
	if len(callers) != 2 || callers[0] == "" || strings.Contains(string(records), simulator.UserKey[:11]) {
		t.Errorf("the callers are %q in %s", callers, records)
	}
}

// A key that PagerDuty refuses is HTTP 401, unless something was changed before.
func TestRefusedKeysOfCallers(t *testing.T) {
	t.Parallel()
	account := simulator.New()
	var written sync.Map // the keys that have changed something are refused from then on
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, before := written.Load(r.Header.Get("Authorization")); before {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":{"message":"revoked"}}`)
			return
		}
		if r.Method != http.MethodGet {
			written.Store(r.Header.Get("Authorization"), true)
		}
		account.ServeHTTP(w, r)
	}))
	t.Cleanup(api.Close)
	url := startAreas(t, []string{"PAGERDUTY_API_HOST=" + api.URL}, "--auth=caller", "--enable-write-tools", "--toolsets=incidents,staffing")
	const schedule = `{"kind":"shift_based","name":"Vouchers","time_zone":"Europe/London","rotations":[{"user_ids":["PUAMARA","PUBRUNO"],"shift_length":"1w","starts_at":"+7d"}]}`
	for _, test := range []struct {
		name, key, tool, arguments string
		status                     int
		says                       string
	}{
		{"an unknown key reads", "Token token=unknown", "list_incidents", `{"limit":1}`, 401, "the key in the header Authorization that your client sends"},
		{"an unknown key writes", "Token token=unknown", "create_incident", `{"title":"One","service_id":"PSCHECK1"}`, 401, "the key in the header Authorization that your client sends"},
		{"a key that is revoked after a change", "Token token=" + simulator.UserKey, "create_schedule", schedule, 200, "could not be deleted again"},
		{"the same key later", "Token token=" + simulator.UserKey, "list_incidents", `{"limit":1}`, 401, "the key in the header"},
	} {
		response, text := post(t, url+"/mcp", fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q,"arguments":%s}}`, test.tool, test.arguments), "Authorization", test.key)
		if response.StatusCode != test.status || !strings.Contains(text, test.says) || strings.Contains(text, "PAGERDUTY_USER_API_KEY") {
			t.Errorf("%s: %d %s, want %d and %q", test.name, response.StatusCode, text, test.status, test.says)
		}
		if challenge := response.Header.Get("WWW-Authenticate"); (challenge != "") != (test.status == 401) {
			t.Errorf("%s: the challenge is %q", test.name, challenge)
		}
	}
}

// Without sessions, an older client cannot be asked, and the answer names the flag. With them it is asked.
func TestConfirmOverHTTP(t *testing.T) {
	t.Parallel()
	yes := func(string) mcp.ElicitationResponseAction { return mcp.ElicitationResponseActionAccept }
	for _, stateful := range []bool{false, true} {
		server := incidents.StartHTTP(t, nil, "--demo", "--enable-write-tools", "--confirm=pages", fmt.Sprintf("--stateful=%t", stateful))
		for _, protocol := range protocols {
			connection, err := commandtest.Host{Protocol: protocol, Answer: yes}.Connect(t, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, isError := callTool(t, connection, "create_incident", create)
			if asks := stateful || protocol == mcp.LATEST_PROTOCOL_VERSION; isError == asks || !asks && !strings.Contains(text, "On this server: --stateful.") {
				t.Errorf("%s, stateful %t: %s", protocol, stateful, text)
			}
		}
	}
}

// A call that waits for its user ends when the server stops, because nobody can answer any longer.
func TestStopEndsQuestions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a Windows process is not sent signals")
	}
	server := incidents.StartHTTP(t, nil, "--demo", "--enable-write-tools", "--confirm=pages", "--stateful")
	connection, err := commandtest.Host{Protocol: mcp.ProtocolVersion20251125, Answer: func(string) mcp.ElicitationResponseAction {
		server.Signal(os.Interrupt)
		time.Sleep(wire.Patience / 2)
		return mcp.ElicitationResponseActionAccept
	}}.Connect(t, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	text, isError := callTool(t, connection, "create_incident", create)
	if took := time.Since(begin); !isError || !strings.Contains(text, "connection to the client is ending") || took > wire.Patience/2 {
		t.Errorf("got %s after %s", text, took)
	}
}
