package serve

import (
	"context"
	"encoding/json"
	"sync"
)

// maxInFlight bounds the memory that unanswered requests take. A client with more of them is not read from until one is
// answered, so none is lost.
const maxInFlight = 10_000

// request is one that is being answered.
type request struct {
	key      string // see requestKey
	cancel   context.CancelCauseFunc
	progress *progressReporter // nil without a progress token
}

// requests keeps account of what is in flight on one connection. Whoever takes a request out of it decides about the
// reply: the one who answers writes it, a cancellation means that none is written.
type requests struct {
	room chan struct{}

	mu      sync.Mutex
	active  map[string]*request
	closed  bool
	running sync.WaitGroup
}

func newRequests(room int) *requests {
	return &requests{room: make(chan struct{}, room), active: map[string]*request{}}
}

// waitForRoom reports whether there is room for one more before ctx ends.
func (r *requests) waitForRoom(ctx context.Context) bool {
	select {
	case r.room <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

// start answers req in the background with the given function. It reports false when its id is in use. After close it
// does nothing: the connection is ending.
func (r *requests) start(req *request, answer func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.active[req.key]; taken {
		<-r.room
		return false
	}
	if r.closed {
		<-r.room
		return true
	}
	r.active[req.key] = req
	r.running.Go(func() {
		defer func() { <-r.room }()
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
		req.progress.stop()
		req.cancel(errCancelledByClient)
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
