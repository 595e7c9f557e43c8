package tools

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// ContextWithClock makes the tools that are called with the context take the time from now instead of time.Now: what "-24h",
// "today" and "now" mean in arguments, and the window of a list that is given none. It is for tests, whose account stands at
// a time of its own, such as that of simulatortest:
//
//	account := simulatortest.New(t)
//	ctx := tools.ContextWithClock(t.Context(), account.Clock.Now)
//	result := listIncidents.Call(ctx, json.RawMessage(`{"since":"-24h"}`))
//
// Without it the tools look for the incidents of the real last day, and the account has none. Where a server makes the contexts
// of the calls, a middleware around the tools does the same. The clock affects no deadline and no waiting.
func ContextWithClock(ctx context.Context, now func() time.Time) context.Context {
	return when.WithClock(ctx, now)
}
