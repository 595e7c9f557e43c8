package simulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const maxBody = 1 << 20

// answer is a response before it is written.
type answer struct {
	status int
	body   []byte
}

// ServeHTTP answers a request to the API.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.control != nil && strings.HasPrefix(r.URL.Path, controlRoot) {
		s.control.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		panic(http.ErrAbortHandler) // the client disconnected while sending its body
	}
	w = s.requests.add(r, body, w)
	fault := s.faults.faultOf(r)
	if !fault.wait(r.Context()) {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("X-Request-Id", s.traffic.requestID())
	if fault.writeReplacement(w) {
		return
	}
	fault.write(w, s.answer(r, body, w.Header(), fault))
}

// answer performs the request and encodes the result. It holds the account's lock meanwhile, so that the clock and the account match.
func (s *Simulator) answer(r *http.Request, body []byte, header http.Header, fault *requestFault) answer {
	defer s.lockFor(r.Method)()
	now := s.clock.Now().UTC()
	if s.account.liveTime {
		s.account.catchUp(now)
	}
	header.Set("Date", now.Format(http.TimeFormat))
	s.traffic.stamp(header)
	c := &call{account: s.account, request: r, body: body, now: now, lenient: s.lenient, pages: fault.pages()}
	status, value, err := s.perform(c)
	s.sendWebhooks(now, r)
	if err != nil {
		return c.refuse(err)
	}
	if value == nil {
		return answer{status, nil}
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return c.refuse(fmt.Errorf("the answer cannot be encoded: %w", err))
	}
	return answer{status, linkToSelf(encoded, r)}
}

// linkToSelf makes the self links of an answer point to the address of the request, so that a client that follows one stays in the
// simulator.
func linkToSelf(encoded []byte, r *http.Request) []byte {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return bytes.ReplaceAll(encoded, []byte(`"self":"`+apiURL+`/`), []byte(`"self":"`+scheme+`://`+cmp.Or(r.Host, "localhost")+`/`))
}

// lockFor locks the account for a request. Reads share the lock, except with live time, where a read can take pending actions.
func (s *Simulator) lockFor(method string) (release func()) {
	if method == http.MethodGet {
		s.mutex.RLock()
		if !s.account.liveTime {
			return s.mutex.RUnlock
		}
		s.mutex.RUnlock()
	}
	s.mutex.Lock()
	return s.mutex.Unlock
}

// perform finds and runs the operation, after the checks that all operations share.
func (s *Simulator) perform(c *call) (status int, value any, err error) {
	path := c.request.URL.EscapedPath()
	matched, parameters, err := s.router.find(c.request.Method, path)
	if err == nil && matched.route.open {
		value, err = matched.route.handle(c)
		return cmp.Or(c.status, matched.route.status), value, err
	}
	if err := c.authenticate(); err != nil {
		return 0, nil, err
	}
	if short, cut := strings.CutSuffix(path, "/"); err != nil && cut && c.lenient && strings.Count(short, "/") > 2 {
		matched, parameters, err = s.router.find(c.request.Method, short)
	}
	if err != nil {
		return 0, nil, err
	}
	c.operation, c.path = matched, parameters
	if c.query, err = url.ParseQuery(c.request.URL.RawQuery); err != nil && !c.lenient {
		return 0, nil, invalid(fmt.Sprintf("the query cannot be parsed: %v", err))
	}
	if err := c.checkAccess(); err != nil {
		return 0, nil, err
	}
	c.checkHeaders()
	c.checkQuery()
	if err := c.refusal(); err != nil {
		return 0, nil, err
	}
	if matched.route.acts {
		if err := c.findRequester(); err != nil {
			return 0, nil, err
		}
	}
	value, err = matched.route.handle(c)
	if err := errors.Join(err, c.refusal()); err != nil {
		return 0, nil, err
	}
	return cmp.Or(c.status, matched.route.status, http.StatusOK), value, nil
}

// refuse returns PagerDuty's answer for an error.
func refuse(err error) answer {
	if lacks, ok := errors.AsType[*missingScope](err); ok {
		body, _ := json.Marshal(lacks.body()) // cannot fail: strings and an integer
		return answer{http.StatusForbidden, body}
	}
	return refuseWith(err, (*refusal).body)
}

// refuse returns PagerDuty's answer for the error of a call.
func (c *call) refuse(err error) answer {
	r, isRefusal := errors.AsType[*refusal](err)
	if isRefusal && r.status == http.StatusBadRequest && strings.HasPrefix(c.request.URL.Path, "/v3/") {
		return refuseWith(err, (*refusal).shiftBody)
	}
	return refuse(err)
}

func refuseWith(err error, body func(*refusal) any) answer {
	var r *refusal
	if !errors.As(err, &r) {
		r = &refusal{status: http.StatusInternalServerError, code: 2000, message: "Internal Server Error", details: []string{err.Error()}}
	}
	encoded, _ := json.Marshal(body(r)) // cannot fail: strings and integers
	return answer{r.status, encoded}
}

func (a answer) write(w http.ResponseWriter) {
	if a.body != nil {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a disconnected client needs no answer
}

// traffic counts requests for the headers of every answer. It never refuses a request: that needs a Fault.
type traffic struct {
	mutex  sync.Mutex
	total  int
	minute int64
	used   int
}

const requestsPerMinute = 960

func (t *traffic) clear() {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.total, t.minute, t.used = 0, 0, 0
}

func (t *traffic) requestID() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.total++
	return fmt.Sprintf("simulator-%08d", t.total)
}

// stamp sets the rate limit headers. It uses the real time, because clients wait in real time, and the account's clock may be stopped.
func (t *traffic) stamp(header http.Header) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	now := time.Now()
	if minute := now.Unix() / 60; minute != t.minute {
		t.minute, t.used = minute, 0
	}
	t.used++
	header.Set("Ratelimit-Limit", strconv.Itoa(requestsPerMinute))
	header.Set("Ratelimit-Remaining", strconv.Itoa(max(1, requestsPerMinute-t.used)))
	header.Set("Ratelimit-Reset", strconv.FormatInt(60-now.Unix()%60, 10))
}
