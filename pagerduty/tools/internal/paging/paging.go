// Package paging fetches lists page by page, by offset or by cursor, and holds their arguments.
package paging

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

const (
	defaultLimit = 25
	pageSize     = 100
	maxRecords   = 10_000
)

// Arguments choose the part of a list that PagerDuty pages by offset.
type Arguments struct {
	Limit  int `json:"limit,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"Maximum items. Default 25."`
	Offset int `json:"offset,omitempty" jsonschema:"minimum=0" jsonschema_description:"Items to skip: next_offset of the previous result."`
}

// Counted are the Arguments of a list with a total.
type Counted struct {
	Arguments
	Total bool `json:"total,omitempty" jsonschema_description:"Also count all matches."`
}

// Check refuses an offset and limit beyond the records that PagerDuty lists. It sends no request.
func (a Arguments) Check() error {
	if a.End() > maxRecords {
		return fmt.Errorf("offset %d + limit %d: %w", a.Offset, a.limit(), pagerduty.ErrWindow)
	}
	return nil
}

// End returns the offset after the last wanted item.
func (a Arguments) End() int { return a.Offset + a.limit() }

func (a Arguments) limit() int {
	if a.Limit == 0 {
		return defaultLimit
	}
	return a.Limit
}

// FilteredList checks the arguments, resolves the filters and collects the list that page fetches. It sends no request if a check fails.
func FilteredList[T, V any](ctx context.Context, source pagerduty.ClientSource, arguments Counted, filters []identify.Argument, view func(T) V,
	page func(context.Context, *pagerduty.Client, pagerduty.PageOptions) (*pagerduty.Page[T], error),
) (mcptools.List[V], error) {
	if err := arguments.Check(); err != nil {
		return mcptools.List[V]{}, err
	}
	client, err := source.Client(ctx)
	if err != nil {
		return mcptools.List[V]{}, err
	}
	return Filtered(ctx, client, filters, func(ctx context.Context) (mcptools.List[V], error) {
		return Collect(ctx, arguments, view, func(ctx context.Context, options pagerduty.PageOptions) (*pagerduty.Page[T], error) {
			return page(ctx, client, options)
		})
	})
}

const repeatedNote = "PagerDuty repeated records instead of returning new ones: the list may be incomplete."

// Collect fetches as many pages as the arguments need and shows each record with view.
func Collect[T, V any](ctx context.Context, arguments Counted, view func(T) V,
	page func(context.Context, pagerduty.PageOptions) (*pagerduty.Page[T], error),
) (mcptools.List[V], error) {
	pages := offsetList[T]{fetch: page, count: arguments.Total, seen: map[string]bool{}}
	list, err := mcptools.Collect(ctx, arguments.Offset, arguments.limit(), pageSize,
		func(ctx context.Context, offset, size int) ([]V, bool, error) {
			items, more, err := pages.next(ctx, offset, size)
			views := make([]V, len(items))
			for i, item := range items {
				views[i] = view(item)
			}
			return views, more, err
		})
	if err != nil {
		return list, err
	}
	list.Total = pages.total
	goOn(&list, &pages, arguments.Offset)
	return list, nil
}

// Filtered resolves filters and then calls list. If the list is empty, it looks up filters that only look like ids, and calls list again
// if one is a name. A mistyped id is an error and not an empty list.
func Filtered[V any](ctx context.Context, client *pagerduty.Client, filters []identify.Argument,
	list func(context.Context) (mcptools.List[V], error),
) (mcptools.List[V], error) {
	names := identify.NewFilters(client, filters...)
	if err := names.Resolve(ctx); err != nil {
		return mcptools.List[V]{}, err
	}
	listed, err := list(ctx)
	missing := len(listed.Items) == 0 && (err == nil || errors.Is(err, pagerduty.ErrNotFound))
	if !missing || !names.Guessed() {
		return listed, err
	}
	changed, unknown := names.Verify(ctx)
	if unknown != nil {
		return mcptools.List[V]{}, unknown
	}
	if !changed {
		return listed, err
	}
	return list(ctx)
}

// First returns the first items of a list, up to most, and those before an error.
func First[T any](list iter.Seq2[T, error], most int) (items []T, err error) {
	for item, err := range list {
		if err != nil {
			return items, err
		}
		if items = append(items, item); len(items) == most {
			break
		}
	}
	return items, nil
}

// Slice returns the part of items that the arguments choose, for lists that PagerDuty does not page.
func Slice[V any](ctx context.Context, arguments Arguments, items []V) (mcptools.List[V], error) {
	return mcptools.Collect(ctx, arguments.Offset, arguments.limit(), pageSize, func(_ context.Context, offset, size int) ([]V, bool, error) {
		rest := items[min(offset, len(items)):]
		return rest[:min(size, len(rest))], len(rest) > size, nil
	})
}

// Read collects the items that next returns, until there are no more or the limit is reached. It does not apply the offset.
func Read[V any](ctx context.Context, arguments Arguments, next func(context.Context) (items []V, more bool, err error)) (mcptools.List[V], error) {
	return mcptools.Collect(ctx, arguments.Offset, arguments.limit(), pageSize, func(ctx context.Context, _, _ int) ([]V, bool, error) { return next(ctx) })
}
