package mcptools

import "context"

type progressKey struct{}

// ContextWithProgress returns a context in which [Progress] calls report. report must be safe for concurrent use if the tool
// uses several goroutines.
func ContextWithProgress(ctx context.Context, report func(done, total int)) context.Context {
	return context.WithValue(ctx, progressKey{}, report)
}

// Progress reports that done of total steps are finished; total is 0 if it is unknown. It does nothing without a
// [ContextWithProgress].
func Progress(ctx context.Context, done, total int) {
	if report, ok := ctx.Value(progressKey{}).(func(done, total int)); ok && report != nil {
		report(done, total)
	}
}
