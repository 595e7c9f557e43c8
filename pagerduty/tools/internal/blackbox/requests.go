package blackbox

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Request is what the account was asked.
type Request struct {
	Method string
	Path   string
	Query  url.Values
	From   string // the header
	Body   string
}

// String is the request's line, its query in the order of the names and without escapes.
func (r Request) String() string {
	line := r.Method + " " + r.Path
	if len(r.Query) == 0 {
		return line
	}
	query, err := url.QueryUnescape(r.Query.Encode())
	if err != nil {
		query = r.Query.Encode()
	}
	return line + "?" + query
}

// Requests are what the latest call asked, in the order in which it arrived.
func (s *Session) Requests() []Request { return s.log.all() }

// Sent are the lines of Requests.
func (s *Session) Sent() []string {
	lines := []string{}
	for _, request := range s.Requests() {
		lines = append(lines, request.String())
	}
	return lines
}

// SentTo are the requests of the latest call to a path, with any query.
func (s *Session) SentTo(method, path string) []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Method != method || r.Path != path })
}

// Writes are the requests of the latest call that could change the account.
func (s *Session) Writes() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Method == http.MethodGet })
}

// ExpectSent wants the latest call to have made these requests and no others, in this order.
func (s *Session) ExpectSent(want ...string) {
	s.t.Helper()
	if got := s.Sent(); !slices.Equal(got, want) {
		s.t.Errorf("the call sent\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// requestLog remembers what was asked.
type requestLog struct {
	mutex    sync.Mutex
	requests []Request
}

func (l *requestLog) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		l.add(Request{r.Method, r.URL.Path, r.URL.Query(), r.Header.Get("From"), string(body)})
		next.ServeHTTP(w, r)
	})
}

func (l *requestLog) add(r Request) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.requests = append(l.requests, r)
}

func (l *requestLog) clear() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.requests = nil
}

func (l *requestLog) all() []Request {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return slices.Clone(l.requests)
}

// ExpectLast fails the test unless the latest request has this in its target or its body.
func (s *Session) ExpectLast(want string) {
	s.t.Helper()
	requests := s.Requests()
	last := requests[len(requests)-1]
	if !strings.Contains(last.String()+" "+last.Body, want) {
		s.t.Errorf("sent %s %s, want %s in it", last, last.Body, want)
	}
}
