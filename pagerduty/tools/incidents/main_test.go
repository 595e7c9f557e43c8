package incidents_test

import (
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Incidents of the demo account.
const (
	checkout  = "Q2CHECKOUTLATE" // acknowledged, P1, high, with alerts, notes, changes and similar incidents
	payments  = "Q3PAYACQUIRER0" // triggered, P2, high
	cart      = "Q4CARTERRORS00" // acknowledged, P3, high
	postgres  = "Q5PGREPLICALAG" // the newest, triggered, P2, high
	contact   = "Q11NJECTIONTXT" // its text is a prompt injection
	certOld   = "Q10LDCERTIFICA" // open for 45 days
	openCount = 10
)

// demo starts a session on a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, incidents.Toolset, account)
}

// failing starts a session on a demo account with faults.
func failing(t *testing.T, account blackbox.Account, faults ...simulator.Fault) *blackbox.Session {
	t.Helper()
	s := start(t, account)
	s.Simulator.Inject(faults...)
	return s
}

// largeAccount is for tests that only read.
var largeAccount = sync.OnceValue(func() *simulator.Simulator {
	return simulator.New(simulator.WithSeed(simulator.Large), simulator.WithClock(blackbox.Now))
})

// withoutRetries adds the option to fail at once, so that tests do not wait.
func withoutRetries(options ...pagerduty.Option) []pagerduty.Option {
	return append(options, pagerduty.WithMaxRetryWait(0))
}

// accountKey returns the demo account with a key that belongs to no user.
func accountKey(options ...pagerduty.Option) blackbox.Account {
	return blackbox.Account{Key: simulator.AccountKey, Options: options}
}
