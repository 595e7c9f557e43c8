// Package simulatortest gives a test a PagerDuty account of its own: a simulator behind a local HTTP server, which ends with
// the test. A function of yours that talks to PagerDuty, here acknowledgeMine, meets an account with real state:
//
//	account := simulatortest.New(t)
//	count, err := acknowledgeMine(context.Background(), account.Client())
//
// The account's time stands still until the test moves it, and begins on Wednesday, 14 October 2026, at 10:00 UTC, in the
// middle of the working day in Europe: a test sees the same people on call whenever it runs. Nothing happens by itself when time
// moves, unless the account is started with simulator.WithLiveTime: then incidents are escalated and resolved, and acknowledgements
// and snoozes end, as the clock is advanced. A test that fails says what was asked of PagerDuty.
//
// PagerDuty's tools for agents take the time from time.Now, and would find none of the account's incidents in the last 24 hours.
// Call them with tools.ContextWithClock(ctx, account.Clock.Now), of the package pagerduty/tools.
//
// Every client of PagerDuty's API will do. Give it account.URL as its address and simulator.UserKey as its key; one that was
// not written with the simulator in mind may need simulator.Lenient. To see the requests of a program under test, or to make
// them fail, use Requests, RequestsTo and Inject; ClearFaults ends the failures, and Reset begins anew.
package simulatortest

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// Account is a simulated PagerDuty account.
type Account struct {
	// URL is the address of the API, without a slash at its end.
	URL string
	// Clock is the account's time, which stands still until it is set or advanced.
	Clock *simulator.Clock

	t         testing.TB
	simulator *simulator.Simulator
}

// New starts an account for a test. It holds simulator.Demo unless the options say otherwise; simulator.WithClock says at which
// time its clock stands at the start.
func New(t testing.TB, options ...simulator.Option) *Account {
	t.Helper()
	s := simulator.New(slices.Concat([]simulator.Option{simulator.WithClock(begin)}, options, []simulator.Option{standStill})...)
	server := httptest.NewServer(s)
	account := &Account{URL: server.URL, Clock: s.Clock(), t: t, simulator: s}
	t.Cleanup(func() {
		t.Helper()
		server.CloseClientConnections() // frees a request that still waits, as one with a latency may
		server.Close()
		if t.Failed() {
			t.Log(account.story())
		}
	})
	return account
}

func begin() time.Time { return time.Date(2026, time.October, 14, 10, 0, 0, 0, time.UTC) }

// standStill makes the clock stand where it is, at the start and after every reset.
func standStill(s *simulator.Simulator) {
	at := s.Clock().Now()
	simulator.WithClock(func() time.Time { return at })(s)
}

// Client returns a client with simulator.UserKey, the key of a user: Amara Okafor (PUAMARA), a responder who is on call.
func (a *Account) Client(options ...pagerduty.Option) *pagerduty.Client {
	a.t.Helper()
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), append([]pagerduty.Option{pagerduty.WithBaseURL(a.URL)}, options...)...)
	if err != nil {
		a.t.Fatalf("simulatortest: a client of the account: %v", err)
	}
	return client
}

// Requests returns what was asked so far, oldest first: the latest 1,000 requests, each with at most 64 KiB of its body.
func (a *Account) Requests() []simulator.Request { return a.simulator.Requests() }

// RequestsTo returns those requests that have a method and a path, "" for any: "/incidents" is the list of incidents and all
// below it, "/incidents/{$}" the list alone, "/incidents/*/notes" the notes of every incident. A path that does not begin with a
// slash ends the test.
func (a *Account) RequestsTo(method, path string) []simulator.Request {
	a.t.Helper()
	if path != "" && !strings.HasPrefix(path, "/") {
		a.t.Fatalf("simulatortest: the path %q of RequestsTo must begin with /", path)
	}
	return slices.DeleteFunc(a.Requests(), func(r simulator.Request) bool { return !r.Matches(method, path) })
}

// Inject makes requests fail from now on. It panics at a fault that simulator.ParseFault would refuse.
func (a *Account) Inject(faults ...simulator.Fault) { a.simulator.Inject(faults...) }

// ClearFaults ends all faults, those of the options as well.
func (a *Account) ClearFaults() { a.simulator.ClearFaults() }

// Reset makes everything as New made it, the clock and the faults of the options as well. What was asked is forgotten.
func (a *Account) Reset() { a.simulator.Reset() }

// story is what was asked, for someone who wonders why a test fails.
func (a *Account) story() string {
	const shown, kept = 30, 1000
	asked := a.Requests()
	var text strings.Builder
	fmt.Fprintf(&text, "simulatortest: PagerDuty was asked %s%d times", map[bool]string{true: "at least "}[len(asked) >= kept], len(asked))
	if len(asked) > shown {
		fmt.Fprintf(&text, ", at last")
		asked = asked[len(asked)-shown:]
	}
	for _, r := range asked {
		path := r.Path
		if len(r.Query) > 0 {
			path += "?" + strings.NewReplacer("%5B%5D", "[]", "%3A", ":").Replace(r.Query.Encode())
		}
		fmt.Fprintf(&text, "\n\t%d %s %s", r.Status, r.Method, path)
	}
	return text.String()
}
