package paging

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// List is a list that PagerDuty pages by offset, and how its records are shown.
type List[T, V any] struct {
	Page func(context.Context, pagerduty.PageOptions) (*pagerduty.Page[T], error)
	Show func(T) V
}

func (l List[T, V]) show(items []T) []V {
	var views []V
	for _, item := range items {
		views = append(views, l.Show(item))
	}
	return views
}

// Both collects two lists as one: the records of the second follow those of the first, and the offset counts through both. It reads the
// second only where the first ends.
func Both[A, B, V any](ctx context.Context, arguments Arguments, first List[A, V], second List[B, V]) (mcptools.List[V], error) {
	if err := arguments.Check(); err != nil {
		return mcptools.List[V]{}, err
	}
	// With an offset, the number of records in the first list is needed if it ends before.
	pages := offsetList[A]{fetch: first.Page, count: arguments.Offset > 0, seen: map[string]bool{}}
	length := -1 // of the first list, once it is known
	list, err := mcptools.Collect(ctx, arguments.Offset, arguments.limit(), pageSize, func(ctx context.Context, offset, size int) ([]V, bool, error) {
		var views []V
		if length < 0 {
			items, more, err := pages.next(ctx, offset, size)
			if views = first.show(items); err != nil || more {
				return views, more, err
			}
			if length = offset + len(items); len(items) == 0 && pages.total != nil {
				length = min(length, *pages.total)
			}
		}
		options := pagerduty.PageOptions{PageSize: size - len(views), Offset: max(0, offset-length)}
		if options.PageSize == 0 { // only to know whether there are more
			page, err := second.Page(ctx, pagerduty.PageOptions{PageSize: 1})
			return views, err == nil && len(page.Items) > 0, err
		}
		page, err := second.Page(ctx, options)
		if err != nil {
			return nil, false, err
		}
		return append(views, second.show(page.Items)...), page.More, nil
	})
	if err != nil {
		return list, err
	}
	goOn(&list, &pages, arguments.Offset)
	return list, nil
}
