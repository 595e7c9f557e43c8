package pagerduty

import (
	"bytes"
	"sync"
)

// buffers holds the memory of answers between requests: a page of incidents is about 400 kB, and
// reading each into fresh memory doubles what the garbage collector has to do.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// An answer that is unusually large goes back to the system.
const maxPooledBytes = 4 << 20

func acquireBuffer() *bytes.Buffer {
	buffer := buffers.Get().(*bytes.Buffer)
	buffer.Reset()
	return buffer
}

func releaseBuffer(buffer *bytes.Buffer) {
	if buffer.Cap() <= maxPooledBytes {
		buffers.Put(buffer)
	}
}
