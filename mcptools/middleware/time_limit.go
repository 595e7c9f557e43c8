package middleware

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// TimeLimit ends the context of a call after d. The context's Deadline tells the tool how much time is left. The call returns when the
// tool returns, even if that ignores its context.
//
// A call that fails because of the limit returns an error that wraps a *TimeLimitError and the tool's error. If the tool's error
// matches mcptools.ErrNothingDone, the model reads that nothing was changed. Otherwise, if the tool writes, the model reads that
// something may have been changed, and then the tool's own text. Calls that fail for another reason, or that finish late, are not
// affected.
func TimeLimit(d time.Duration) mcptools.Middleware {
	if d <= 0 {
		panic(fmt.Sprintf("middleware: TimeLimit needs a positive duration, not %v", d))
	}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			limit := &TimeLimitError{Tool: call.Tool.Name, Limit: d}
			ctx, cancel := context.WithTimeoutCause(ctx, d, limit)
			defer cancel()
			result := next(ctx, call)
			if context.Cause(ctx) != error(limit) || !errors.Is(result.Err, context.DeadlineExceeded) {
				return result
			}
			text := limit.Error() + ". " + afterLimit(call, result)
			if !errors.Is(result.Err, limit) {
				result.Err = fmt.Errorf("%w: %w", limit, result.Err)
			}
			return mcptools.Result{Text: clean(text), Err: result.Err}
		}
	}
}

// TimeLimitError is the error of a call that TimeLimit stopped. It is also the context.Cause of the call's context. It matches
// context.DeadlineExceeded.
type TimeLimitError struct {
	Tool  string
	Limit time.Duration
}

func (e *TimeLimitError) Error() string {
	return fmt.Sprintf("%s was stopped after its time limit of %s", e.Tool, formatDuration(e.Limit))
}

// Unwrap returns context.DeadlineExceeded.
func (e *TimeLimitError) Unwrap() error { return context.DeadlineExceeded }

// afterLimit returns what the model reads about a call that failed because of its limit. The tool's own text may say how to find out
// what was changed.
func afterLimit(call mcptools.Call, failure mcptools.Result) string {
	switch {
	case !Writes(call.Tool):
		return "Ask for less, or try again later."
	case errors.Is(failure.Err, mcptools.ErrNothingDone):
		return "Nothing was changed: it can be tried again."
	}
	const uncertain = "It may still have made its change: look before you repeat it."
	if failure.Text == "" || failure.Text == clean(failure.Err.Error()) {
		return uncertain
	}
	return uncertain + " " + failure.Text
}
