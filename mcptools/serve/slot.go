package serve

import (
	"context"
	"sync"
)

// slot is one call's place among those that may run at the same time. It is taken together with the call's share of the backlog.
type slot struct {
	all   chan struct{} // one in it for each that is taken
	share *share

	mu    sync.Mutex
	taken bool
	ended bool
}

// take waits for a free slot and reports whether there was one before ctx ended.
func (s *slot) take(ctx context.Context) bool {
	if ctx.Err() != nil {
		return false
	}
	return s.share.take(ctx, func() bool { return s.takePlace(ctx) })
}

func (s *slot) takePlace(ctx context.Context) bool {
	select {
	case s.all <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = true
	if s.ended { // meanwhile, by a call that left something running behind
		s.release()
	}
	return true
}

// leave gives the slot and the share back until they are taken again.
func (s *slot) leave() {
	s.mu.Lock()
	s.release()
	s.mu.Unlock()
	s.share.leave()
}

// end gives the slot back for good. The share goes on: the reply is still to be written.
func (s *slot) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.release()
}

// release gives back what is taken. s.mu is held.
func (s *slot) release() {
	if s.taken {
		s.taken = false
		<-s.all
	}
}

// withoutWhile is ask with the slot left to other calls for as long as the user thinks. The questions of a call are put one
// after the other.
func (s *slot) withoutWhile(ask askFunc) askFunc {
	turn := make(chan struct{}, 1)
	return func(ctx context.Context, question string) (bool, error) {
		select {
		case turn <- struct{}{}:
		case <-ctx.Done():
			return false, ctx.Err()
		}
		defer func() { <-turn }()
		s.leave()
		yes, err := ask(ctx, question)
		if !s.take(ctx) {
			return false, ctx.Err()
		}
		return yes, err
	}
}
