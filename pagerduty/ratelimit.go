package pagerduty

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

// rateLimit holds the number of requests that the last answer allowed.
type rateLimit struct {
	left  atomic.Int64
	until atomic.Int64 // Unix nanoseconds; when the limit is reset
}

func (l *rateLimit) observe(header http.Header) {
	left, err := strconv.ParseInt(header.Get("Ratelimit-Remaining"), 10, 64)
	if err != nil {
		return
	}
	l.left.Store(left)
	l.until.Store(time.Now().Add(retryAfter(header)).UnixNano())
}

// remaining returns how many requests may be sent at once; at least one.
func (l *rateLimit) remaining() int {
	if time.Now().UnixNano() > l.until.Load() {
		return maxPagesAhead
	}
	return int(max(1, l.left.Load()))
}
