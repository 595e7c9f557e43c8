package pagerduty

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

// buffers keeps the memory of response bodies between requests. A page of incidents is about 400 kB: new memory for each would
// double the work of the garbage collector.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const (
	maxPooledBytes = 4 << 20 // a larger buffer is not kept
	largeBytes     = 1 << 20 // a larger body needs core.largeBodies
	largeAtOnce    = 2       // capacity of core.largeBodies
)

// responseBody is a body in memory, valid until release.
type responseBody struct {
	*bytes.Buffer
	held semaphore // by a large body; else nil
}

var errTooLarge = errors.New("it is larger than any of PagerDuty's answers should be")

// read reads a body into memory. Large ones wait for each other, since many at once could exhaust the memory.
func (c *core) read(ctx context.Context, response *http.Response) (*responseBody, error) {
	body := &responseBody{Buffer: buffers.Get().(*bytes.Buffer)}
	body.Reset()
	n, err := body.ReadFrom(io.LimitReader(response.Body, min(largeBytes, c.maxResponseBytes+1)))
	switch {
	case err == nil && n > c.maxResponseBytes:
		err = errTooLarge
	case err == nil && n == largeBytes:
		err = c.readLarge(ctx, response, body)
	}
	if err != nil {
		body.release()
		return nil, err
	}
	return body, nil
}

func (c *core) readLarge(ctx context.Context, response *http.Response, body *responseBody) error {
	if err := c.largeBodies.acquire(ctx); err != nil {
		return err
	}
	body.held = c.largeBodies
	left := c.maxResponseBytes - largeBytes
	n, err := body.ReadFrom(io.LimitReader(response.Body, left+1))
	if err == nil && n > left {
		err = errTooLarge
	}
	return err
}

// release returns the memory to the pool. Call it once, when the bytes are no longer used.
func (b *responseBody) release() {
	if b.Cap() <= maxPooledBytes {
		buffers.Put(b.Buffer)
	}
	if b.held != nil {
		b.held.release()
	}
}
