package middleware

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Cap allows calls with a total weight of at most limit within any period. weight returns the weight of a call; if it is nil, each
// call weighs 1. All tools around which the same Cap is put share the limit. A call with a weight of 0 or less always runs. A call
// that weighs more than limit never runs. A refused call does nothing and fails with a *CapError.
//
// A call counts while it runs, and for one period after. It does not count if its error shows that it did nothing: the error
// matches mcptools.ErrNothingDone, as all refusals by this package do, or mcptools.ErrInputRequired. Other failed calls may have
// changed something, so they count. A successful call counts unless its Result has NothingDone.
//
// The total is kept in memory, and starts at 0 with the process. Cap panics if limit is negative, or if period is not positive.
func Cap(limit int, period time.Duration, weight func(mcptools.Call) int) mcptools.Middleware {
	if limit < 0 || period <= 0 {
		panic(fmt.Sprintf("middleware: Cap of %d within %v: the limit cannot be negative, and the period must be positive", limit, period))
	}
	if weight == nil {
		weight = func(mcptools.Call) int { return 1 }
	}
	w := &window{limit: limit, period: period}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) (result mcptools.Result) {
			n := weight(call)
			if n <= 0 {
				return next(ctx, call)
			}
			if err := w.reserve(n); err != nil {
				err.tool = call.Tool.Name
				return mcptools.Result{Text: err.Error(), Err: err}
			}
			// A call that panics counts, because it may have changed something. So does one whose context has ended: its error may be
			// the context's cause, which may match ErrNothingDone because of another call.
			defer func() { w.settle(n, ctx.Err() == nil && didNothing(result)) }()
			return next(ctx, call)
		}
	}
}

// didNothing reports whether a call with this result has certainly changed nothing.
func didNothing(result mcptools.Result) bool {
	if result.Err == nil {
		return result.NothingDone
	}
	return errors.Is(result.Err, mcptools.ErrNothingDone) || errors.Is(result.Err, mcptools.ErrInputRequired)
}

// CapError is the error of a call that Cap refused. It matches mcptools.ErrNothingDone. Its text is for the model.
type CapError struct {
	Limit  int
	Period time.Duration

	// RetryAfter is how long to wait until this call can run, if no other call runs before. It is an estimate if it depends on calls
	// that are still running. It is 0 if the call weighs more than the limit, because then waiting does not help.
	RetryAfter time.Duration

	tool   string
	weight int
}

func (e *CapError) Error() string {
	text := "Not run, and nothing was done: "
	if e.tool != "" {
		text = e.tool + " was not run and nothing was done: "
	}
	if e.weight > 1 {
		text += fmt.Sprintf("this call counts as %d, and ", e.weight)
	}
	text += fmt.Sprintf("the limit for such calls is %d within %s. ", e.Limit, formatDuration(e.Period))
	switch {
	case e.RetryAfter > 0:
		return text + "It will be possible again in " + formatDuration(roundUp(e.RetryAfter)) + ": tell the user, and do not try earlier."
	case e.Limit > 0:
		return text + "Waiting does not help: do less in one call."
	}
	return text + "Waiting does not help: the operator has set this limit."
}

// Is matches mcptools.ErrNothingDone.
func (e *CapError) Is(target error) bool { return target == mcptools.ErrNothingDone }

// roundUp rounds up to seconds, or to minutes if d is long.
func roundUp(d time.Duration) time.Duration {
	unit := time.Second
	if d > 2*time.Minute {
		unit = time.Minute
	}
	return (d + unit - 1).Truncate(unit)
}

// window tracks the weight of the calls within the period that ends now.
type window struct {
	limit  int
	period time.Duration

	mutex   sync.Mutex
	running int         // the weight of running calls
	used    int         // the weight of calls that ended within the period
	ended   []endedCall // those calls, oldest first; at most limit of them
}

type endedCall struct {
	at     time.Time
	weight int
}

// reserve counts a call of weight n, which is positive, or returns the refusal.
func (w *window) reserve(n int) *CapError {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	now := time.Now()
	for len(w.ended) > 0 && now.Sub(w.ended[0].at) >= w.period {
		w.used -= w.ended[0].weight
		w.ended = w.ended[1:]
	}
	if n <= w.limit-w.running-w.used {
		w.running += n
		return nil
	}
	refusal := &CapError{Limit: w.limit, Period: w.period, weight: n}
	if n <= w.limit {
		refusal.RetryAfter = w.retryAfter(n, now)
	}
	return refusal
}

// retryAfter returns how long until a call of weight n can run. Running calls may count for at least a period.
func (w *window) retryAfter(n int, now time.Time) time.Duration {
	free := w.limit - w.running - w.used
	for _, call := range w.ended {
		if free += call.weight; n <= free {
			return w.period - now.Sub(call.at)
		}
	}
	return w.period
}

// settle ends a running call of weight n. The call counts for one more period, unless it did nothing.
func (w *window) settle(n int, didNothing bool) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.running -= n
	if !didNothing {
		w.used += n
		w.ended = append(w.ended, endedCall{time.Now(), n})
	}
}
