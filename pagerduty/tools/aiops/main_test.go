package aiops_test

import (
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Objects of the demo account.
const (
	production = "1b5e0a52-4f6c-4d0a-9f53-0c1d6a7e8f01" // "Production Events": eight rules, the first with a dynamic route
	partners   = "7c2d9f14-8a3b-4e61-b0d7-5f2a1c9e4b02" // "Partner Feeds": one rule
	office     = "e90f6b3d-2c75-4188-a6e4-d31b7f50c803" // "Office Alarms": none
	byContent  = "PGCHECK"                              // content_based, for PSCHKAP
	byTime     = "PGSCANN"                              // time, for PSSCANN
	byText     = "PGSHOPS"                              // intelligent, for PSSTORE and PSSEARC
	byBoth     = "PGDATAB"                              // content_based_intelligent, for PSPGDBS
)

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, aiops.Toolset, account)
}

// demo starts a session on a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

// empty starts a session on an account that has only the key's user.
func empty(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Empty())
}

// largeAccount is for tests that only read.
var largeAccount = sync.OnceValue(func() *simulator.Simulator {
	return simulator.New(simulator.WithSeed(simulator.Large), simulator.WithClock(blackbox.Now))
})

// failing starts a session on a demo account with faults and a client that does not wait for retries.
func failing(t *testing.T, faults ...simulator.Fault) *blackbox.Session {
	t.Helper()
	s := start(t, blackbox.Account{Unchecked: true, Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	s.Simulator.Inject(faults...)
	return s
}
