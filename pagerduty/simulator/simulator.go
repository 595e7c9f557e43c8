// Package simulator is a PagerDuty account in memory behind PagerDuty's HTTP API: for people who have no account at hand,
// and for the tests of everyone who embeds the client. A Simulator is an http.Handler with real state: an incident that is
// created appears in lists, one that is acknowledged has a longer log.
//
// It is stricter than PagerDuty, which ignores much that it does not understand: an unknown query parameter or body member,
// a missing From header, a bad id are answered with 400 and a sentence that says why. Lenient brings PagerDuty's own
// indulgence back. The account is the same on every start; its times are relative to the clock at New.
//
// How it is built: one file per resource, which holds its state, its answers, and its routes; routes.go lists the resources.
package simulator

import (
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
	now     func() time.Time
	seed    Seed
	lenient bool
	router  *router

	mutex   sync.RWMutex // guards account
	account *account

	faults   faultList
	requests requestLog
	traffic  traffic
}

// Option changes what New makes.
type Option func(*Simulator)

// WithClock makes the simulator take the time from now instead of time.Now.
func WithClock(now func() time.Time) Option { return func(s *Simulator) { s.now = now } }

// WithSeed chooses what the account holds at the start; without it, Demo.
func WithSeed(seed Seed) Option { return func(s *Simulator) { s.seed = seed } }

// Lenient makes the simulator ignore what PagerDuty ignores: unknown query parameters and body members, a page size over
// 100, an unusual Accept or Content-Type. Clients that were not written with the simulator in mind need it.
func Lenient() Option { return func(s *Simulator) { s.lenient = true } }

// WithFaults is Inject at the start.
func WithFaults(faults ...Fault) Option { return func(s *Simulator) { s.Inject(faults...) } }

// New returns a simulator. It panics when the seed is not one of those that ParseSeed knows.
func New(options ...Option) *Simulator {
	s := &Simulator{now: time.Now, seed: Demo, router: newRouter(routes())}
	for _, option := range options {
		option(s)
	}
	s.account = s.seed.plant(s.now())
	return s
}

// Inject makes the simulator fail from now on, as the faults say, in the order in which they were injected: of those that
// match a request the first decides, and every matching latency before it counts.
func (s *Simulator) Inject(faults ...Fault) { s.faults.add(faults...) }

// Requests returns what was asked so far, oldest first: the latest 1,000 requests, each with at most 64 KiB of its body.
func (s *Simulator) Requests() []Request { return s.requests.all() }
