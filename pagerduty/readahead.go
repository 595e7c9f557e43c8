package pagerduty

import (
	"context"
	"sync"
)

// readAhead fetches the pages of a list before they are asked for. It belongs to one goroutine.
type readAhead[T any] struct {
	list    listing[T]
	caller  context.Context
	ctx     context.Context // of the pages under way
	cancel  context.CancelFunc
	running sync.WaitGroup
	pending map[int]chan pageResult[T] // by offset
}

type pageResult[T any] struct {
	page *Page[T]
	err  error
}

func newReadAhead[T any](ctx context.Context, list listing[T]) *readAhead[T] {
	r := &readAhead[T]{list: list, caller: ctx, pending: map[int]chan pageResult[T]{}}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

// page gives the page at options.Offset, from those under way if it is one of them.
func (r *readAhead[T]) page(options PageOptions) (*Page[T], error) {
	if result, ok := r.pending[options.Offset]; ok {
		delete(r.pending, options.Offset)
		got := <-result
		return got.page, got.err
	}
	return r.list.page(r.caller, options)
}

// start keeps up to maxPagesAhead pages from offset on under way, none at or beyond end, and no
// more than the rate limit still allows.
func (r *readAhead[T]) start(offset, size, end int) {
	if r.ctx.Err() != nil { // closed
		return
	}
	allowed := min(maxPagesAhead, r.list.core.rate.remaining())
	for ; len(r.pending) < allowed && offset < end; offset += size {
		if _, ok := r.pending[offset]; ok {
			continue
		}
		result := make(chan pageResult[T], 1)
		r.pending[offset] = result
		options := PageOptions{PageSize: min(size, maxRecords-offset), Offset: offset, Total: true}
		r.running.Go(func() {
			page, err := r.list.page(r.ctx, options)
			result <- pageResult[T]{page, err}
		})
	}
}

// close ends what is under way and waits for it. From then on pages are fetched when asked for.
func (r *readAhead[T]) close() {
	r.cancel()
	r.running.Wait()
	clear(r.pending)
}
