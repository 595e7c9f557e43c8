// Package simulator simulates a PagerDuty account in memory, behind PagerDuty's HTTP API. Use it to try programs without an account, and to
// test them. A Simulator is an http.Handler with real state: an incident that is created appears in lists, and an acknowledgement
// appears in its log.
//
// It is stricter than PagerDuty, which ignores many mistakes: it answers unknown query parameters and body members, a missing From header
// and malformed ids with 400 and the reason. With Lenient it accepts them as PagerDuty does. The account is the same on every start. Its
// times are relative to the clock at New.
//
// The pending_actions of an incident list the actions that PagerDuty will take automatically: an escalation, the end of an
// acknowledgement or a snooze, a resolution. The simulator takes them only with WithLiveTime.
//
// A Simulator is a handler:
//
//	server := httptest.NewServer(simulator.New())
//	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(server.URL))
//
// In a Go test, use simulatortest.New(t). For programs in other languages, use the command pagerduty-simulator. A Seed is the initial
// content of the account, a Scenario adds a situation, and a Fault makes requests fail.
//
// In the source there is one file per resource, with its state, its answers and its routes; routes.go lists the resources. operations.json
// lists PagerDuty's operations and their parameters, and is extracted from PagerDuty's OpenAPI contract.
package simulator

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// The keys that the simulator accepts, as "Token token=KEY" or "Bearer KEY". They are invalid anywhere else.
const (
	// UserKey belongs to a user: a responder who is on call and in two teams.
	UserKey = "u+SIMULATOR-USER-KEY"
	// AccountKey belongs to the account and not to a user: /users/me refuses it.
	AccountKey = "a_SIMULATOR-ACCT-KEY"
)

// Simulator is a simulated PagerDuty account, and the handler of its API. It is safe for concurrent use.
type Simulator struct {
	start   start
	lenient bool
	control http.Handler // nil without WithControl
	courier *courier     // nil without WithWebhooks
	router  router
	clock   Clock

	mutex   sync.RWMutex // guards account
	account *account

	faults   faultList
	requests requestLog
	traffic  traffic
}

// Option is an option of New and Listen.
type Option func(*Simulator)

// WithClock makes the account use now as its clock. The default is time.Now.
func WithClock(now func() time.Time) Option { return func(s *Simulator) { s.clock.source = now } }

// WithSeed sets the initial content of the account. The default is Demo.
func WithSeed(seed Seed) Option { return func(s *Simulator) { s.start.seed = seed } }

// WithScenario adds scenarios to the account. The default is none. Several WithScenario options add up.
func WithScenario(scenarios ...Scenario) Option {
	return func(s *Simulator) { s.start.scenarios = append(s.start.scenarios, scenarios...) }
}

// Lenient makes the simulator accept what PagerDuty accepts: unknown query parameters and body members, a page size over 100, an unusual
// Accept or Content-Type header, a user's key without a From header, a slash at the end of a path, and deprecated forms. The default
// is to refuse them with the reason. Existing clients often need Lenient, for example PagerDuty's client for Go.
func Lenient() Option { return func(s *Simulator) { s.lenient = true } }

// WithFaults injects faults from the start, and again at Reset. See Inject. The default is none.
func WithFaults(faults ...Fault) Option {
	return func(s *Simulator) { s.start.faults = append(s.start.faults, checked(faults)...) }
}

// New returns a simulator. It panics if ParseSeed, ParseScenario or ParseFault would refuse the seed, a scenario or a fault.
func New(options ...Option) *Simulator {
	s := configured(options)
	s.open()
	return s
}

// configured returns a simulator with the options, without an account. It panics as New does.
func configured(options []Option) *Simulator {
	s := &Simulator{start: start{seed: Demo}}
	for _, option := range options {
		option(s)
	}
	if err := s.start.check(); err != nil {
		panic("simulator: " + err.Error())
	}
	return s
}

// open makes the account, and the first simulator the routes, which takes longer than everything else.
func (s *Simulator) open() {
	s.router = served()
	s.begin(s.start)
}

// start is the options with which an account starts.
type start struct {
	seed      Seed
	scenarios []Scenario
	faults    []Fault
	at        *time.Time // time at which its clock is stopped; nil if it runs
	liveTime  bool

	tokenLifetime               time.Duration // 0 for PagerDuty's
	lacksAbilities, lacksScopes []string
}

// check returns an error if ParseSeed or ParseScenario would.
func (from start) check() error {
	if _, err := ParseSeed(string(from.seed)); err != nil {
		return err
	}
	for _, scenario := range from.scenarios {
		if _, err := ParseScenario(string(scenario), from.seed); err != nil {
			return err
		}
	}
	return nil
}

// begin starts the account again with the given options.
func (s *Simulator) begin(from start) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.clock.restart(from.at)
	s.account = from.seed.newAccount(s.clock.Now(), from.scenarios)
	s.account.liveTime, s.account.sendsWebhooks = from.liveTime, s.courier != nil
	if s.courier != nil {
		s.courier.clear()
	}
	s.account.lacksAbilities, s.account.lacksScopes = from.lacksAbilities, from.lacksScopes
	s.account.app = newApp(from.tokenLifetime)
	s.faults.set(slices.Concat(faultsOf(from.scenarios), from.faults))
	s.requests.clear()
	s.traffic.clear()
}

// Clock returns the account's clock.
func (s *Simulator) Clock() *Clock { return &s.clock }

// Inject adds faults after those that exist. The first fault that matches a request decides how it fails; a fault that is only a latency
// does not decide. The request waits for the latencies of all matching faults up to the one that decides. Inject panics if ParseFault
// would refuse a fault.
func (s *Simulator) Inject(faults ...Fault) { s.faults.add(checked(faults)...) }

// ClearFaults removes all faults, including those of WithFaults and of scenarios.
func (s *Simulator) ClearFaults() { s.faults.set(nil) }

// Reset restores the state after New: the account, its clock, and the faults of WithFaults and of scenarios. It clears the list of
// requests.
func (s *Simulator) Reset() { s.begin(s.start) }

// Requests returns the latest 1,000 requests, oldest first, each with at most 64 KiB of its body.
func (s *Simulator) Requests() []Request { return s.requests.all() }
