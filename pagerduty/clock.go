package pagerduty

import (
	"net/http"
	"sync/atomic"
	"time"
)

// serverClock estimates PagerDuty's clock from its responses. Before the first one it equals this machine's.
type serverClock struct{ ahead atomic.Int64 }

// observe reads the Date header, which is precise to a second.
func (c *serverClock) observe(header http.Header) {
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		c.ahead.Store(int64(time.Until(date)))
	}
}

// at converts a time of this machine to PagerDuty's clock.
func (c *serverClock) at(local time.Time) time.Time { return local.Add(time.Duration(c.ahead.Load())) }
