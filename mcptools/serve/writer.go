package serve

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"sync/atomic"
)

// messageWriter writes one message a line, each with a single Write. It stops for good at the first error.
type messageWriter struct {
	failed func(error) // called once

	mu      sync.Mutex
	out     io.Writer
	stopped atomic.Bool
}

// write sends messages one behind the other. Its error is about encoding them; then nothing was sent.
func (w *messageWriter) write(messages ...any) error {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	for _, message := range messages {
		if err := encoder.Encode(message); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped.Load() {
		return nil
	}
	if _, err := w.out.Write(lines.Bytes()); err != nil {
		w.stopped.Store(true)
		w.failed(err)
	}
	return nil
}

// stop lets no further message out. It does not wait for one that is being written.
func (w *messageWriter) stop() { w.stopped.Store(true) }
