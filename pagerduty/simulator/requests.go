package simulator

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// Request is a request that a client sent.
type Request struct {
	Method string
	Path   string
	Query  url.Values
	Header http.Header // the value of Authorization is redacted
	Body   []byte
	Status int // status of the answer; 0 if there is none yet
}

// Matches reports whether a request matches method and path. Both are as in [Fault]: "" matches all, "/incidents" the list and everything
// below it, and "/incidents/*/notes" the notes of every incident.
func (r Request) Matches(method, path string) bool { return matches(method, path, r.Method, r.Path) }

const (
	keptRequests = 1000
	keptBody     = 64 << 10
)

// requestLog keeps the latest requests.
type requestLog struct {
	mutex    sync.Mutex
	requests []*Request
}

// add adds a request. It returns a writer that records the status of the answer.
func (l *requestLog) add(r *http.Request, body []byte, w http.ResponseWriter) http.ResponseWriter {
	header := r.Header.Clone()
	if header.Get("Authorization") != "" {
		header.Set("Authorization", "[redacted]")
	}
	body = hideSecret(r, body)
	request := &Request{r.Method, r.URL.Path, r.URL.Query(), header, bytes.Clone(body[:min(len(body), keptBody)]), 0}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if len(l.requests) == 2*keptRequests { // rarely, so that not every request copies all others
		l.requests = slices.Clone(l.requests[keptRequests:])
	}
	l.requests = append(l.requests, request)
	return &statusRecorder{w, l, request}
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

// statusRecorder records the status of an answer in the log before the client receives it.
type statusRecorder struct {
	http.ResponseWriter
	log     *requestLog
	request *Request
}

func (w *statusRecorder) WriteHeader(status int) {
	w.log.mutex.Lock()
	w.request.Status = status
	w.log.mutex.Unlock()
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (w *statusRecorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
