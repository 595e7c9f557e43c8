package middleware

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/shared"
)

// Cap allows calls with a total weight of at most limit within any period. weight returns the weight of a call; if it is nil, each
// call weighs 1. All tools around which the same Cap is put share the limit. A call with a weight of 0 or less always runs. A call
// that weighs more than limit never runs. A refused call does nothing and fails with a *CapError.
//
// A call counts while it runs, and for one period after. It does not count if its error shows that it did nothing: the error
// matches mcptools.ErrNothingDone, as all refusals by this package do, or mcptools.ErrInputRequired. Other failed calls may have
// changed something, so they count. A successful call counts unless its Result has NothingDone.
//
// The total is kept in memory, and starts at 0 with the process; see WithStore for several processes. Cap panics if limit is negative, or if
// period is not positive.
func Cap(limit int, period time.Duration, weight func(mcptools.Call) int, options ...CapOption) mcptools.Middleware {
	c := newCounter(limit, period, weight, options)
	c.key = func(context.Context) string { return c.name }
	return c.count
}

// CapPerCaller is Cap with a total for each caller: see mcptools.ContextWithCaller. A caller of whom nothing counts costs no memory. Calls
// without a caller have one total.
func CapPerCaller(limit int, period time.Duration, weight func(mcptools.Call) int, options ...CapOption) mcptools.Middleware {
	c := newCounter(limit, period, weight, options)
	c.key = func(ctx context.Context) string { return c.name + "\x00" + mcptools.Caller(ctx) }
	return c.count
}

// CapOption changes how Cap and CapPerCaller count. nil changes nothing.
type CapOption func(*counter)

// WithStore counts in a store, under a name: all Caps with the same store and name have one total, in whatever process they are. While the
// store is unavailable, calls that count are not run. Their error wraps mcptools.ErrNothingDone and the store's error.
func WithStore(store shared.Store, name string) CapOption {
	if store == nil {
		panic("middleware: WithStore needs a store; omit the option without one")
	}
	return func(c *counter) { c.store, c.name = store, name }
}

// counter counts the weight of calls.
type counter struct {
	limit  shared.Limit
	weight func(mcptools.Call) int
	store  shared.Store
	name   string
	key    func(context.Context) string // under which the store counts a call
}

func newCounter(limit int, period time.Duration, weight func(mcptools.Call) int, options []CapOption) *counter {
	if limit < 0 || period <= 0 {
		panic(fmt.Sprintf("middleware: Cap of %d within %v: the limit cannot be negative, and the period must be positive", limit, period))
	}
	if weight == nil {
		weight = func(mcptools.Call) int { return 1 }
	}
	c := &counter{limit: shared.Limit{Weight: limit, Period: period}, weight: weight, store: shared.NewMemory()}
	for _, option := range options {
		if option != nil {
			option(c)
		}
	}
	return c
}

// count counts each call under its key.
func (c *counter) count(next mcptools.Handler) mcptools.Handler {
	return func(ctx context.Context, call mcptools.Call) (result mcptools.Result) {
		n := c.weight(call)
		if n <= 0 {
			return next(ctx, call)
		}
		use, err := c.store.Take(ctx, c.key(ctx), n, c.limit)
		if err != nil {
			return c.refused(call, n, err)
		}
		// A call that panics counts, because it may have changed something. So does one whose context has ended: its error may be
		// the context's cause, which may match ErrNothingDone because of another call.
		defer func() { use.Settle(context.WithoutCancel(ctx), ctx.Err() != nil || !result.DidNothing()) }()
		return next(ctx, call)
	}
}

// refused returns the result of a call of weight n that the store did not count.
func (c *counter) refused(call mcptools.Call, n int, err error) mcptools.Result {
	if full, ok := errors.AsType[*shared.FullError](err); ok {
		err = &CapError{Limit: c.limit.Weight, Period: c.limit.Period, RetryAfter: full.RetryAfter, tool: call.Tool.Name, weight: n}
		return mcptools.Result{Text: err.Error(), Err: err}
	}
	return notRun(call, "counted", err)
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

// Outcome returns mcptools.OutcomeLimited.
func (e *CapError) Outcome() mcptools.Outcome { return mcptools.OutcomeLimited }

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
