package serve

import (
	"context"
	"encoding/json"
	"sync"
)

// What may be unanswered at a time bounds the memory that a client can take. With more, nothing is read from it until one of
// its requests is answered, so none is lost.
const (
	maxInFlight      = 10_000
	maxInFlightBytes = 64 << 20 // of messages as they came; understanding them takes a few times as much
)

// request is one that is being answered.
type request struct {
	key      string // see requestKey
	size     int    // bytes of the message
	cancel   context.CancelCauseFunc
	progress *progressReporter // nil without a progress token

	aside bool // it waits for the user; see setAside
	ended bool
}

// requests keeps account of what is in flight on one connection. Whoever takes a request out of it decides about the
// reply: the one who answers writes it, a cancellation means that none is written.
type requests struct {
	maxCount, maxBytes int
	freed              chan struct{} // has one in it when something was released

	mu      sync.Mutex
	count   int // that have a place
	bytes   int // of those
	aside   struct{ count, bytes int }
	active  map[string]*request
	closed  bool
	running sync.WaitGroup
}

func newRequests(maxCount, maxBytes int) *requests {
	return &requests{maxCount: maxCount, maxBytes: maxBytes, freed: make(chan struct{}, 1), active: map[string]*request{}}
}

// waitForRoom takes a place for req and reports whether there was one before ctx ended. A message that alone is larger than all
// may be gets its place when nothing else has one. Only one goroutine may wait.
func (r *requests) waitForRoom(ctx context.Context, req *request) bool {
	for !r.takePlace(req) {
		select {
		case <-r.freed:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (r *requests) takePlace(req *request) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count > 0 && (r.count >= r.maxCount || r.bytes+req.size > r.maxBytes) {
		return false
	}
	r.count++
	r.bytes += req.size
	return true
}

// release gives the place of req back. r.mu is held.
func (r *requests) release(req *request) {
	r.count--
	r.bytes -= req.size
	select {
	case r.freed <- struct{}{}:
	default:
	}
}

// setAside frees the place of a request that waits for the user. The answer may stand in the input behind requests for which
// there is no room before, and nothing is read beyond those.
func (r *requests) setAside(req *request) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	tooMany := r.aside.count >= maxWaitingForUser || r.aside.count > 0 && r.aside.bytes+req.size > r.maxBytes
	switch {
	case req.ended:
		return errAskedTooLate
	case tooMany || req.aside:
		return errTooManyQuestions
	}
	req.aside = true
	r.aside.count++
	r.aside.bytes += req.size
	r.release(req)
	return nil
}

// resume gives req its place back, whether there is room or not: it exceeds the limit by no more than what may be set aside.
func (r *requests) resume(req *request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.takeBack(req)
}

// takeBack undoes setAside. r.mu is held.
func (r *requests) takeBack(req *request) {
	if !req.aside {
		return
	}
	req.aside = false
	r.aside.count--
	r.aside.bytes -= req.size
	r.count++
	r.bytes += req.size
}

// start answers req, which has its place, in the background with the given function. It reports false when its id is in use.
// After close it does nothing: the connection is ending.
func (r *requests) start(req *request, answer func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.active[req.key]; taken {
		r.release(req)
		return false
	}
	if r.closed {
		r.release(req)
		return true
	}
	r.active[req.key] = req
	r.running.Go(func() {
		defer func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.takeBack(req)
			req.ended = true
			r.release(req)
		}()
		answer()
	})
	return true
}

// take reports whether req is still to be answered, and that it is the caller who answers.
func (r *requests) take(req *request) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.active[req.key] != req {
		return false
	}
	delete(r.active, req.key)
	return true
}

// cancelled stops a request that its client no longer wants. It will not be answered.
func (r *requests) cancelled(id json.RawMessage) {
	r.mu.Lock()
	req := r.active[requestKey(id)]
	delete(r.active, requestKey(id))
	r.mu.Unlock()
	if req != nil {
		req.cancel(errCancelledByClient)
		req.progress.stop()
	}
}

// close lets no further request start and returns a channel that is closed when the last one has ended.
func (r *requests) close() <-chan struct{} {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	idle := make(chan struct{})
	go func() {
		r.running.Wait()
		close(idle)
	}()
	return idle
}
