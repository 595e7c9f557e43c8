package tools

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// ContextWithClock returns a context in which tools take the current time from now instead of time.Now. This time is used for "-24h",
// "today" and "now" in arguments, and for default windows of lists. It is for tests with an account that has its own clock, such as
// that of simulatortest:
//
//	account := simulatortest.New(t)
//	ctx := tools.ContextWithClock(t.Context(), account.Clock.Now)
//	result := listIncidents.Call(ctx, json.RawMessage(`{"since":"-24h"}`))
//
// Without it "-24h" would mean the last 24 hours of real time, in which the account has no incidents. If a server creates the
// contexts of the calls, set the clock in a middleware. The clock does not affect deadlines or waiting times.
func ContextWithClock(ctx context.Context, now func() time.Time) context.Context {
	return when.WithClock(ctx, now)
}
