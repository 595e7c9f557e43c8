package simulator

import (
	"fmt"
	"sync"
	"time"
)

// Clock is the time of an account: who is on call, how long ago something happened and which urgency holds now follow it. It
// passes like the clock of WithClock until it is set or advanced. It is safe for concurrent use.
//
// With WithLiveTime what has come due happens when it moves, before the next request is answered. Without, nothing happens by
// itself: an incident's pending_actions say what PagerDuty would do and when.
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

// Set makes the clock stand still at a time, which may be an earlier one: nothing is undone, and what has happened keeps its times.
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

// The times that a clock can be set to from outside: far enough for every test, near enough that rendering schedules up to then
// stays cheap.
var (
	earliestClock = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	latestClock   = time.Date(2100, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// checkClock refuses a time that is out of bounds.
func checkClock(t time.Time) error {
	if t.Before(earliestClock) || !t.Before(latestClock) {
		return fmt.Errorf("the clock takes times from the year 2000 to the year 2099, and this would be %s", t.UTC().Format(time.RFC3339))
	}
	return nil
}

// ParseClock reads a time that an account's clock can stand at, in RFC 3339: from the year 2000 to the year 2099.
func ParseClock(text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time such as 2026-10-14T10:00:00Z", text)
	}
	return t, checkClock(t)
}
