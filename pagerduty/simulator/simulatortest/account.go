// Package simulatortest starts a PagerDuty account for a test: a simulator behind a local HTTP server, which is closed when the test ends.
// For example, this calls the function acknowledgeMine of a program that uses PagerDuty:
//
//	account := simulatortest.New(t)
//	count, err := acknowledgeMine(context.Background(), account.Client())
//
// The account's clock is stopped at Wednesday, 14 October 2026, 10:00 UTC, which is a working hour in Europe. So the same people are on
// call in every run. Move the clock with account.Clock. With simulator.WithLiveTime, moving it also escalates and resolves incidents,
// and ends acknowledgements and snoozes. If the test fails, it logs the latest requests.
//
// PagerDuty's tools for agents use time.Now, and would find none of the account's incidents in the last 24 hours. Call them with
// tools.ContextWithClock(ctx, account.Clock.Now), of the package pagerduty/tools.
//
// Any client of PagerDuty's API can use the account: its address is account.URL, and its key is simulator.UserKey. Existing clients may
// need simulator.Lenient. Requests and RequestsTo return the requests of the program under test. Inject makes requests fail, and
// ClearFaults ends that. Reset restores the account.
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
	// Clock is the account's clock, which is stopped until it is set or advanced.
	Clock *simulator.Clock

	t         testing.TB
	simulator *simulator.Simulator
}

// New starts an account for a test. The default seed is simulator.Demo. With simulator.WithClock, the account's clock is stopped at the
// time that the given function returns.
func New(t testing.TB, options ...simulator.Option) *Account {
	t.Helper()
	s := simulator.New(slices.Concat([]simulator.Option{simulator.WithClock(begin)}, options, []simulator.Option{stopClock})...)
	server := httptest.NewServer(s)
	account := &Account{URL: server.URL, Clock: s.Clock(), t: t, simulator: s}
	t.Cleanup(func() {
		t.Helper()
		server.CloseClientConnections() // ends requests that still wait because of a latency
		server.Close()
		if t.Failed() {
			t.Log(account.requestSummary())
		}
	})
	return account
}

func begin() time.Time { return time.Date(2026, time.October, 14, 10, 0, 0, 0, time.UTC) }

// stopClock stops the clock at its current time, at the start and after every reset.
func stopClock(s *simulator.Simulator) {
	at := s.Clock().Now()
	simulator.WithClock(func() time.Time { return at })(s)
}

// Client returns a client with simulator.UserKey. It is the key of Amara Okafor (PUAMARA), a responder who is on call.
func (a *Account) Client(options ...pagerduty.Option) *pagerduty.Client {
	a.t.Helper()
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), append([]pagerduty.Option{pagerduty.WithBaseURL(a.URL)}, options...)...)
	if err != nil {
		a.t.Fatalf("simulatortest: a client of the account: %v", err)
	}
	return client
}

// Requests returns the latest 1,000 requests, oldest first, each with at most 64 KiB of its body.
func (a *Account) Requests() []simulator.Request { return a.simulator.Requests() }

// RequestsTo returns the requests that match method and path; "" matches all. "/incidents" matches the list of incidents and everything
// below it, "/incidents/{$}" only the list, and "/incidents/*/notes" the notes of every incident. RequestsTo fails the test if path
// does not begin with a slash.
func (a *Account) RequestsTo(method, path string) []simulator.Request {
	a.t.Helper()
	if path != "" && !strings.HasPrefix(path, "/") {
		a.t.Fatalf("simulatortest: the path %q of RequestsTo must begin with /", path)
	}
	return slices.DeleteFunc(a.Requests(), func(r simulator.Request) bool { return !r.Matches(method, path) })
}

// Inject makes requests fail from now on. It panics if simulator.ParseFault would refuse a fault.
func (a *Account) Inject(faults ...simulator.Fault) { a.simulator.Inject(faults...) }

// ClearFaults removes all faults, including those of the options.
func (a *Account) ClearFaults() { a.simulator.ClearFaults() }

// Reset restores the state after New, including the clock and the faults of the options. It clears the list of requests.
func (a *Account) Reset() { a.simulator.Reset() }

// requestSummary lists the latest requests, for the log of a failed test.
func (a *Account) requestSummary() string {
	const shown, kept = 30, 1000
	asked := a.Requests()
	var text strings.Builder
	fmt.Fprintf(&text, "simulatortest: PagerDuty received %s%d requests", map[bool]string{true: "at least "}[len(asked) >= kept], len(asked))
	if len(asked) > shown {
		fmt.Fprintf(&text, ", the last ones are")
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
