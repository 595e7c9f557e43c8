package middleware

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// TimeLimit ends the context of a call after d; its Deadline tells the tool how much time is left. The error of a call that fails
// by the limit is a *TimeLimitError that wraps the tool's. Its text tells the model that nothing was changed if the tool's error
// matches mcptools.ErrNothingDone, and else, of a tool that writes, that something may have been, with
// what the tool itself says of that. Other failures, and calls that
// finish all the same, stay as they are.
//
// The call returns when the tool does: one that does not heed its context is not left behind running.
func TimeLimit(d time.Duration) mcptools.Middleware {
	if d <= 0 {
		panic(fmt.Sprintf("middleware: TimeLimit needs a time, not %v", d))
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

// TimeLimitError is the error of a call that TimeLimit stopped, and the cause of its context. It matches context.DeadlineExceeded.
type TimeLimitError struct {
	Tool  string
	Limit time.Duration
}

func (e *TimeLimitError) Error() string {
	return fmt.Sprintf("%s was stopped after its time limit of %s", e.Tool, spell(e.Limit))
}

// Unwrap returns context.DeadlineExceeded.
func (e *TimeLimitError) Unwrap() error { return context.DeadlineExceeded }

// afterLimit tells the model what it can do after a call that ended in a failure. A tool that words its failures may say how to
// find out what was changed.
func afterLimit(call mcptools.Call, failure mcptools.Result) string {
	switch {
	case !Writes(call.Tool):
		return "Ask for less, or try again later."
	case errors.Is(failure.Err, mcptools.ErrNothingDone):
		return "Nothing was changed: it can be tried again."
	}
	const uncertain = "What it was to change may have been changed all the same: look before you repeat it."
	if failure.Text == "" || failure.Text == clean(failure.Err.Error()) {
		return uncertain
	}
	return uncertain + " " + failure.Text
}
