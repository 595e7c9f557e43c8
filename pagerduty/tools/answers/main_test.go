package answers_test

import (
	"hash/fnv"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// start connects a client to the answers of an account.
func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, answers.Toolset, account)
}

// demo is start with a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

// stopped is demo at half past three, with a clock that stands still.
func stopped(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{Clock: func() time.Time { return time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC) }})
}

// failing is demo with faults. Requests are not repeated.
func failing(t *testing.T, faults ...simulator.Fault) *blackbox.Session {
	t.Helper()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	s.Simulator.Inject(faults...)
	return s
}

// unreliable returns a demo account in which 40 % of the requests fail, always the same ones of a seed, except those to a path.
func unreliable(seed byte, except string) blackbox.Account {
	return blackbox.Account{
		Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)},
		Around: func(account http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sum := fnv.New32a()
				_, _ = sum.Write(append([]byte(r.URL.Path), seed))
				if r.URL.Path != except && sum.Sum32()%10 < 4 {
					http.Error(w, `{"error":{"message":"Internal Server Error","code":2000}}`, http.StatusInternalServerError)
					return
				}
				account.ServeHTTP(w, r)
			})
		},
	}
}

// says fails the test unless a list of sentences has one with all the words.
func says(t *testing.T, answer blackbox.Answer, path string, words ...string) {
	t.Helper()
	list, _ := answer.At(path).([]any)
	for _, item := range list {
		text, _ := item.(string)
		all := true
		for _, word := range words {
			all = all && strings.Contains(text, word)
		}
		if all {
			return
		}
	}
	t.Errorf("%s does not say %q: %v", path, words, list)
}
