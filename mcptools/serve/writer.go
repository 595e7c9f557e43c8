package serve

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"sync/atomic"
)

// messageWriter writes lines, which are messages, to the client. After the first error it writes nothing more.
type messageWriter struct {
	failed func(error) // called once

	mu      sync.Mutex
	out     io.Writer
	stopped atomic.Bool
}

// write writes lines with a single Write.
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

// stop prevents further writes. It does not wait for a write that is running.
func (w *messageWriter) stop() { w.stopped.Store(true) }

// encode returns messages as lines of JSON.
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
