package people_test

import (
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

// Objects of the demo account.
const (
	checkoutTeam  = "PTCHECK" // owns services, schedules and a policy
	guild         = "PTGUILD" // owns nothing
	amara         = "PUAMARA" // whom the key belongs to; in Checkout and Platform, in London
	bruno         = "PUBRUNO"
	diego         = "PUDIEGO"
	stakeholder   = "PUNADIA" // may not be in a team
	primary       = "PSCHKP1" // weekly, in London
	berlin        = "PSSEAR1" // daily and at weekends, in Berlin
	helpDesk      = "PSHELP1" // working days only
	followTheSun  = "PSPLSUN" // three layers and an override
	newYork       = "PSDATA1"
	shiftBased    = "PSHIFT1"
	checkoutLevel = "PECHECK" // an escalation policy of three levels
	warehouse     = "PEWAREH" // has a shift-based schedule
)

// demo starts a session on a new demo account.
func demo(t *testing.T) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{})
}

func start(t *testing.T, account blackbox.Account) *blackbox.Session {
	t.Helper()
	return blackbox.Start(t, people.Toolset, account)
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

// accountKey returns the demo account with a key that belongs to no user.
func accountKey(options ...pagerduty.Option) blackbox.Account {
	return blackbox.Account{Key: simulator.AccountKey, Options: options}
}
