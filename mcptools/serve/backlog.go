package serve

import (
	"context"
	"slices"
	"sync"
)

// What is answered but not yet written bounds the memory that a client can take which does not read. With more, further requests
// wait, and are read all the same: pings are answered, and cancellations heard, as long as the client reads them.
const (
	maxBacklog    = 32 << 20 // bytes
	expectedReply = 64 << 10 // bytes that a request counts until its reply is there
)

// backlog keeps account of the replies of one connection that are being made or wait to be written.
type backlog struct {
	mu      sync.Mutex
	free    int             // bytes; below zero if replies turned out longer than expected
	waiting []chan struct{} // one for each request without a share, closed when it has one
}

func newBacklog(bytes int) *backlog { return &backlog{free: bytes} }

// take waits for a share for one reply, in the order in which requests came. It returns the share, 0 if ctx ended first.
func (b *backlog) take(ctx context.Context) (share int) {
	ready := b.join()
	if ready == nil {
		return expectedReply
	}
	select {
	case <-ready:
		return expectedReply
	case <-ctx.Done():
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.Index(b.waiting, ready)
	if i < 0 {
		return expectedReply // meanwhile
	}
	b.waiting = slices.Delete(b.waiting, i, i+1)
	return 0
}

// join takes a share at once, or else returns what is closed when there is one.
func (b *backlog) join() (ready chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 && b.free >= expectedReply {
		b.free -= expectedReply
		return nil
	}
	ready = make(chan struct{})
	b.waiting = append(b.waiting, ready)
	return ready
}

// resize makes a share what its reply turned out to take. A share of 0 bytes is given back.
func (b *backlog) resize(share, bytes int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free += share - bytes
	served := 0
	for ; served < len(b.waiting) && b.free >= expectedReply; served++ {
		b.free -= expectedReply
		close(b.waiting[served])
	}
	b.waiting = slices.Delete(b.waiting, 0, served)
	return bytes
}
