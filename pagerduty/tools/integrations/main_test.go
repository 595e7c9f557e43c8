package integrations_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/integrations"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Objects of the demo account.
const (
	chat      = "PWHCHAT" // of the account; its address has a token
	tickets   = "PWHTICK" // of a team; has custom headers
	ledger    = "PWHLEDG" // of a service; PagerDuty disabled it; its address has a password
	catalogue = "PWHCATA" // not active
	payments  = "PSPAYGW"
)

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, integrations.Toolset, account)
}

// demo starts a session on a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

// failing starts a session on a demo account with faults and a client that does not wait for retries.
func failing(t *testing.T, faults ...simulator.Fault) *blackbox.Session {
	t.Helper()
	s := start(t, blackbox.Account{Unchecked: true, Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	s.Simulator.Inject(faults...)
	return s
}

// refuse fails the test unless the call fails with these words, sends nothing, and changes nothing.
func refuse(t *testing.T, s *blackbox.Session, tool, arguments, words string) {
	t.Helper()
	expectFailure(t, s, tool, arguments, words)
	if sent := s.Sent(); len(sent) > 0 {
		t.Errorf("%s %s sent %v", tool, arguments, sent)
	}
}
