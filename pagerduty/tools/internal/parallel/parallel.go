// Package parallel runs several requests of one call at the same time.
package parallel

import (
	"context"
	"fmt"
	"sync"
)

// maxParallel limits the requests that one call has in flight.
const maxParallel = 8

// Each calls do for 0 to n-1, in parallel and even after ctx has ended. The first error cancels the context of the others and is
// returned. If no call fails but ctx has ended, Each returns the cause.
func Each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	var once sync.Once
	var first error
	semaphore := make(chan struct{}, maxParallel)
	for i := range n {
		semaphore <- struct{}{}
		running.Go(func() {
			defer func() { <-semaphore }()
			if err := Safely(func() error { return do(ctx, i) }); err != nil {
				once.Do(func() { first = err })
				cancel()
			}
		})
	}
	running.Wait()
	if first != nil {
		return first
	}
	return context.Cause(ctx)
}

// Do calls all functions in parallel, as Each does.
func Do(ctx context.Context, functions ...func(ctx context.Context) error) error {
	return Each(ctx, len(functions), func(ctx context.Context, i int) error { return functions[i](ctx) })
}

// Safely calls do and turns a panic into an error. In a goroutine of its own, a panic would end the process and all other calls.
func Safely(do func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("the tool hit an internal error: a panic with a %T", value)
		}
	}()
	return do()
}
