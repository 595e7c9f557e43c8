package redisstore

import (
	"context"
	"time"
)

const (
	maxRepeats  = 1000 // at the same time
	repeatEvery = time.Second
	repeatFor   = 5 * time.Minute

	// lateness is how much later than its undoing an operation may still arrive, on another connection.
	lateness = 5 * time.Second
)

// repeats are operations that failed and are repeated in the background: each takes back what counts too much.
type repeats struct {
	context context.Context
	stop    context.CancelFunc
	places  chan struct{}
}

func newRepeats() repeats {
	ctx, cancel := context.WithCancel(context.Background())
	return repeats{ctx, cancel, make(chan struct{}, maxRepeats)}
}

// repeat repeats an operation until it succeeds, for a while. If there are too many already, it does nothing.
func (s *Store) repeat(operation func(context.Context) error) {
	s.repeats.start(func(ctx context.Context) { untilDone(ctx, operation) })
}

// undo undoes an operation that was given up, and undoes it again in case it arrives late.
func (s *Store) undo(undoing func(context.Context) error) {
	s.repeats.start(func(ctx context.Context) {
		untilDone(ctx, undoing)
		wait(ctx, lateness)
		untilDone(ctx, undoing)
	})
}

func (r *repeats) start(work func(context.Context)) {
	select {
	case r.places <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-r.places }()
		ctx, cancel := context.WithTimeout(r.context, repeatFor)
		defer cancel()
		work(ctx)
	}()
}

func untilDone(ctx context.Context, operation func(context.Context) error) {
	for ctx.Err() == nil && operation(ctx) != nil {
		wait(ctx, repeatEvery)
	}
}

// wait waits, unless ctx ends.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
