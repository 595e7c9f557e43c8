package paging

import (
	"context"
	"errors"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// offsetList reads a list page by page and returns each record once. Records that PagerDuty adds at the front meanwhile shift the
// others, so that the next page repeats records of the previous one.
type offsetList[T any] struct {
	fetch func(context.Context, pagerduty.PageOptions) (*pagerduty.Page[T], error)
	count bool // ask for the total

	seen  map[string]bool
	shift int // number of records added meanwhile
	total *int
	stuck bool // the list repeats itself
}

// next returns the new records at offset, and whether more follow.
func (l *offsetList[T]) next(ctx context.Context, offset, size int) ([]T, bool, error) {
	for repeated := 0; ; repeated++ {
		page, err := l.fetch(ctx, pagerduty.PageOptions{PageSize: size, Offset: offset + l.shift, Total: l.count && l.total == nil})
		if l.shift > 0 && errors.Is(err, pagerduty.ErrWindow) { // new records moved the last ones out of the window
			l.stuck = true
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		if page.Total != nil && l.count {
			l.total = page.Total
		}
		unseen := l.unseen(page)
		l.shift += len(page.Items) - len(unseen)
		if len(unseen) > 0 || len(page.Items) == 0 || !page.More {
			return unseen, page.More, nil
		}
		if repeated > 0 { // a second page in a row without new records
			l.stuck = true
			return nil, false, nil
		}
		size = pageSize
	}
}

func (l *offsetList[T]) unseen(page *pagerduty.Page[T]) []T {
	var unseen []T
	for _, item := range page.Items {
		key := page.Key(item)
		if key != "" && l.seen[key] {
			continue
		}
		l.seen[key] = true
		unseen = append(unseen, item)
	}
	return unseen
}

// goOn sets where a list goes on: after its items, and after the records that PagerDuty added at the front meanwhile.
func goOn[T, V any](list *mcptools.List[V], pages *offsetList[T], offset int) {
	if pages.stuck {
		list.More, list.Notes = true, append(list.Notes, repeatedNote)
	}
	if list.More || pages.shift > 0 { // the result may be cut, also that of the last page
		list.NextOffset = offset + len(list.Items) + pages.shift
	}
}
