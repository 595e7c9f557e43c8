package serve

import (
	"context"
	"sync"
)

// What is answered but not yet written bounds the memory that a client can take which does not read. With more, further calls
// wait, and are read all the same: pings and lists of tools are answered, and cancellations heard, as long as the client reads.
const (
	maxBacklog     = 32 << 20 // bytes of the results of calls
	maxListBacklog = 4 << 20  // bytes of other replies, so that these never wait for calls

	firstReply = 1 << 20  // bytes that a call counts until its tool has replied once
	leastReply = 64 << 10 // bytes that a call counts at least until its reply is there
)

// backlog keeps account of the replies of one connection that are being made or wait to be written. A reply counts as the largest
// of its kind so far until it is there.
type backlog struct {
	total int
	first int           // bytes expected of the first reply of a kind
	turn  chan struct{} // has one in it while somebody waits for bytes, the others wait for their turn, in order
	freed chan struct{} // has one in it when bytes were freed

	mu      sync.Mutex
	free    int            // bytes; below zero if replies turned out longer than expected
	largest map[string]int // reply so far, by kind
}

func newBacklog(total, first int) *backlog {
	return &backlog{
		total: total, first: first, free: total,
		turn: make(chan struct{}, 1), freed: make(chan struct{}, 1), largest: map[string]int{},
	}
}

// tryTake takes what a reply of the kind is expected to need, if that much is free.
func (b *backlog) tryTake(kind string) (bytes int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	expected, known := b.largest[kind]
	if !known {
		expected = b.first
	}
	expected = min(max(expected, leastReply), b.total)
	if b.free < expected {
		return 0, false
	}
	b.free -= expected
	return expected, true
}

// give returns bytes.
func (b *backlog) give(bytes int) {
	b.mu.Lock()
	b.free += bytes
	b.mu.Unlock()
	select {
	case b.freed <- struct{}{}:
	default:
	}
}

// share is what one reply takes of a backlog. The nil share is that of a connection without one.
type share struct {
	backlog *backlog
	kind    string

	mu    sync.Mutex
	bytes int
	ended bool
}

// take waits for its turn and until there is room, and then for what else the reply needs, before anybody else has a turn: what
// waits has no bytes. It reports whether it got both before ctx ended.
func (s *share) take(ctx context.Context, also func() bool) bool {
	if s == nil {
		return also()
	}
	select {
	case s.backlog.turn <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-s.backlog.turn }()
	for !s.tryTake() {
		select {
		case <-s.backlog.freed:
		case <-ctx.Done():
			return false
		}
	}
	if !also() {
		s.leave()
		return false
	}
	return true
}

func (s *share) tryTake() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended { // by a call that left something running behind
		return true
	}
	bytes, ok := s.backlog.tryTake(s.kind)
	s.bytes += bytes
	return ok
}

// settle makes a share that was taken what the reply turned out to need.
func (s *share) settle(bytes int) {
	if s == nil || !s.resize(bytes) {
		return
	}
	b := s.backlog
	b.mu.Lock()
	defer b.mu.Unlock()
	b.largest[s.kind] = max(b.largest[s.kind], bytes)
}

// leave gives the share back until it is taken again.
func (s *share) leave() {
	if s != nil {
		s.resize(0)
	}
}

// end gives the share back for good.
func (s *share) end() {
	if s == nil {
		return
	}
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
	s.resize(0)
}

// resize changes a share that is taken and reports whether it was.
func (s *share) resize(bytes int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes == 0 {
		return false
	}
	s.backlog.give(s.bytes - bytes)
	s.bytes = bytes
	return true
}
