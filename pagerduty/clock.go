package pagerduty

import (
	"net/http"
	"sync/atomic"
	"time"
)

// theirClock remembers how far PagerDuty's clock is ahead of this machine's. The zero value takes them for the same.
type theirClock struct{ ahead atomic.Int64 }

// observe learns from the Date of an answer, which counts whole seconds.
func (c *theirClock) observe(header http.Header) {
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		c.ahead.Store(int64(time.Until(date)))
	}
}

// at returns what PagerDuty's clock says when this machine's says local.
func (c *theirClock) at(local time.Time) time.Time { return local.Add(time.Duration(c.ahead.Load())) }
