package pagerduty

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// rateLimit remembers what PagerDuty last said about how many requests are left.
type rateLimit struct {
	left  atomic.Int64
	until atomic.Int64 // Unix nanoseconds; what was said holds no longer after it
}

func (l *rateLimit) observe(header http.Header) {
	left, err := strconv.ParseInt(header.Get("Ratelimit-Remaining"), 10, 64)
	if err != nil {
		return
	}
	l.left.Store(left)
	l.until.Store(time.Now().Add(retryAfter(header)).UnixNano())
}

// remaining is how many requests may be sent at once; at least one.
func (l *rateLimit) remaining() int {
	if time.Now().UnixNano() > l.until.Load() {
		return maxPagesAhead
	}
	return int(max(1, l.left.Load()))
}
