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
	Status int // of the answer; 0 while there is none
}

// Matches reports whether a request has a method and a path, written as in a Fault: "" for any, "/incidents" for the list
// and all below it, "/incidents/*/notes" for the notes of every incident.
func (r Request) Matches(method, path string) bool { return matches(method, path, r.Method, r.Path) }

const (
	keptRequests = 1000
	keptBody     = 64 << 10
)

// requestLog remembers the latest requests.
type requestLog struct {
	mutex    sync.Mutex
	requests []*Request
}

// add returns a writer that notes the status of the answer.
func (l *requestLog) add(r *http.Request, body []byte, w http.ResponseWriter) http.ResponseWriter {
	header := r.Header.Clone()
	if header.Get("Authorization") != "" {
		header.Set("Authorization", "[redacted]")
	}
	request := &Request{r.Method, r.URL.Path, r.URL.Query(), header, bytes.Clone(body[:min(len(body), keptBody)]), 0}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.requests) == 2*keptRequests { // now and then, so that a request does not cost a copy of all others
		l.requests = slices.Clone(l.requests[keptRequests:])
	}
	l.requests = append(l.requests, request)
	return &statusNoter{w, l, request}
}

func (l *requestLog) all() []Request {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return each(l.requests[max(0, len(l.requests)-keptRequests):], func(r *Request) Request { return *r })
}

func (l *requestLog) clear() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.requests = nil
}

// statusNoter notes the status of an answer in the log before the client has it.
type statusNoter struct {
	http.ResponseWriter
	log     *requestLog
	request *Request
}

func (w *statusNoter) WriteHeader(status int) {
	w.log.mutex.Lock()
	w.request.Status = status
	w.log.mutex.Unlock()
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets an http.ResponseController reach the writer below.
func (w *statusNoter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
