package answers

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// many calls read for 0 to n-1 in parallel, to read the same thing of n objects, such as "alerts of 150 incidents". What fails is one line
// of what is not known. It gives up on the rest once PagerDuty refuses one because of the plan or the key.
func (r *reading) many(thing, objects string, n int, read func(ctx context.Context, i int) error) (failed int) {
	var mu sync.Mutex
	var first error // of the lowest i, so that the reason does not depend on which answer comes first
	at := n
	refused := false
	r.step(0, n)
	_ = parallel.Each(r.ctx, n, func(ctx context.Context, i int) error {
		mu.Lock()
		skip := refused || ctx.Err() != nil
		mu.Unlock()
		err := ctx.Err()
		if !skip {
			err = parallel.Safely(func() error { return read(ctx, i) })
		}
		mu.Lock()
		defer mu.Unlock()
		if skip || err != nil {
			failed++
		}
		if err != nil && !skip && i < at {
			first, at = err, i
		}
		refused = refused || errors.Is(err, pagerduty.ErrPlan) || errors.Is(err, pagerduty.ErrForbidden) || errors.Is(err, pagerduty.ErrUnauthorized)
		return nil // what fails does not stop the others
	})
	r.step(n, 0)
	if failed > 0 {
		r.lacks(fmt.Sprintf("%s of %d of %d %s", thing, failed, n, objects), first)
	}
	return failed
}
