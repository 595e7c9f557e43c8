package serve

import (
	"net/http"
	"sync"
)

// These limits bound the memory and the work of an HTTP handler. Beyond them a request is refused, and its client may try again.
const (
	maxHTTPInFlight      = 10_000 // unanswered requests, of which most wait for their turn
	maxHTTPCallerFlight  = 1_000  // of one caller
	maxHTTPInFlightBytes = 256 << 20
	maxHTTPBacklog       = 256 << 20 // bytes of the results of calls, expected or not yet sent
	maxHTTPListBacklog   = 64 << 20  // bytes of other replies

	unknownSize = 64 << 10 // bytes of a body until it has been read, if the client does not say
)

// httpLoad counts the unanswered requests of an HTTP handler.
type httpLoad struct {
	turns int // calls of one caller that may run at the same time

	mu      sync.Mutex
	count   int
	bytes   int
	callers map[string]*callerLoad
}

// callerLoad counts the unanswered requests of one caller. It is forgotten with the last of them.
type callerLoad struct {
	count int
	turns chan struct{} // holds one element for each running call
}

func newHTTPLoad(turns int) *httpLoad {
	return &httpLoad{turns: turns, callers: map[string]*callerLoad{}}
}

// place is a request's part of the load.
type place struct {
	load   *httpLoad
	caller string
	bytes  int
	turns  chan struct{}
}

// enter admits a request of a caller, with a message of so many bytes. Otherwise it returns the status to refuse it with.
func (l *httpLoad) enter(caller string, bytes int) (admitted *place, refusal int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.callers[caller]
	switch {
	case l.count >= maxHTTPInFlight || l.count > 0 && l.bytes+bytes > maxHTTPInFlightBytes:
		return nil, http.StatusServiceUnavailable
	case of != nil && of.count >= maxHTTPCallerFlight:
		return nil, http.StatusTooManyRequests
	case of == nil:
		of = &callerLoad{turns: make(chan struct{}, l.turns)}
		l.callers[caller] = of
	}
	of.count++
	l.count++
	l.bytes += bytes
	return &place{l, caller, bytes, of.turns}, 0
}

// resize replaces the expected size of the message. It reports whether there is room for a larger one.
func (p *place) resize(bytes int) bool {
	p.load.mu.Lock()
	defer p.load.mu.Unlock()
	if bytes > p.bytes && p.load.count > 1 && p.load.bytes-p.bytes+bytes > maxHTTPInFlightBytes {
		return false
	}
	p.load.bytes += bytes - p.bytes
	p.bytes = bytes
	return true
}

func (p *place) leave() {
	p.load.mu.Lock()
	defer p.load.mu.Unlock()
	p.load.count--
	p.load.bytes -= p.bytes
	of := p.load.callers[p.caller]
	if of.count--; of.count == 0 {
		delete(p.load.callers, p.caller)
	}
}
