package middleware

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Cap lets calls through for as long as what count counts in them adds up to at most limit within any period. All tools that one
// Cap is put around share the limit; nil counts each call as 1. A call that counts 0 or less always passes, one that counts more
// than the limit never does. What is refused fails with a *CapError, and nothing was done.
//
// A call takes its room before it runs, holds it while it runs and for the period after. It gives its room back if it turns out
// that nothing was done: its error matches mcptools.ErrNothingDone (so do those of all middleware here that refuses) or
// mcptools.ErrInputRequired. Any other failure may have come after the deed and keeps the room. So does a call that succeeds,
// whatever it found: one that opens an incident which is open already counts, though it notifies nobody.
//
// The count lives in the process: it starts from 0 with it. It panics if the limit is negative or the period not positive.
func Cap(limit int, period time.Duration, count func(mcptools.Call) int) mcptools.Middleware {
	if limit < 0 || period <= 0 {
		panic(fmt.Sprintf("middleware: Cap of %d within %v: the limit cannot be negative, and the period must be positive", limit, period))
	}
	if count == nil {
		count = func(mcptools.Call) int { return 1 }
	}
	w := &window{limit: limit, period: period}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) (result mcptools.Result) {
			n := count(call)
			if n <= 0 {
				return next(ctx, call)
			}
			if err := w.reserve(n); err != nil {
				err.tool = call.Tool.Name
				return mcptools.Result{Text: err.Error(), Err: err}
			}
			// A panic keeps the room, as it may have come after the deed, and so does the end of the context: what ended it is in
			// the error, and may say of another call that nothing was done.
			defer func() { w.settle(n, ctx.Err() == nil && wasNothing(result.Err)) }()
			return next(ctx, call)
		}
	}
}

// wasNothing tells whether err says that nothing was done.
func wasNothing(err error) bool {
	return errors.Is(err, mcptools.ErrNothingDone) || errors.Is(err, mcptools.ErrInputRequired)
}

// CapError is the error of a call that Cap refused. It matches mcptools.ErrNothingDone. Its text is what the model reads.
type CapError struct {
	Limit  int
	Period time.Duration

	// RetryAfter is how long until there is room for this call, if no other takes it; while calls that run hold the room, a
	// guess. It is 0 for a call that counts more than the limit: waiting does not help it.
	RetryAfter time.Duration

	tool  string
	count int
}

func (e *CapError) Error() string {
	text := "Not run, and nothing was done: "
	if e.tool != "" {
		text = e.tool + " was not run and nothing was done: "
	}
	if e.count > 1 {
		text += fmt.Sprintf("this call counts as %d, and ", e.count)
	}
	text += fmt.Sprintf("the limit for such calls is %d within %s. ", e.Limit, spell(e.Period))
	switch {
	case e.RetryAfter > 0:
		return text + "It will be possible again in " + spell(roundUp(e.RetryAfter)) + ": tell the user, and do not try before."
	case e.Limit > 0:
		return text + "Waiting does not help: do less in one call."
	}
	return text + "Waiting does not help: the operator set it."
}

// Is matches mcptools.ErrNothingDone.
func (e *CapError) Is(target error) bool { return target == mcptools.ErrNothingDone }

// roundUp is precise enough to wait by.
func roundUp(d time.Duration) time.Duration {
	unit := time.Second
	if d > 2*time.Minute {
		unit = time.Minute
	}
	return (d + unit - 1).Truncate(unit)
}

// window is what was used of a limit within the period that ends now.
type window struct {
	limit  int
	period time.Duration

	mutex   sync.Mutex
	running int   // reserved by calls that run
	used    int   // by calls that ended within the period
	ended   []use // those calls, the oldest first: no more than limit of them
}

type use struct {
	at time.Time
	n  int
}

// reserve takes room for n, which is positive, or says why there is none.
func (w *window) reserve(n int) *CapError {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	now := time.Now()
	for len(w.ended) > 0 && now.Sub(w.ended[0].at) >= w.period {
		w.used -= w.ended[0].n
		w.ended = w.ended[1:]
	}
	if n <= w.limit-w.running-w.used {
		w.running += n
		return nil
	}
	refusal := &CapError{Limit: w.limit, Period: w.period, count: n}
	if n <= w.limit {
		refusal.RetryAfter = w.room(n, now)
	}
	return refusal
}

// room says how long until there is room for n. Calls that run may hold theirs for the period at least.
func (w *window) room(n int, now time.Time) time.Duration {
	free := w.limit - w.running - w.used
	for _, u := range w.ended {
		if free += u.n; n <= free {
			return w.period - now.Sub(u.at)
		}
	}
	return w.period
}

// settle ends a reservation of n: given back, or used from now on.
func (w *window) settle(n int, giveBack bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.running -= n
	if !giveBack {
		w.used += n
		w.ended = append(w.ended, use{time.Now(), n})
	}
}
