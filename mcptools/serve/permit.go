package serve

import (
	"context"
	"sync"
)

// permit allows one call to run, of those that may run at the same time. It is acquired together with the call's share of the backlog.
type permit struct {
	all   chan struct{} // holds one element for each acquired permit
	share *share

	mu       sync.Mutex
	acquired bool
	ended    bool
}

// acquire waits for the permit and the share. It reports whether it got them before ctx ended.
func (p *permit) acquire(ctx context.Context) bool {
	return ctx.Err() == nil && p.share.reserve(ctx, func() bool { return p.acquirePermit(ctx) })
}

func (p *permit) acquirePermit(ctx context.Context) bool {
	select {
	case p.all <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.acquired = true
	if p.ended { // the call has returned, but left a goroutine behind
		p.releaseLocked()
	}
	return true
}

// release frees the permit and the share. They can be acquired again.
func (p *permit) release() {
	p.mu.Lock()
	p.releaseLocked()
	p.mu.Unlock()
	p.share.release()
}

// end frees the permit for good. It keeps the share for the reply, which is not written yet.
func (p *permit) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.releaseLocked()
}

// releaseLocked frees the permit if it is acquired. p.mu is held.
func (p *permit) releaseLocked() {
	if p.acquired {
		p.acquired = false
		<-p.all
	}
}

// releaseWhile returns an ask function that frees the permit for other calls while the user thinks. It asks the questions of a call one
// after the other.
func (p *permit) releaseWhile(ask askFunc) askFunc {
	turn := make(chan struct{}, 1)
	return func(ctx context.Context, question string) (bool, error) {
		select {
		case turn <- struct{}{}:
		case <-ctx.Done():
			return false, ctx.Err()
		}
		defer func() { <-turn }()
		p.release()
		yes, err := ask(ctx, question)
		if !p.acquire(ctx) {
			return false, ctx.Err()
		}
		return yes, err
	}
}
