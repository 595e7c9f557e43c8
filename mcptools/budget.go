package mcptools

import (
	"context"
	"sync/atomic"
)

type budgetKey struct{}

// contextWithBudget returns a context with the number of bytes that a result may have; 0 means any number.
func contextWithBudget(ctx context.Context, bytes int) context.Context {
	budget := &atomic.Int64{}
	budget.Store(int64(bytes))
	return context.WithValue(ctx, budgetKey{}, budget)
}

func budgetOf(ctx context.Context) int {
	budget, ok := ctx.Value(budgetKey{}).(*atomic.Int64)
	if !ok {
		return 0
	}
	return int(budget.Load())
}

// LimitResult lowers the number of bytes that the result of the running tool may take. It never raises it. A tool calls it before it
// collects a [List], such as for a short form of its result. A result that is larger is cut as every result is: the largest parts
// first, with a count of what was left out. It does nothing in a context that is not that of a call.
func LimitResult(ctx context.Context, bytes int) {
	budget, ok := ctx.Value(budgetKey{}).(*atomic.Int64)
	if !ok || bytes <= 0 {
		return
	}
	for {
		before := budget.Load()
		if before != 0 && before <= int64(bytes) || budget.CompareAndSwap(before, int64(bytes)) {
			return
		}
	}
}
