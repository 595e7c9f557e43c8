package blackbox

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// Now returns the time in every session. It starts at the same time in each run, so that the same people are on call. A test's own simulator
// takes it with simulator.WithClock.
func Now() time.Time {
	return time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC).Add(time.Since(started))
}

var started = time.Now()

// withClock returns a middleware that makes tools take the time from a clock.
func withClock(clock func() time.Time) func(mcptools.Handler) mcptools.Handler {
	return func(next mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			return next(when.WithClock(ctx, clock), call)
		}
	}
}
