package answers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

const (
	// readingTime limits how long an answer reads. What has been read until then is the answer.
	readingTime = 20 * time.Second
	// timeToAnswer is the time of a call that is kept for working out and returning the answer.
	timeToAnswer = 3 * time.Second
)

// reading reads the parts of an answer in parallel. A part that cannot be read, or not in time, goes to what is not known and fails
// nothing else.
type reading struct {
	caller context.Context // of the call
	ctx    context.Context // ends early enough for an answer
	stop   context.CancelFunc
	now    time.Time

	zoneRead sync.Once
	zone     *time.Location // of the asker, once it was read

	mu          sync.Mutex
	done, total int // steps, for progress
	notKnown    []string
}

// startReading starts the reading of a call; stop must be called in the end.
func startReading(ctx context.Context) *reading {
	until := time.Now().Add(readingTime)
	if deadline, limited := ctx.Deadline(); limited && deadline.Add(-timeToAnswer).Before(until) {
		until = deadline.Add(-timeToAnswer)
	}
	r := &reading{caller: ctx, now: when.Now(ctx)}
	r.ctx, r.stop = context.WithDeadline(ctx, until)
	return r
}

// part is something to read. Its name is what the user reads if it cannot be read, such as "notes".
type part struct {
	name string
	read func(ctx context.Context) error
}

// all reads parts in parallel and waits for all of them. It fails only if the caller has gone. A part may keep what it read before it
// failed.
func (r *reading) all(parts ...part) error {
	r.step(0, len(parts))
	failures := make([]error, len(parts))
	_ = parallel.Each(r.ctx, len(parts), func(ctx context.Context, i int) error {
		failures[i] = parallel.Safely(func() error { return parts[i].read(ctx) })
		r.step(1, 0)
		return nil // what fails does not stop the others
	})
	for i, err := range failures { // in the order of the parts
		r.lacks(parts[i].name, err)
	}
	return r.gone()
}

// gone returns an error if the caller waits no longer.
func (r *reading) gone() error {
	if r.caller.Err() != nil {
		return context.Cause(r.caller)
	}
	return nil
}

// lacks records that something is not known, because of err; nothing if err is nil.
func (r *reading) lacks(name string, err error) {
	if err == nil {
		return
	}
	reason := explain.Text(err)
	if errors.Is(err, context.DeadlineExceeded) {
		reason = "there was no time left to read this; a narrower question takes less"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notKnown = append(r.notKnown, name+": "+reason)
	slices.Sort(r.notKnown) // what is read in parallel fails in any order
}

// knows reports whether a part was read to its end.
func (r *reading) knows(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return !slices.ContainsFunc(r.notKnown, func(lack string) bool {
		return strings.HasPrefix(lack, name+": ") || strings.HasPrefix(lack, name+" after ")
	})
}

// step reports progress: done more steps are finished, of total more.
func (r *reading) step(done, total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done, r.total = r.done+done, r.total+total
	if done > 0 {
		mcptools.Progress(r.caller, r.done, r.total)
	}
}

// recordsPerStep is how many records of a list count as a step: a page.
const recordsPerStep = 100

// records reads up to most records of a list, with progress. If the list cannot be read to its end, it returns the records until
// there, and not_known says so.
func records[T any](r *reading, name string, list iter.Seq2[T, error], most int) []T {
	var read []T
	for record, err := range list {
		if err == nil && len(read) == most {
			err = errTooMany
		}
		if err != nil {
			if len(read) > 0 {
				name = fmt.Sprintf("%s after the first %d", name, len(read))
			}
			r.lacks(name, err)
			return read
		}
		if read = append(read, record); len(read)%recordsPerStep == 0 {
			r.step(1, 1)
		}
	}
	return read
}

var errTooMany = errors.New("an answer reads no more than that; ask for a shorter time or fewer services")
