// Package changes tells the one who calls a client, through the context, whether the account may have been changed by the
// call: an error alone does not say what went before it.
package changes

import (
	"context"
	"sync/atomic"
)

// Watch counts the requests that may have changed the account. It is safe for concurrent use.
type Watch struct {
	requests atomic.Int64
	outer    *Watch // that of the context before
}

type watchKey struct{}

// ContextWithWatch returns a context whose requests the watch counts.
func ContextWithWatch(ctx context.Context) (context.Context, *Watch) {
	watch := &Watch{outer: watchOf(ctx)}
	return context.WithValue(ctx, watchKey{}, watch), watch
}

// None tells that nothing can have been changed: no request that changes was sent, or all of them were refused for certain.
func (w *Watch) None() bool { return w.requests.Load() == 0 }

// Begin is called before a request that changes the account is sent.
func Begin(ctx context.Context) { add(ctx, 1) }

// Refused is called after Begin if the request was certainly not carried out.
func Refused(ctx context.Context) { add(ctx, -1) }

func add(ctx context.Context, n int64) {
	for watch := watchOf(ctx); watch != nil; watch = watch.outer {
		watch.requests.Add(n)
	}
}

func watchOf(ctx context.Context) *Watch {
	watch, _ := ctx.Value(watchKey{}).(*Watch)
	return watch
}
