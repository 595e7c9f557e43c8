package simulator

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// Request is what a client asked.
type Request struct {
	Method string
	Path   string
	Query  url.Values
	Header http.Header // the value of Authorization is redacted
	Body   []byte
}

const (
	keptRequests = 1000
	keptBody     = 64 << 10
)

// requestLog remembers the latest requests.
type requestLog struct {
	mutex    sync.Mutex
	requests []Request
}

func (l *requestLog) add(r *http.Request, body []byte) {
	header := r.Header.Clone()
	if header.Get("Authorization") != "" {
		header.Set("Authorization", "[redacted]")
	}
	request := Request{r.Method, r.URL.Path, r.URL.Query(), header, bytes.Clone(body[:min(len(body), keptBody)])}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.requests) == 2*keptRequests { // now and then, so that a request does not cost a copy of all others
		l.requests = slices.Clone(l.requests[keptRequests:])
	}
	l.requests = append(l.requests, request)
}

func (l *requestLog) all() []Request {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return slices.Clone(l.requests[max(0, len(l.requests)-keptRequests):])
}
