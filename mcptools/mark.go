package mcptools

import (
	"context"
	"slices"
)

// WithMarks adds labels of any text, which policies can check.
func WithMarks(marks ...string) Option {
	return func(o *options) {
		for _, mark := range marks {
			o.mark(mark)
		}
	}
}

// WithMarkCount adds a mark whose weight depends on the arguments. count returns an upper bound for how often the marked thing
// happens in a call, such as how many notifications go out (one of them may reach several people). 0 means that it cannot happen; a
// negative count and a panic count as 1. In must be the struct of the tool's arguments.
func WithMarkCount[In any](mark string, count func(In) int) Option {
	if count == nil {
		panic("mcptools: WithMarkCount of " + mark + ": there is no function to count")
	}
	return func(o *options) {
		o.mark(mark)
		o.counts = append(o.counts, markCount{mark, onArguments(func(_ context.Context, in In) int { return count(in) })})
	}
}

// markCount counts a mark by the arguments of a call.
type markCount struct {
	mark string
	argumentFunc[int]
}

func (o *options) mark(mark string) {
	if !slices.Contains(o.marks, mark) {
		o.marks = append(o.marks, mark)
	}
}

// Count returns an upper bound for how often the marked thing happens in the call: 0 if the tool lacks the mark, 1 if the mark has
// no count function, otherwise the result of that function for the arguments, raw or canonical. If the arguments are wrong, or the
// function panics or returns a negative number, Count returns 1, so that a model cannot bypass a policy by making the function
// fail.
func (c Call) Count(mark string) int {
	if !slices.Contains(c.Tool.Marks, mark) {
		return 0
	}
	for _, counted := range c.Tool.counts {
		if counted.mark != mark {
			continue
		}
		if n, ok := counted.of(context.Background(), c); ok && n >= 0 {
			return n
		}
	}
	return 1
}
