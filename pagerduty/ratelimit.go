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

func readRateLimit(header http.Header) RateLimit {
	remaining, err := strconv.Atoi(header.Get("Ratelimit-Remaining"))
	if err != nil {
		return RateLimit{}
	}
	limit, _ := strconv.Atoi(header.Get("Ratelimit-Limit")) // 0 if it is missing
	return RateLimit{Known: true, Limit: limit, Remaining: remaining, Reset: retryAfter(header)}
}

func (l *rateLimit) observe(answered RateLimit) {
	if answered.Known {
		l.left.Store(int64(answered.Remaining))
		l.until.Store(time.Now().Add(answered.Reset).UnixNano())
	}
}

// remaining returns how many requests may be sent at once; at least one.
func (l *rateLimit) remaining() int {
	if time.Now().UnixNano() > l.until.Load() {
		return maxPagesAhead
	}
	return int(max(1, l.left.Load()))
}
