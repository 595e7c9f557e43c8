// Package changes tells the caller of a client, through the context, what the requests of a call did and saw. An error
// alone cannot say what happened before it.
package changes

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// Watch follows the requests of one call. It is safe for concurrent use.
type Watch struct {
	outer *Watch // that of the context before

	mutex   sync.Mutex
	open    map[string]int      // by operation: requests that may have changed the account
	seen    map[string]struct{} // paths of what is known to have existed
	slowest time.Duration
}

type watchKey struct{}

// ContextWithWatch returns a context whose requests the watch follows.
func ContextWithWatch(ctx context.Context) (context.Context, *Watch) {
	watch := &Watch{outer: watchOf(ctx), open: map[string]int{}, seen: map[string]struct{}{}}
	return context.WithValue(ctx, watchKey{}, watch), watch
}

// None reports whether certainly nothing was changed: no request that changes was sent, or each was refused.
func (w *Watch) None() bool { return len(w.Operations()) == 0 }

// Operations returns the operations that may have changed the account, sorted.
func (w *Watch) Operations() []string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return slices.Sorted(maps.Keys(w.open))
}

// Begin is called before a request that changes the account is sent.
func Begin(ctx context.Context, operation string) { each(ctx, func(w *Watch) { w.open[operation]++ }) }

// Refused is called after Begin if the request was certainly not carried out.
func Refused(ctx context.Context, operation string) {
	each(ctx, func(w *Watch) {
		if w.open[operation]--; w.open[operation] <= 0 {
			delete(w.open, operation)
		}
	})
}

// Saw records that there is something at a path of the API.
func Saw(ctx context.Context, path string) { each(ctx, func(w *Watch) { w.seen[path] = struct{}{} }) }

// HasSeen reports whether Saw was called for the path.
func HasSeen(ctx context.Context, path string) (seen bool) {
	each(ctx, func(w *Watch) {
		_, known := w.seen[path]
		seen = seen || known
	})
	return seen
}

// Took records how long an answer took.
func Took(ctx context.Context, duration time.Duration) {
	each(ctx, func(w *Watch) { w.slowest = max(w.slowest, duration) })
}

// Slowest returns the longest time that an answer took in the context; 0 if none came yet.
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
