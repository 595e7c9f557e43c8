package when

import (
	"context"
	"time"
)

type clockKey struct{}

// WithClock makes the tools that run in the context take the time from now. It is for tests, which
// must not depend on the hour in which they run.
func WithClock(ctx context.Context, now func() time.Time) context.Context {
	return context.WithValue(ctx, clockKey{}, now)
}

// Now is the time, in UTC: what is shown must not depend on the machine's zone.
func Now(ctx context.Context) time.Time {
	if now, ok := ctx.Value(clockKey{}).(func() time.Time); ok {
		return now().UTC()
	}
	return time.Now().UTC()
}
