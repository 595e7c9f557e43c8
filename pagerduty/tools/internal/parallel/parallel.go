// Package parallel makes several requests of one call at once.
package parallel

import (
	"context"
	"fmt"
	"sync"
)

// inParallel is how many requests one call has under way at once.
const inParallel = 8

// Each calls do for 0 to n-1. Each is called even after the end of ctx, and says by itself what
// became of its part. The first error cancels the rest and is returned, also where it came of the end of ctx: what do says
// of that tells more than the context does.
func Each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	var once sync.Once
	var first error
	slots := make(chan struct{}, inParallel)
	for i := range n {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
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

// Do calls all functions at once. The first error cancels the rest and is returned, as by Each.
func Do(ctx context.Context, functions ...func(ctx context.Context) error) error {
	return Each(ctx, len(functions), func(ctx context.Context, i int) error { return functions[i](ctx) })
}

// Safely makes an error of a panic: on a goroutine of its own it would end the process, and every
// other call with it.
func Safely(do func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("this is a defect of the tool: a %T", value)
		}
	}()
	return do()
}
