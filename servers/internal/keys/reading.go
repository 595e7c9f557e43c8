package keys

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// pause is how long the outcome of a reading stands. Without it, every one of many calls that PagerDuty refuses at once would ask the user for
// a fingerprint.
const pause = 5 * time.Second

// reader reads a key that takes time, or that its user must release. A call that gives up leaves the reading to the next call.
type reader struct {
	process context.Context // whose end ends the reading
	cancel  context.CancelFunc
	read    func(context.Context) (string, error)

	mutex   sync.Mutex
	reading *reading // the last one
}

type reading struct {
	done  chan struct{}
	ended time.Time
	key   string
	err   error
}

func (r *reading) runs() bool {
	select {
	case <-r.done:
		return false
	default:
		return true
	}
}

// get returns what the reading that runs returns, or one that ended just now, or a new one.
func (r *reader) get(ctx context.Context) (string, error) {
	reading := r.current()
	select {
	case <-reading.done:
		return reading.key, reading.err
	case <-ctx.Done():
		return "", fmt.Errorf("the key is not there yet; something may be waiting for you to release it: %w", ctx.Err())
	}
}

func (r *reader) current() *reading {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if last := r.reading; last != nil && (last.runs() || time.Since(last.ended) < pause) {
		return last
	}
	started := &reading{done: make(chan struct{})}
	r.reading = started
	go func() {
		started.key, started.err = r.read(r.process)
		started.ended = time.Now()
		close(started.done)
	}()
	return started
}

// runs reports whether a reading runs.
func (r *reader) runs() bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.reading != nil && r.reading.runs()
}

// close ends the reading that runs.
func (r *reader) close() {
	r.cancel()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.reading != nil {
		<-r.reading.done
	}
}
