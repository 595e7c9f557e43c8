package redisstore

import (
	"context"
	"time"
)

const (
	maxRepeats  = 1000 // at the same time
	repeatEvery = time.Second
	repeatFor   = 5 * time.Minute
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
	select {
	case s.repeats.places <- struct{}{}:
	default:
		return
	}
	go func() {
		defer func() { <-s.repeats.places }()
		ctx, cancel := context.WithTimeout(s.repeats.context, repeatFor)
		defer cancel()
		for ctx.Err() == nil && operation(ctx) != nil {
			select {
			case <-time.After(repeatEvery):
			case <-ctx.Done():
			}
		}
	}()
}
