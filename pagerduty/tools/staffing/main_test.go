package staffing_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/staffing"
)

// demo starts a session on a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, staffing.Toolset, account)
}

// empty starts a session on an account that has only the key's user.
func empty(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Empty())
}

// failing starts a session on a demo account with faults and a client that does not wait for retries.
func failing(t *testing.T, faults ...simulator.Fault) *blackbox.Session {
	t.Helper()
	s := start(t, blackbox.Account{Unchecked: true, Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	s.Simulator.Inject(faults...)
	return s
}

// refuses fails the test unless a call fails with these words and writes nothing.
func refuses(t *testing.T, s *blackbox.Session, tool, arguments string, words ...string) {
	t.Helper()
	sentence := s.CallError(tool, arguments)
	for _, word := range words {
		if !strings.Contains(sentence, word) {
			t.Errorf("%s %s: %q lacks %q", tool, arguments, sentence, word)
		}
	}
	if len(s.Writes()) > 0 {
		t.Errorf("%s %s wrote %v", tool, arguments, s.Writes())
	}
}

// A read-only connection refuses every tool that writes.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	for _, tool := range staffing.Toolset(nil).Tools {
		if len(tool.Marks) > 0 {
			refuses(t, s, tool.Name, string(tool.Example), "read-only")
		}
	}
}
