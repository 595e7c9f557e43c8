package doctor

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
)

// quota is a transport that reads from answers how many requests PagerDuty still allows.
type quota struct {
	mutex       sync.Mutex
	limit, left int // 0 before an answer has them
}

// RoundTrip implements http.RoundTripper.
func (q *quota) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	limit, wrong := strconv.Atoi(response.Header.Get("Ratelimit-Limit"))
	left, alsoWrong := strconv.Atoi(response.Header.Get("Ratelimit-Remaining"))
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if wrong == nil && alsoWrong == nil && (q.limit == 0 || left*q.limit < q.left*limit) {
		q.limit, q.left = limit, left // the nearest one: some operations have their own
	}
	return response, nil
}

// findings warns if few requests are left.
func (q *quota) findings() []Finding {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.limit == 0 {
		return nil
	}
	f := Finding{Check: "rights.rate", State: OK, Text: fmt.Sprintf("%d of %d requests are left in this minute", q.left, q.limit)}
	if q.left*10 < q.limit {
		f.State, f.Mend = Warning, "Something else uses the same key, or the same user's keys, a lot: give each program a key of its own."
	}
	return []Finding{f}
}
