package mcptools

import (
	"fmt"
	"reflect"
	"slices"
)

// WithMarks adds free words that policies act on.
func WithMarks(marks ...string) Option {
	return func(o *options) {
		for _, mark := range marks {
			o.mark(mark)
		}
	}
}

// WithMarkCount adds a mark whose weight depends on the arguments: count says how many times what the mark stands for may
// happen in a call, such as how many notifications may go out. Those are not people: one may reach everybody who is on call. 0
// says that it cannot happen; a count below 0, which says nothing, and one that panics count as 1. In is the struct of the
// tool's arguments, else the constructor panics.
func WithMarkCount[In any](mark string, count func(In) int) Option {
	if count == nil {
		panic("mcptools: WithMarkCount of " + mark + ": there is no function to count")
	}
	return func(o *options) {
		o.mark(mark)
		o.counts = append(o.counts, markCount{mark: mark, input: reflect.TypeFor[In](), count: func(call Call) (int, error) {
			var in In
			err := decodeCanonical(call, &in)
			if err != nil {
				return 0, err
			}
			return count(in), nil
		}})
	}
}

// markCount is what a function counts in the arguments of a call.
type markCount struct {
	mark  string
	input reflect.Type // the struct that it decodes them into
	count func(Call) (int, error)
}

func (o *options) mark(mark string) {
	if !slices.Contains(o.marks, mark) {
		o.marks = append(o.marks, mark)
	}
}

// checkCounts refuses what counts in other arguments than the tool's, and a mark that two functions count.
func checkCounts(counts []markCount, input reflect.Type) error {
	seen := map[string]bool{}
	for _, c := range counts {
		switch {
		case c.input != input:
			return fmt.Errorf("the count of mark %q takes %v, and the tool's arguments are %v", c.mark, c.input, input)
		case seen[c.mark]:
			return fmt.Errorf("mark %q is counted twice", c.mark)
		}
		seen[c.mark] = true
	}
	return nil
}

// Count says how many times what the mark stands for may happen in the call: 0 if the tool lacks the mark, 1 if it has it
// without a count, else what count says of the arguments, raw or canonical. Where that cannot be said, as the arguments are
// wrong, count panics or gives less than 0, it is 1: a policy is not to be walked around by what confuses it.
func (c Call) Count(mark string) (n int) {
	if !slices.Contains(c.Tool.Marks, mark) {
		return 0
	}
	i := slices.IndexFunc(c.Tool.counts, func(m markCount) bool { return m.mark == mark })
	if i < 0 {
		return 1
	}
	defer func() {
		if recover() != nil {
			n = 1
		}
	}()
	canonical, err := c.Tool.schema.canonical(c.Tool.Name, c.Arguments)
	if err == nil {
		c.Arguments = canonical
		n, err = c.Tool.counts[i].count(c)
	}
	if err != nil || n < 0 {
		return 1
	}
	return n
}
