package answers_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// generatedNow is a Tuesday, nine days after the clocks changed in Europe and two after they did in America.
var generatedNow = time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC)

// generatedPerson is a user of a generated account.
type generatedPerson struct{ id, zone string }

// generatedPeople returns the users of a generated account. The first is the asker.
func generatedPeople() []generatedPerson {
	return []generatedPerson{
		{"PUBERLN", "Europe/Berlin"}, {"PULONDN", "Europe/London"}, {"PUNEWYK", "America/New_York"}, {"PUSYDNY", "Australia/Sydney"}, {"PUKOLKT", "Asia/Kolkata"}, {"PULOSAN", "America/Los_Angeles"},
	}
}

// generatedAccount answers with lists that a test has generated. A list is a function of the query's parameters.
type generatedAccount map[string]func(query map[string][]string) []any

func (g generatedAccount) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	root, body := name, map[string]any{}
	for _, person := range generatedPeople() {
		if r.URL.Path == "/users/"+person.id || r.URL.Path == "/users/me" && person.id == generatedPeople()[0].id {
			body["user"] = map[string]any{"id": person.id, "type": "user", "name": "Name of " + person.id, "time_zone": person.zone}
		}
	}
	if list := g[r.URL.Path]; list != nil {
		items := list(r.URL.Query())
		body = map[string]any{root: append([]any{}, items...), "offset": 0, "limit": 100, "more": false, "total": len(items)}
	}
	w.Header().Set("Content-Type", "application/json")
	if len(body) == 0 {
		w.WriteHeader(http.StatusNotFound)
		body["error"] = map[string]any{"message": "Not Found", "code": 2100}
	}
	_ = json.NewEncoder(w).Encode(body)
}

// askGenerated asks a question of a generated account.
func askGenerated(t *testing.T, account generatedAccount, tool, arguments string) blackbox.Answer {
	t.Helper()
	s := start(t, blackbox.Account{Handler: account, Clock: func() time.Time { return generatedNow }})
	return s.Call(tool, arguments)
}

// forGeneratedAccounts runs a test for several seeds: few by default, many with FULL_TESTS.
func forGeneratedAccounts(t *testing.T, check func(t *testing.T, random *rand.Rand)) {
	t.Helper()
	accounts := 4
	if os.Getenv("FULL_TESTS") != "" {
		accounts = 200
	}
	for seed := range accounts {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			check(t, rand.New(rand.NewPCG(uint64(seed), 11)))
		})
	}
}

// inSpan reports whether a moment is in the span of a query's since and until.
func inSpan(query map[string][]string, at time.Time) bool {
	since, until := moment(query, "since"), moment(query, "until")
	return !at.Before(since) && !at.After(until)
}

func moment(query map[string][]string, name string) time.Time {
	at, err := time.Parse(time.RFC3339, strings.Join(query[name], ""))
	if err != nil {
		panic(fmt.Sprintf("%s is %q", name, query[name]))
	}
	return at
}

// asks reports whether a query has a value for a filter, or no filter.
func asks(query map[string][]string, name, value string) bool {
	return len(query[name]) == 0 || slices.Contains(query[name], value)
}

// reference returns PagerDuty's reference to an object.
func reference(kind, id string) map[string]any {
	return map[string]any{"id": id, "type": kind + "_reference", "summary": "Name of " + id}
}
