package simulator

import (
	"sync"
	"time"
)

// Clock is the time of an account: who is on call, how long ago something happened and which urgency holds now follow it. It
// passes like the clock of WithClock until it is set or advanced. It is safe for concurrent use.
//
// Nothing happens by itself when it moves: no incident is escalated or resolved, no acknowledgement times out and no snooze ends.
// An incident's pending_actions say what PagerDuty would do and when.
type Clock struct {
	mutex  sync.Mutex
	source func() time.Time // nil for time.Now
	ahead  time.Duration    // of the source
	stands bool             // at the time below
	at     time.Time
}

// Now is the time of the account.
func (c *Clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.stands {
		return c.at
	}
	if c.source == nil {
		return time.Now().Add(c.ahead)
	}
	return c.source().Add(c.ahead)
}

// Set makes the clock stand still at a time, which may be an earlier one: what has happened keeps its times.
func (c *Clock) Set(t time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.stands, c.at = true, t
}

// Advance moves the clock on. One that stands still goes on standing there, one that passes goes on passing.
func (c *Clock) Advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.at = c.at.Add(d)
	c.ahead += d
}

// restart makes the clock pass like its source again, or stand still at a time.
func (c *Clock) restart(at *time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.ahead, c.stands = 0, at != nil
	if at != nil {
		c.at = *at
	}
}
