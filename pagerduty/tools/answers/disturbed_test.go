package answers_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// question is a call, with the paths of the requests without which it has no answer.
type question struct {
	tool, arguments string
	needs           []string
}

// isNeeded reports whether the question has no answer without a request to a path.
func (q question) isNeeded(path string) bool {
	return slices.ContainsFunc(q.needs, func(pattern string) bool { return (simulator.Request{Path: path}).Matches("", pattern+"/{$}") })
}

// questions returns the examples of all answers, with long lists whole, and a second question for those that read something else for it.
func questions() []question {
	needs := map[string][]string{
		"brief_incident":     {"/incidents/4197"},
		"who_is_on_call":     {"/services", "/services/*", "/teams", "/escalation_policies", "/schedules", "/v3/schedules", "/users", "/oncalls"},
		"find_coverage_gaps": {"/services", "/services/*", "/teams", "/escalation_policies", "/schedules", "/v3/schedules", "/oncalls"},
		"report_noise":       {"/services/*"},
		"report_shift":       {"/users/me"},
		"explain_routing":    {"/event_orchestrations", "/event_orchestrations/*", "/incidents/4197", "/incidents/*/alerts"},
		"report_load":        {"/teams/*"},
		"suggest_cover":      {"/users", "/oncalls", "/schedules/*", "/v3/schedules/*"},
	}
	more := map[string]string{
		"who_is_on_call":     `{"for":"Help Desk"}`,
		"find_coverage_gaps": `{}`,
		"explain_routing":    `{"incident_id":"4197","orchestration":"Production Events"}`,
		"report_load":        `{}`,
		"report_noise":       `{}`,
		"report_shift":       `{"since":"-2d"}`,
		"suggest_cover":      `{"schedule_id":"PSCHKP1","start":"2026-11-23T12:00Z","end":"2026-11-24T12:00Z"}`,
	}
	var all []question
	for _, tool := range answers.Toolset(nil).Tools {
		for _, arguments := range []string{string(tool.Example), more[tool.Name]} {
			if arguments != "" {
				full := strings.TrimSuffix(arguments, "}") + `,"detail":"full"}`
				all = append(all, question{tool.Name, strings.Replace(full, "{,", "{", 1), needs[tool.Name]})
			}
		}
	}
	return all
}

// disturbance is what is wrong with an account or the way to it.
type disturbance struct {
	options []simulator.Option
	fails   func(*http.Request) bool // with 500
}

// answered is what came of a question.
type answered struct {
	value    map[string]any // nil for a failure
	text     string
	sent     []blackbox.Request
	failed   []string // the paths of the requests that failed
	notKnown []string
}

// disturbedNow is the time of the disturbed accounts. Their clock stands still, so that answers can be compared.
func disturbedNow() time.Time { return time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC) }

// ask asks a question of a new account.
func ask(t *testing.T, q question, d disturbance) answered {
	t.Helper()
	var mu sync.Mutex
	var paths []string // of requests that failed
	s := start(t, blackbox.Account{
		Clock: disturbedNow, Simulator: simulator.New(append(d.options, simulator.WithClock(disturbedNow))...), Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)},
		Around: func(account http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				recorded := httptest.NewRecorder()
				if d.fails != nil && d.fails(r) {
					http.Error(recorded, `{"error":{"message":"Internal Server Error","code":2000}}`, http.StatusInternalServerError)
				} else {
					account.ServeHTTP(recorded, r)
				}
				if recorded.Code >= 400 && recorded.Code != http.StatusNotFound {
					mu.Lock()
					paths = append(paths, r.URL.Path)
					mu.Unlock()
				}
				maps.Copy(w.Header(), recorded.Header())
				w.WriteHeader(recorded.Code)
				_, _ = w.Write(recorded.Body.Bytes())
			})
		},
	})
	text, failed := s.Try(q.tool, q.arguments)
	a := answered{text: text, sent: s.Requests()}
	mu.Lock() // a request that the tool gave up may still be answered
	a.failed = slices.Clone(paths)
	mu.Unlock()
	if failed {
		return a
	}
	if err := json.Unmarshal([]byte(text), &a.value); err != nil {
		t.Fatal(err)
	}
	list, _ := a.value["not_known"].([]any)
	for _, lack := range list {
		a.notKnown = append(a.notKnown, fmt.Sprint(lack))
	}
	return a
}

// scopes returns the scopes that the requests of an answer need.
func (a answered) scopes(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, r := range a.sent {
		scope, err := contract.Scope(httptest.NewRequest(r.Method, r.Path, nil))
		if err != nil {
			t.Fatal(err)
		}
		found[scope] = true
	}
	delete(found, "")
	return slices.Sorted(maps.Keys(found))
}

// unreliable returns a function that fails 40 % of the requests, always the same ones of a seed.
func unreliable(seed int) func(*http.Request) bool {
	return func(r *http.Request) bool {
		sum := fnv.New32a()
		_, _ = fmt.Fprint(sum, r.Method, r.URL.Path, "?", r.URL.RawQuery, seed)
		return sum.Sum32()%10 < 4
	}
}

// disturbances returns what the test does to the account of a question, by name.
func disturbances(t *testing.T, whole answered) map[string]disturbance {
	all := map[string]disturbance{"the smallest plan": {options: []simulator.Option{simulator.WithoutAbilities("event_intelligence", "advanced_reports", "priorities", "coordinated_responding")}}}
	for _, scope := range whole.scopes(t) {
		all["without "+scope] = disturbance{options: []simulator.Option{simulator.WithoutScopes(scope)}}
	}
	seeds := 1
	if os.Getenv("FULL_TESTS") != "" {
		seeds = 40
		for _, r := range whole.sent {
			all["without "+r.String()] = disturbance{fails: func(other *http.Request) bool {
				return other.URL.Path == r.Path && other.URL.Query().Encode() == r.Query.Encode()
			}}
		}
	}
	for seed := range seeds {
		all[fmt.Sprint("unreliable ", seed)] = disturbance{fails: unreliable(seed)}
	}
	return all
}

// A small plan, a small token and requests that fail cost an answer only what rests on them. It says what is missing, and everything that
// it still says is what it says without them.
func TestAnswersOfDisturbedAccounts(t *testing.T) {
	t.Parallel()
	for _, q := range questions() {
		t.Run(q.tool+" "+q.arguments, func(t *testing.T) {
			t.Parallel()
			whole := ask(t, q, disturbance{})
			if whole.value == nil || len(whole.notKnown) > 0 || len(whole.failed) > 0 {
				t.Fatalf("undisturbed: failed %v: %s", whole.failed, whole.text)
			}
			for name, d := range disturbances(t, whole) {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					got := ask(t, q, d)
					got.check(t, q, whole)
					scope, single := strings.CutPrefix(name, "without ")
					for _, lack := range got.notKnown {
						if single && d.fails == nil && !strings.Contains(lack, scope+" (403)") {
							t.Errorf("without the scope: %q", lack)
						}
					}
				})
			}
		})
	}
}

// check compares an answer with the undisturbed one.
func (a answered) check(t *testing.T, q question, whole answered) {
	t.Helper()
	if a.value == nil {
		if !slices.ContainsFunc(a.failed, q.isNeeded) {
			t.Errorf("no answer: %s (failed: %q)", a.text, a.failed)
		}
		return
	}
	if strings.Contains(a.text, "The user's shift is not known") {
		return // it covers another time, and says so
	}
	for _, invented := range compare(a, whole) {
		t.Errorf("invented: %s", invented)
	}
	defer func() {
		if t.Failed() {
			t.Logf("failed: %.400s", strings.Join(slices.Compact(slices.Sorted(slices.Values(a.failed))), " "))
		}
	}()
	if missing := compare(whole, a); len(missing) > 0 && len(a.notKnown) == 0 {
		t.Errorf("nothing is said to be missing, yet %q is", missing)
	}
}
