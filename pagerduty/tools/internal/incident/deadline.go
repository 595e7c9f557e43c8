package incident

import (
	"context"
	"time"
)

// timeToAnswer is the time that a call needs to return its result.
const timeToAnswer = 2 * time.Second

// BeforeDeadline returns a context that ends shortly before ctx. Reads of optional parts use it, so that the call can still return the rest.
func BeforeDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-timeToAnswer))
}
