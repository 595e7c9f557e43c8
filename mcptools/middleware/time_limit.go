package middleware

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// TimeLimit ends the context of a call after d. What fails by that says so to the model, with how long the limit is and, of a
// call that may have changed something, that it should look before it repeats it; its error matches
// context.DeadlineExceeded and wraps that of the tool. Other failures, and what the tool finished all the same, stay as they are.
//
// The call returns when the tool does: one that does not heed its context is not left behind running.
func TimeLimit(d time.Duration) mcptools.Middleware {
	if d <= 0 {
		panic(fmt.Sprintf("middleware: TimeLimit needs a time, not %v", d))
	}
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			limit := &timeLimitError{tool: call.Tool.Name, limit: d}
			ctx, cancel := context.WithTimeoutCause(ctx, d, limit)
			defer cancel()
			result := next(ctx, call)
			if context.Cause(ctx) != error(limit) || !errors.Is(result.Err, context.DeadlineExceeded) {
				return result
			}
			if !errors.Is(result.Err, limit) {
				result.Err = fmt.Errorf("%w: %w", limit, result.Err)
			}
			return mcptools.Result{Text: limit.forModel(call), Err: result.Err}
		}
	}
}

// timeLimitError is the cause with which TimeLimit ends a context.
type timeLimitError struct {
	tool  string
	limit time.Duration
}

func (e *timeLimitError) Error() string {
	return fmt.Sprintf("%s was stopped after its time limit of %s", e.tool, spell(e.limit))
}

func (e *timeLimitError) Unwrap() error { return context.DeadlineExceeded }

// forModel is what the model reads.
func (e *timeLimitError) forModel(call mcptools.Call) string {
	if Writes(call.Tool) {
		return e.Error() + ". What it was to change may have been changed all the same: look before you repeat it."
	}
	return e.Error() + ". Ask for less, or try again later."
}
