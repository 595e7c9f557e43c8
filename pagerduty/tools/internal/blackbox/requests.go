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

// Request is a request that the account has received.
type Request struct {
	Method string
	Path   string
	Query  url.Values
	From   string // header
	Body   string
}

// String returns the method, the path and the query, which is sorted and not escaped.
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

// Requests returns the requests of the latest call, in order of arrival.
func (s *Session) Requests() []Request { return s.log.all() }

// Sent returns Requests as strings.
func (s *Session) Sent() []string {
	lines := []string{}
	for _, request := range s.Requests() {
		lines = append(lines, request.String())
	}
	return lines
}

// SentTo returns the requests of the latest call to a path, with any query.
func (s *Session) SentTo(method, path string) []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Method != method || r.Path != path })
}

// Writes returns the requests of the latest call that could change the account. Analytics are read by POST.
func (s *Session) Writes() []Request {
	return slices.DeleteFunc(s.Requests(), func(r Request) bool { return r.Method == http.MethodGet || strings.HasPrefix(r.Path, "/analytics/") })
}

// ExpectSent fails the test unless the latest call made exactly these requests, in this order.
func (s *Session) ExpectSent(want ...string) {
	s.t.Helper()
	if got := s.Sent(); !slices.Equal(got, want) {
		s.t.Errorf("the call sent\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// requestLog records requests.
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

// ExpectLast fails the test unless the latest request contains this text, in its line or its body.
func (s *Session) ExpectLast(want string) {
	s.t.Helper()
	requests := s.Requests()
	last := requests[len(requests)-1]
	if !strings.Contains(last.String()+" "+last.Body, want) {
		s.t.Errorf("sent %s %s, want %s in it", last, last.Body, want)
	}
}
