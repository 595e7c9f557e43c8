package incidents

import (
	"context"
	"time"
)

// spare is the time that it takes to give an answer.
const spare = 2 * time.Second

// leavingTime ends a little before ctx does, for what an answer can do without: what is there by then can still be shown.
func leavingTime(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, deadline.Add(-spare))
}
