// Package paging holds the arguments and the fetching of lists that are paged by offset.
package paging

import (
	"context"
	"errors"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

const (
	defaultLimit = 25
	pageSize     = 100
	maxRecords   = 10_000
)

// Arguments say which part of a list a model wants.
type Arguments struct {
	Limit  int `json:"limit,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"Most items to return. Default 25."`
	Offset int `json:"offset,omitempty" jsonschema:"minimum=0" jsonschema_description:"Items to skip: next_offset of the answer before."`
}

// Counted are the Arguments of a list that can say how long it is.
type Counted struct {
	Arguments
	Total bool `json:"total,omitempty" jsonschema_description:"Also count all that match."`
}

// Check refuses what PagerDuty does not list, before anything is asked.
func (a Arguments) Check() error {
	if a.End() > maxRecords {
		return fmt.Errorf("offset %d + limit %d: %w", a.Offset, a.limit(), pagerduty.ErrWindow)
	}
	return nil
}

// End is the offset behind the last item that is wanted.
func (a Arguments) End() int { return a.Offset + a.limit() }

func (a Arguments) limit() int {
	if a.Limit == 0 {
		return defaultLimit
	}
	return a.Limit
}

// Collect fetches as many pages as the arguments need, and shows each record with view.
func Collect[T, V any](ctx context.Context, arguments Counted, view func(T) V,
	page func(context.Context, pagerduty.PageOptions) (*pagerduty.Page[T], error),
) (mcptools.List[V], error) {
	pages := joined[T]{fetch: page, count: arguments.Total, seen: map[string]bool{}}
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
	switch {
	case pages.stuck:
		list.More, list.NextOffset = true, arguments.Offset+len(list.Items)+pages.shift
		list.Notes = append(list.Notes, "PagerDuty repeated records instead of listing further ones: the list may go on.")
	case list.More:
		list.NextOffset += pages.shift
	}
	return list, nil
}

// Filtered lists by filters that are named in arguments, whose ids are there when list is called. What only looks like an id is
// looked up if nothing was found: it may be a name, or a mistake that must not look like an empty list.
func Filtered[V any](ctx context.Context, client *pagerduty.Client, arguments []identify.Argument,
	list func(context.Context) (mcptools.List[V], error),
) (mcptools.List[V], error) {
	filters := identify.NewFilters(client, arguments...)
	if err := filters.Resolve(ctx); err != nil {
		return mcptools.List[V]{}, err
	}
	listed, err := list(ctx)
	missing := len(listed.Items) == 0 && (err == nil || errors.Is(err, pagerduty.ErrNotFound))
	if !missing || !filters.Guessed() {
		return listed, err
	}
	changed, unknown := filters.Verify(ctx)
	if unknown != nil {
		return mcptools.List[V]{}, unknown
	}
	if !changed {
		return listed, err
	}
	return list(ctx)
}

// Slice is the part of items that the arguments ask for, where PagerDuty sends all at once.
func Slice[V any](ctx context.Context, arguments Arguments, items []V) (mcptools.List[V], error) {
	return mcptools.Collect(ctx, arguments.Offset, arguments.limit(), pageSize, func(_ context.Context, offset, size int) ([]V, bool, error) {
		rest := items[min(offset, len(items)):]
		return rest[:min(size, len(rest))], len(rest) > size, nil
	})
}

// Read lists what next returns, page after page, until it has no more or the arguments want no more. The offset is not applied.
func Read[V any](ctx context.Context, arguments Arguments, next func(context.Context) (items []V, more bool, err error)) (mcptools.List[V], error) {
	return mcptools.Collect(ctx, arguments.Offset, arguments.limit(), pageSize, func(ctx context.Context, _, _ int) ([]V, bool, error) { return next(ctx) })
}
