package paging

import (
	"context"
	"errors"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// CursorArguments say which part of a list a model wants, where PagerDuty pages by cursor.
type CursorArguments struct {
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"Most items to return. Default 25."`
	After  string `json:"after,omitempty" jsonschema_description:"next_after of the answer before."`
	Before string `json:"before,omitempty" jsonschema_description:"The page in front of this cursor instead; limit is at most 100 then."`
	Total  bool   `json:"total,omitempty" jsonschema_description:"Also count all that match."`
}

// Check refuses what PagerDuty could not answer, before anything is asked.
func (a CursorArguments) Check() error {
	switch {
	case a.After != "" && a.Before != "":
		return errors.New("after and before exclude each other: give one of them")
	case a.Before != "" && a.limit() > pageSize:
		return errors.New("with before, limit is at most 100")
	}
	return nil
}

func (a CursorArguments) limit() int { return Arguments{Limit: a.Limit}.limit() }

// CollectByCursor fetches as many pages as the arguments need, and shows each record with view. NextAfter of the list is the
// cursor behind the last record in it. With Before one page is all: what follows it begins with records that the caller has.
func CollectByCursor[T, V any](ctx context.Context, arguments CursorArguments, view func(T) V,
	page func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[T], error),
) (mcptools.List[V], error) {
	var total *int
	asked := pagerduty.CursorOptions{Before: arguments.Before, Total: arguments.Total} // for the latest page
	next, more, fetched, latest := arguments.After, false, 0, 0
	list, err := mcptools.Collect(ctx, 0, arguments.limit(), pageSize,
		func(ctx context.Context, at, size int) ([]V, bool, error) {
			asked.After, asked.PageSize, latest = next, size, at
			got, err := page(ctx, asked)
			switch {
			case err != nil:
				return nil, false, err
			case got.More && got.NextCursor == asked.After:
				return nil, false, errors.New("the list cannot be read on: what follows a page is said to be the page itself")
			case at == 0:
				total = got.Total
			}
			asked.Before, asked.Total = "", false
			next, more, fetched = got.NextCursor, got.More, at+len(got.Items)
			views := make([]V, len(got.Items))
			for i, item := range got.Items {
				views[i] = view(item)
			}
			return views, got.More && arguments.Before == "", nil
		})
	if err != nil {
		return list, err
	}
	list.NextOffset, list.NextAfter, list.Total = 0, next, total
	list.More = list.More || more
	if fetched > len(list.Items) { // only a part of the page fits: its cursor is behind what is left out
		list.NextAfter, err = cursorInside(ctx, arguments, asked, len(list.Items)-latest, page)
	}
	return list, err
}

// cursorInside is the cursor behind the first few records of a page, which only a page that ends there tells.
func cursorInside[T any](ctx context.Context, arguments CursorArguments, asked pagerduty.CursorOptions, few int,
	page func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[T], error),
) (string, error) {
	if arguments.Before != "" {
		return "", errors.New("the page in front of this cursor is too large for one answer: ask for fewer with limit")
	}
	asked.PageSize = few
	got, err := page(ctx, asked)
	if err != nil {
		return "", err
	}
	return got.NextCursor, nil
}
