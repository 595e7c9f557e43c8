// Package parallel makes several requests of one call at once.
package parallel

import (
	"context"
	"sync"
)

// inParallel is how many requests one call has under way at once.
const inParallel = 8

// Each calls do for 0 to n-1. The first error cancels the rest and is returned.
func Each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	slots := make(chan struct{}, inParallel)
	for i := range n {
		slots <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		running.Go(func() {
			defer func() { <-slots }()
			if err := do(ctx, i); err != nil {
				cancel(err)
			}
		})
	}
	running.Wait()
	return context.Cause(ctx)
}
