package paging

import (
	"context"
	"errors"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// joined is the pages of one list, each record once. A record that is new at the front of the list moves all others on while
// the list is read, so that the next page begins with records of the page before.
type joined[T any] struct {
	fetch func(context.Context, pagerduty.PageOptions) (*pagerduty.Page[T], error)
	count bool // ask for the total

	seen  map[string]bool
	shift int // how far the records moved on
	total *int
	stuck bool // the list repeats itself
}

// next returns the records at offset that were not seen before, and whether more follow.
func (j *joined[T]) next(ctx context.Context, offset, size int) ([]T, bool, error) {
	for repeated := 0; ; repeated++ {
		page, err := j.fetch(ctx, pagerduty.PageOptions{PageSize: size, Offset: offset + j.shift, Total: j.count && j.total == nil})
		if j.shift > 0 && errors.Is(err, pagerduty.ErrWindow) { // new records moved the last ones out of it
			j.stuck = true
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		if page.Total != nil && j.count {
			j.total = page.Total
		}
		unseen := j.unseen(page)
		j.shift += len(page.Items) - len(unseen)
		if len(unseen) > 0 || len(page.Items) == 0 || !page.More {
			return unseen, page.More, nil
		}
		if repeated > 0 { // a second page in a row without anything new
			j.stuck = true
			return nil, false, nil
		}
		size = pageSize
	}
}

func (j *joined[T]) unseen(page *pagerduty.Page[T]) []T {
	var unseen []T
	for _, item := range page.Items {
		key := page.Key(item)
		if key != "" && j.seen[key] {
			continue
		}
		j.seen[key] = true
		unseen = append(unseen, item)
	}
	return unseen
}
