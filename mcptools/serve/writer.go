package serve

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"sync/atomic"
)

// messageWriter writes messages for which there is a line each, with a single Write. It stops for good at the first error.
type messageWriter struct {
	failed func(error) // called once

	mu      sync.Mutex
	out     io.Writer
	stopped atomic.Bool
}

// write sends lines as one piece.
func (w *messageWriter) write(lines []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped.Load() {
		return
	}
	if _, err := w.out.Write(lines); err != nil {
		w.stopped.Store(true)
		w.failed(err)
	}
}

// stop lets no further message out. It does not wait for one that is being written.
func (w *messageWriter) stop() { w.stopped.Store(true) }

// encode writes messages one behind the other, each on a line.
func encode(messages ...any) ([]byte, error) {
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	encoder.SetEscapeHTML(false)
	for _, message := range messages {
		if err := encoder.Encode(message); err != nil {
			return nil, err
		}
	}
	return lines.Bytes(), nil
}
