package mcptools

import "context"

type budgetKey struct{}

// contextWithBudget tells the function behind a tool how many bytes its result may have; 0 means any number.
func contextWithBudget(ctx context.Context, bytes int) context.Context {
	return context.WithValue(ctx, budgetKey{}, bytes)
}

func budgetOf(ctx context.Context) int {
	bytes, _ := ctx.Value(budgetKey{}).(int)
	return bytes
}
