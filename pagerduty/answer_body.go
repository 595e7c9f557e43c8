package pagerduty

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

// buffers holds the memory of answers between requests: a page of incidents is about 400 kB, and
// reading each into fresh memory doubles what the garbage collector has to do.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const (
	maxPooledBytes = 4 << 20 // of a buffer that is kept; a larger one goes back to the system
	largeBytes     = 1 << 20 // an answer beyond this waits for its turn
	largeAtOnce    = 2       // such answers in memory at once
)

// turns lets few callers at a time hold something large.
type turns chan struct{}

func newTurns() turns { return make(turns, largeAtOnce) }

// answerBody is an answer in memory, until release.
type answerBody struct {
	*bytes.Buffer
	turn turns // held; nil for an answer of the usual size
}

var errTooLarge = errors.New("it is larger than any of PagerDuty's answers should be")

// read takes an answer into memory. Large ones wait for each other: many at once would not fit.
func (c *core) read(ctx context.Context, response *http.Response) (*answerBody, error) {
	body := &answerBody{Buffer: buffers.Get().(*bytes.Buffer)}
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

func (c *core) readLarge(ctx context.Context, response *http.Response, body *answerBody) error {
	if err := acquire(ctx, c.large); err != nil {
		return err
	}
	body.turn = c.large
	left := c.maxResponseBytes - largeBytes
	n, err := body.ReadFrom(io.LimitReader(response.Body, left+1))
	if err == nil && n > left {
		err = errTooLarge
	}
	return err
}

// release gives the memory back. It is called once, by whoever is done with the bytes.
func (b *answerBody) release() {
	if b.Cap() <= maxPooledBytes {
		buffers.Put(b.Buffer)
	}
	if b.turn != nil {
		release(b.turn)
	}
}
