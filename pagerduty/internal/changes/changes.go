// Package changes records, through the context, what the requests of a call changed and found. An error alone cannot report what
// happened before it.
package changes

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Watch records the requests of one call. It is safe for concurrent use.
type Watch struct {
	outer *Watch // of the context around it

	mutex   sync.Mutex
	open    map[string]int      // number of requests that may have changed the account, by operation
	seen    map[string]struct{} // paths that exist
	slowest time.Duration
}

type watchKey struct{}

// ContextWithWatch returns a context, and a Watch that records the requests made with it.
func ContextWithWatch(ctx context.Context) (context.Context, *Watch) {
	watch := &Watch{outer: watchOf(ctx), open: map[string]int{}, seen: map[string]struct{}{}}
	return context.WithValue(ctx, watchKey{}, watch), watch
}

// None reports whether the account is certainly unchanged: no changing request was sent, or all were refused.
func (w *Watch) None() bool { return len(w.Operations()) == 0 }

// Operations returns the operations that may have changed the account, sorted.
func (w *Watch) Operations() []string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return slices.Sorted(maps.Keys(w.open))
}

// Begin records that a changing request is about to be sent.
func Begin(ctx context.Context, operation string) { each(ctx, func(w *Watch) { w.open[operation]++ }) }

// Refused records that a request after Begin was certainly not carried out.
func Refused(ctx context.Context, operation string) {
	each(ctx, func(w *Watch) {
		if w.open[operation]--; w.open[operation] <= 0 {
			delete(w.open, operation)
		}
	})
}

// Undone records that the requests of these operations were undone, so that nothing remains of them.
func Undone(ctx context.Context, operations ...string) {
	each(ctx, func(w *Watch) {
		for _, operation := range operations {
			delete(w.open, operation)
		}
	})
}

// Saw records that a path of the API exists.
func Saw(ctx context.Context, path string) { each(ctx, func(w *Watch) { w.seen[path] = struct{}{} }) }

// HasSeen reports whether Saw was called with the path.
func HasSeen(ctx context.Context, path string) (seen bool) {
	each(ctx, func(w *Watch) {
		_, known := w.seen[path]
		seen = seen || known
	})
	return seen
}

// Took records the duration of a request.
func Took(ctx context.Context, duration time.Duration) {
	each(ctx, func(w *Watch) { w.slowest = max(w.slowest, duration) })
}

// Slowest returns the longest duration of a request in the context; 0 before the first answer.
func Slowest(ctx context.Context) (slowest time.Duration) {
	each(ctx, func(w *Watch) { slowest = max(slowest, w.slowest) })
	return slowest
}

func each(ctx context.Context, do func(*Watch)) {
	for watch := watchOf(ctx); watch != nil; watch = watch.outer {
		watch.mutex.Lock()
		do(watch)
		watch.mutex.Unlock()
	}
}

func watchOf(ctx context.Context) *Watch {
	watch, _ := ctx.Value(watchKey{}).(*Watch)
	return watch
}
