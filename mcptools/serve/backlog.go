package serve

import (
	"context"
	"sync"

	"github.com/mark3labs/mcp-go/mcp"
)

// These limits on unwritten replies bound the memory that a client uses by not reading. Beyond them further calls wait, but the server
// still reads: it answers pings and tools/list and obeys cancellations, for as long as the client reads.
const (
	maxBacklog     = 32 << 20 // bytes of the results of calls
	maxListBacklog = 4 << 20  // bytes of other replies, which thus never wait for calls

	firstReply = 1 << 20  // expected bytes of a tool's first reply
	leastReply = 64 << 10 // the fewest bytes that are expected of a reply
)

// backlog limits the bytes of one connection's replies that are expected or not yet written. A reply is expected to be as large as the
// largest of its kind so far.
type backlog struct {
	total int
	first int           // expected bytes of the first reply of a kind
	turn  chan struct{} // holds one element while a reply waits for bytes; the others queue up for it
	freed chan struct{} // holds one element after bytes were freed

	mu      sync.Mutex
	free    int            // bytes; negative if replies were larger than expected
	largest map[string]int // bytes of the largest reply, by kind
}

func newBacklog(total, first int) *backlog {
	return &backlog{
		total: total, first: first, free: total,
		turn: make(chan struct{}, 1), freed: make(chan struct{}, 1), largest: map[string]int{},
	}
}

// tryReserve reserves the expected bytes of a reply of the kind, if they are free.
func (b *backlog) tryReserve(kind string) (bytes int, ok bool) {
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

// release frees bytes.
func (b *backlog) release(bytes int) {
	b.mu.Lock()
	b.free += bytes
	b.mu.Unlock()
	select {
	case b.freed <- struct{}{}:
	default:
	}
}

// settle replaces the bytes that were reserved for a reply of the kind with those of the reply.
func (b *backlog) settle(kind string, reserved, bytes int) {
	b.release(reserved - bytes)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.largest[kind] = max(b.largest[kind], bytes)
}

// backlogs are those of a connection, or of all that share their memory.
type backlogs struct {
	calls *backlog // the results of calls
	lists *backlog // the replies to other requests
}

// turns limit how many replies of one caller take part in a backlog that belongs to several callers, from the start of the call until the
// reply is written. Otherwise a caller who does not read could keep the others from it. The zero value limits nothing.
type turns struct {
	calls, lists chan struct{} // hold one element for each reply
}

func newTurns(n int) turns { return turns{make(chan struct{}, n), make(chan struct{}, n)} }

// share returns the share of a backlog for the reply to m; nil for a ping. It reserves the share, except for a request that runs the
// program's code, such as a call, which does so when it runs. If ctx ends before there is room, the reply is written without a reservation.
func (b backlogs) share(ctx context.Context, m message, of turns) *share {
	switch m.method {
	case string(mcp.MethodPing):
		return nil
	case string(mcp.MethodToolsCall):
		name, _ := m.params.name()
		return &share{backlog: b.calls, turns: of.calls, kind: name}
	case string(mcp.MethodPromptsGet), string(mcp.MethodResourcesRead), string(mcp.MethodCompletionComplete):
		return &share{backlog: b.calls, turns: of.calls, kind: " " + m.method} // no tool has a name with a space
	}
	share := &share{backlog: b.lists, turns: of.lists}
	share.reserve(ctx, func() bool { return true })
	return share
}

// share is one reply's part of a backlog. A nil share belongs to no backlog, and never waits.
type share struct {
	backlog *backlog
	turns   chan struct{} // see turns
	kind    string

	mu    sync.Mutex
	turn  bool // it has one of turns
	bytes int
	ended bool
}

// reserve waits until it is the reply's turn and the expected bytes are free. It then calls acquire, which waits for whatever else the
// reply needs, and ends its turn in the backlog. It reports whether it got all before ctx ended. No other reply reserves bytes meanwhile, so
// at most one holds bytes that it cannot use yet.
func (s *share) reserve(ctx context.Context, acquire func() bool) bool {
	if s == nil {
		return acquire()
	}
	// The caller's turn comes first: a reply that waits for its own caller must not keep the others from the backlog.
	reserved := s.takeTurn(ctx) && s.reserveBytes(ctx, acquire)
	if !reserved {
		s.release()
	}
	return reserved
}

func (s *share) takeTurn(ctx context.Context) bool {
	if s.turns == nil {
		return true
	}
	select {
	case s.turns <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn = !s.ended; !s.turn { // the call has returned, but left a goroutine behind
		<-s.turns
	}
	return true
}

func (s *share) reserveBytes(ctx context.Context, acquire func() bool) bool {
	select {
	case s.backlog.turn <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-s.backlog.turn }()
	for !s.tryReserve() {
		select {
		case <-s.backlog.freed:
		case <-ctx.Done():
			return false
		}
	}
	return acquire()
}

func (s *share) tryReserve() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended { // as in takeTurn
		return true
	}
	bytes, ok := s.backlog.tryReserve(s.kind)
	s.bytes += bytes
	return ok
}

// settle replaces the expected bytes of a reserved share with those of the reply.
func (s *share) settle(bytes int) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes > 0 {
		s.backlog.settle(s.kind, s.bytes, bytes)
		s.bytes = bytes
	}
}

// release frees the share. It can be reserved again.
func (s *share) release() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.releaseLocked()
}

// end frees the share for good.
func (s *share) end() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.releaseLocked()
}

// releaseLocked frees what is reserved. s.mu is held.
func (s *share) releaseLocked() {
	if s.turn {
		s.turn = false
		<-s.turns
	}
	s.backlog.release(s.bytes)
	s.bytes = 0
}
