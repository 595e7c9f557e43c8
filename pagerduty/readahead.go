package pagerduty

import (
	"context"
	"sync"
)

// readAhead fetches pages of a list before they are needed. Only one goroutine may use it.
type readAhead[T any] struct {
	list    listRequest[T]
	caller  context.Context
	ctx     context.Context // of the requests in flight
	cancel  context.CancelFunc
	running sync.WaitGroup
	pending map[int]chan pageResult[T] // by offset
}

type pageResult[T any] struct {
	page *Page[T]
	err  error
}

func newReadAhead[T any](ctx context.Context, list listRequest[T]) *readAhead[T] {
	r := &readAhead[T]{list: list, caller: ctx, pending: map[int]chan pageResult[T]{}}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

// page returns the page at options.Offset. It waits for the request in flight if there is one.
func (r *readAhead[T]) page(options PageOptions) (*Page[T], error) {
	if result, ok := r.pending[options.Offset]; ok {
		delete(r.pending, options.Offset)
		got := <-result
		return got.page, got.err
	}
	return r.list.page(r.caller, options)
}

// start sends requests for the pages from offset to end, until maxPagesAhead are in flight or as many as the rate limit allows.
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

// close cancels the requests in flight and waits for them. After it, start does nothing and page sends a request each time.
func (r *readAhead[T]) close() {
	r.cancel()
	r.running.Wait()
	clear(r.pending)
}
