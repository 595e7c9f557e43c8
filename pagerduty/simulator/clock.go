package simulator

import (
	"fmt"
	"sync"
	"time"
)

// Clock is the clock of an account. It decides who is on call, the age of incidents, and the urgency of a service. It follows the function
// given to WithClock, or time.Now, until you call Set or Advance. It is safe for concurrent use.
//
// Moving the clock triggers pending actions, such as escalations, only with WithLiveTime. They happen before the next request is answered.
type Clock struct {
	mutex   sync.Mutex
	source  func() time.Time // nil for time.Now
	ahead   time.Duration    // how far it is ahead of the source
	stopped bool             // at the time below
	at      time.Time
}

// Now returns the current time of the account.
func (c *Clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.stopped {
		return c.at
	}
	if c.source == nil {
		return time.Now().Add(c.ahead)
	}
	return c.source().Add(c.ahead)
}

// Set stops the clock at t. If t is earlier than now, nothing is undone, and records keep their times.
func (c *Clock) Set(t time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.stopped, c.at = true, t
}

// Advance moves the clock forward by d. A stopped clock stays stopped, and a running clock keeps running.
func (c *Clock) Advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.at = c.at.Add(d)
	c.ahead += d
}

// restart makes the clock run like its source again, or stops it at a time.
func (c *Clock) restart(at *time.Time) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.ahead, c.stopped = 0, at != nil
	if at != nil {
		c.at = *at
	}
}

// The bounds of ParseClock. They are wide enough for every test, and narrow enough to render a schedule up to the clock cheaply.
var (
	earliestClock = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	latestClock   = time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// checkClock returns an error for a time outside of the bounds.
func checkClock(t time.Time) error {
	if t.Before(earliestClock) || !t.Before(latestClock) {
		return fmt.Errorf("the clock must be in the years 2000 to 2099, not at %s", t.UTC().Format(time.RFC3339))
	}
	return nil
}

// ParseClock parses a time for an account's clock. It must be in RFC 3339, such as 2026-10-14T10:00:00Z, and in the years 2000 to 2099.
func ParseClock(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time such as 2026-10-14T10:00:00Z", text)
	}
	return t, checkClock(t)
}
