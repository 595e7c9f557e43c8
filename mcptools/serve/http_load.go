package serve

import (
	"net/http"
	"sync"
)

// These limits bound the memory and the work of an HTTP handler. Beyond them a request is refused, and its client may try again.
const (
	maxHTTPInFlight       = 10_000 // unanswered requests, of which most wait for their turn
	maxHTTPInFlightBytes  = 256 << 20
	maxHTTPCallerInFlight = 1_000 // of one caller
	maxHTTPCallerBytes    = 64 << 20
	maxHTTPBacklog        = 256 << 20 // bytes of the results of calls, expected or not yet sent
	maxHTTPListBacklog    = 64 << 20  // bytes of other replies
)

// httpLoad counts the unanswered requests of an HTTP handler.
type httpLoad struct {
	turns int // see newTurns

	mu      sync.Mutex
	count   int
	bytes   int
	callers map[string]*callerLoad
}

// callerLoad counts the unanswered requests of one caller. It is forgotten with the last of them.
type callerLoad struct {
	count int
	bytes int
	turns turns
}

func newHTTPLoad(turns int) *httpLoad {
	return &httpLoad{turns: turns, callers: map[string]*callerLoad{}}
}

// place is a request's part of the load.
type place struct {
	load   *httpLoad
	caller string
	of     *callerLoad
	bytes  int
}

// enter admits a request of a caller. Otherwise it returns the HTTP status to refuse it with.
func (l *httpLoad) enter(caller string) (admitted *place, refusal int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := l.callers[caller]
	switch {
	case l.count >= maxHTTPInFlight:
		return nil, http.StatusServiceUnavailable
	case of != nil && of.count >= maxHTTPCallerInFlight:
		return nil, http.StatusTooManyRequests
	case of == nil:
		of = &callerLoad{turns: newTurns(l.turns)}
		l.callers[caller] = of
	}
	of.count++
	l.count++
	return &place{load: l, caller: caller, of: of}, 0
}

// grow counts bytes of the message that have arrived. Otherwise it returns the HTTP status to refuse the request with. A caller without
// other requests may always send one message.
func (p *place) grow(bytes int) (refusal int) {
	p.load.mu.Lock()
	defer p.load.mu.Unlock()
	switch {
	case p.of.count > 1 && p.of.bytes+bytes > maxHTTPCallerBytes:
		return http.StatusTooManyRequests
	case p.load.bytes+bytes > maxHTTPInFlightBytes:
		return http.StatusServiceUnavailable
	}
	p.bytes += bytes
	p.of.bytes += bytes
	p.load.bytes += bytes
	return 0
}

func (p *place) leave() {
	p.load.mu.Lock()
	defer p.load.mu.Unlock()
	p.load.count--
	p.load.bytes -= p.bytes
	p.of.bytes -= p.bytes
	if p.of.count--; p.of.count == 0 {
		delete(p.load.callers, p.caller)
	}
}
