package serve

import (
	"context"
	"encoding/json"
	"sync"
)

// These limits on unanswered requests bound the memory that a client uses. Beyond them the server stops reading until it has answered one,
// so no request is lost.
const (
	maxInFlight      = 10_000
	maxInFlightBytes = 64 << 20 // of messages; parsing them takes a few times as much
)

// request is a request that is being answered.
type request struct {
	key      string // see requestKey
	size     int    // bytes of the message
	cancel   context.CancelCauseFunc
	progress *progressReporter // nil without a progress token

	suspended bool // while it waits for the user; see suspend
	ended     bool
}

// requests tracks the unanswered requests of one connection. A request is removed either by claim, whose caller then writes the reply, or
// by cancel, after which there is no reply, or when it ends.
type requests struct {
	maxCount, maxBytes int
	freed              chan struct{} // holds one element after a request was released

	mu        sync.Mutex
	count     int // of the admitted requests
	bytes     int // of the admitted requests
	suspended struct{ count, bytes int }
	active    map[string]*request
	closed    bool
	running   sync.WaitGroup
}

func newRequests(maxCount, maxBytes int) *requests {
	return &requests{maxCount: maxCount, maxBytes: maxBytes, freed: make(chan struct{}, 1), active: map[string]*request{}}
}

// admit waits until the limits allow req. It reports whether they did before ctx ended. A message larger than the limit of bytes is
// admitted alone. Only one goroutine may wait.
func (r *requests) admit(ctx context.Context, req *request) bool {
	for !r.tryAdmit(req) {
		select {
		case <-r.freed:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func (r *requests) tryAdmit(req *request) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.count > 0 && (r.count >= r.maxCount || r.bytes+req.size > r.maxBytes) {
		return false
	}
	r.count++
	r.bytes += req.size
	return true
}

// release undoes admit. r.mu is held.
func (r *requests) release(req *request) {
	r.count--
	r.bytes -= req.size
	select {
	case r.freed <- struct{}{}:
	default:
	}
}

// suspend makes room for other requests while req waits for the user. Otherwise the server could stop reading at a request for which
// there is no room, and never read the user's answer behind it.
func (r *requests) suspend(req *request) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	tooMany := r.suspended.count >= maxWaitingForUser || r.suspended.count > 0 && r.suspended.bytes+req.size > r.maxBytes
	switch {
	case req.ended:
		return errAskedTooLate
	case tooMany || req.suspended:
		return errTooManyQuestions
	}
	req.suspended = true
	r.suspended.count++
	r.suspended.bytes += req.size
	r.release(req)
	return nil
}

// resume undoes suspend, even if that exceeds the limits. They are exceeded by no more than what can be suspended.
func (r *requests) resume(req *request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resumeLocked(req)
}

// resumeLocked is resume. r.mu is held.
func (r *requests) resumeLocked(req *request) {
	if !req.suspended {
		return
	}
	req.suspended = false
	r.suspended.count--
	r.suspended.bytes -= req.size
	r.count++
	r.bytes += req.size
}

// start calls answer for req, which was admitted, in the background. It returns false if the id is in use. After close it does nothing,
// because the connection is ending.
func (r *requests) start(req *request, answer func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		r.release(req)
		return true
	}
	if !r.beginLocked(req) {
		return false
	}
	r.running.Go(func() {
		defer r.end(req)
		answer()
	})
	return true
}

// begin begins req, which was admitted. It returns false if the id is in use. Otherwise the caller must end req.
func (r *requests) begin(req *request) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.beginLocked(req)
}

// beginLocked is begin. r.mu is held.
func (r *requests) beginLocked(req *request) bool {
	if _, taken := r.active[req.key]; taken {
		r.release(req)
		return false
	}
	r.active[req.key] = req
	return true
}

// end ends req. It removes it if no reply was claimed.
func (r *requests) end(req *request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resumeLocked(req)
	req.ended = true
	r.release(req)
	r.remove(req)
}

func idInUse(id json.RawMessage) *protocolError {
	return invalidRequest("a request with the id %s is still being answered. Use a new id for every request.", id)
}

// idle reports whether no request is being answered.
func (r *requests) idle() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.active) == 0
}

// claim reports whether req still needs a reply. If so, the caller must write it.
func (r *requests) claim(req *request) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.remove(req)
}

// remove reports whether it removed req. r.mu is held.
func (r *requests) remove(req *request) bool {
	if r.active[req.key] != req {
		return false
	}
	delete(r.active, req.key)
	return true
}

// cancel stops the request that its client has cancelled. There will be no reply.
func (r *requests) cancel(id json.RawMessage) {
	r.mu.Lock()
	req := r.active[requestKey(id)]
	delete(r.active, requestKey(id))
	r.mu.Unlock()
	if req != nil {
		req.cancel(errCancelledByClient)
		req.progress.stop()
	}
}

// close prevents further requests from starting. It returns a channel that is closed when the last one has ended.
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
