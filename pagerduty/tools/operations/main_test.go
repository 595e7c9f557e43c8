package operations_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/operations"
)

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, operations.Toolset, account)
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
