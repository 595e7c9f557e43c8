// Package simulator is a PagerDuty account in memory behind PagerDuty's HTTP API: for people who have no account at hand,
// and for the tests of everyone who embeds the client. A Simulator is an http.Handler with real state: an incident that is
// created appears in lists, one that is acknowledged has a longer log.
//
// It is stricter than PagerDuty, which ignores much that it does not understand: an unknown query parameter or body member,
// a missing From header, a bad id are answered with 400 and the reason. Lenient brings PagerDuty's own
// indulgence back. The account is the same on every start; its times are relative to the clock at New.
//
// An incident's pending_actions say what PagerDuty would do by itself and when: escalate it, end an acknowledgement or a snooze,
// resolve it. With WithLiveTime this happens when its time comes; without, time moves and nothing happens by itself.
//
// The shortest use is a handler:
//
//	server := httptest.NewServer(simulator.New())
//	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(server.URL))
//
// In a test, simulatortest.New(t) does this and more. The command pagerduty-simulator serves an account to programs in every
// language. A Seed is what the account holds, a Scenario is what goes on in it, a Fault is what goes wrong with the API.
//
// How it is built: one file per resource, which holds its state, its answers, and its routes; routes.go lists the resources.
// operations.json is cut from PagerDuty's contract and lists the operations and what they take.
// scenario.go lists what can go on, faults.go what can go wrong, and control.go is for tests that speak HTTP alone.
package simulator

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// The keys that the simulator accepts, as "Token token=KEY" or "Bearer KEY". They are worth nothing elsewhere.
const (
	// UserKey belongs to a user: a responder who is on call and in two teams.
	UserKey = "u+SIMULATOR-USER-KEY"
	// AccountKey belongs to the account and to no user: /users/me refuses it.
	AccountKey = "a_SIMULATOR-ACCT-KEY"
)

// Simulator is a PagerDuty account behind the API. It is safe for concurrent use.
type Simulator struct {
	start   start
	lenient bool
	control http.Handler // nil without WithControl
	router  router
	clock   Clock

	mutex   sync.RWMutex // guards account
	account *account

	faults   faultList
	requests requestLog
	traffic  traffic
}

// Option changes what New makes.
type Option func(*Simulator)

// WithClock makes the simulator take the time from now instead of time.Now.
func WithClock(now func() time.Time) Option { return func(s *Simulator) { s.clock.source = now } }

// WithSeed chooses what the account holds at the start; without it, Demo.
func WithSeed(seed Seed) Option { return func(s *Simulator) { s.start.seed = seed } }

// WithScenario makes something go on in the account from the start. It may be given several times, for several scenarios.
func WithScenario(scenarios ...Scenario) Option {
	return func(s *Simulator) { s.start.scenarios = append(s.start.scenarios, scenarios...) }
}

// Lenient makes the simulator take what PagerDuty takes: unknown query parameters and body members, a page size over 100, an
// unusual Accept or Content-Type, a user's key without a From header, a slash at the end of a path, forms that are deprecated.
// Clients that were not written with the simulator in mind need it, among them PagerDuty's own for Go.
func Lenient() Option { return func(s *Simulator) { s.lenient = true } }

// WithFaults is Inject at the start.
func WithFaults(faults ...Fault) Option {
	return func(s *Simulator) { s.start.faults = append(s.start.faults, checked(faults)...) }
}

// New returns a simulator. It panics when the seed, a scenario or a fault is not one that ParseSeed, ParseScenario or ParseFault
// would give.
func New(options ...Option) *Simulator {
	s := &Simulator{start: start{seed: Demo}, router: operationsWith(routes())}
	for _, option := range options {
		option(s)
	}
	s.begin(s.start)
	return s
}

// start is how an account begins.
type start struct {
	seed      Seed
	scenarios []Scenario
	faults    []Fault
	at        *time.Time // where its clock stands still, nil for one that passes
	liveTime  bool
}

// begin makes everything as it is at the start, whatever has happened.
func (s *Simulator) begin(from start) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.clock.restart(from.at)
	s.account = from.seed.plant(s.clock.Now(), from.scenarios)
	s.account.liveTime = from.liveTime
	s.faults.set(slices.Concat(faultsOf(from.scenarios), from.faults))
	s.requests.clear()
	s.traffic.clear()
}

// Clock is the account's time, to be read and moved.
func (s *Simulator) Clock() *Clock { return &s.clock }

// Inject makes the simulator fail from now on, as the faults say, in the order in which they were injected: of those that
// match a request the first decides, and every matching latency before it counts.
// It panics at a fault that ParseFault would refuse.
func (s *Simulator) Inject(faults ...Fault) { s.faults.add(checked(faults)...) }

// ClearFaults ends all faults, those of WithFaults and of scenarios as well.
func (s *Simulator) ClearFaults() { s.faults.set(nil) }

// Reset makes everything as New made it: the account, its clock, and the faults of WithFaults and of scenarios. What was asked is
// forgotten.
func (s *Simulator) Reset() { s.begin(s.start) }

// Requests returns what was asked so far, oldest first: the latest 1,000 requests, each with at most 64 KiB of its body.
func (s *Simulator) Requests() []Request { return s.requests.all() }
