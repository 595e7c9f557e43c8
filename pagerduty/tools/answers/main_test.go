package answers_test

import (
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
