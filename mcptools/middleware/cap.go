package middleware

import (
	"context"
	"errors"
	"fmt"
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
	w := &window{limit: newLimit(limit, period)}
	return counting(weight, func(context.Context) counter { return w })
}

// CapPerCaller is Cap with a total for each caller: see mcptools.ContextWithCaller. A caller of whom nothing counts costs no memory. Calls
// without a caller have one total.
func CapPerCaller(limit int, period time.Duration, weight func(mcptools.Call) int) mcptools.Middleware {
	windows := &windows{limit: newLimit(limit, period), callers: map[string]*window{}}
	return counting(weight, func(ctx context.Context) counter { return callerCounter{windows, mcptools.Caller(ctx)} })
}

// limit is the total weight that calls may have within a period.
type limit struct {
	weight int
	period time.Duration
}

func newLimit(weight int, period time.Duration) limit {
	if weight < 0 || period <= 0 {
		panic(fmt.Sprintf("middleware: Cap of %d within %v: the limit cannot be negative, and the period must be positive", weight, period))
	}
	return limit{weight, period}
}

// counter counts the weight of calls.
type counter interface {
	// reserve counts a call of weight n, which is positive, or returns the refusal.
	reserve(n int) *CapError
	// settle ends a running call of weight n. The call counts for one more period, unless it did nothing.
	settle(n int, didNothing bool)
}

// counting counts each call with the counter of its context.
func counting(weight func(mcptools.Call) int, counterOf func(context.Context) counter) mcptools.Middleware {
	if weight == nil {
		weight = func(mcptools.Call) int { return 1 }
	}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) (result mcptools.Result) {
			n := weight(call)
			if n <= 0 {
				return next(ctx, call)
			}
			counter := counterOf(ctx)
			if err := counter.reserve(n); err != nil {
				err.tool = call.Tool.Name
				return mcptools.Result{Text: err.Error(), Err: err}
			}
			// A call that panics counts, because it may have changed something. So does one whose context has ended: its error may be
			// the context's cause, which may match ErrNothingDone because of another call.
			defer func() { counter.settle(n, ctx.Err() == nil && didNothing(result)) }()
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
