package when

import (
	"context"
	"time"
)

type clockKey struct{}

// WithClock returns a context in which Now returns now(). It is for tests, whose results must not depend on the time of day.
func WithClock(ctx context.Context, now func() time.Time) context.Context {
	return context.WithValue(ctx, clockKey{}, now)
}

// Now returns the current second in UTC. PagerDuty keeps whole seconds, and results must not depend on the machine's time zone.
func Now(ctx context.Context) time.Time {
	now, ok := ctx.Value(clockKey{}).(func() time.Time)
	if !ok {
		now = time.Now
	}
	return now().UTC().Truncate(time.Second)
}
