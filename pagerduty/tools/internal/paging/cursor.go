package paging

import (
	"context"
	"errors"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// CursorArguments choose the part of a list that PagerDuty pages by cursor.
type CursorArguments struct {
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"Maximum items. Default 25."`
	After  string `json:"after,omitempty" jsonschema_description:"next_after of the previous result."`
	Before string `json:"before,omitempty" jsonschema_description:"Return the page before this cursor; limit is at most 100."`
	Total  bool   `json:"total,omitempty" jsonschema_description:"Also count all matches."`
}

// Check refuses arguments that PagerDuty cannot combine. It sends no request.
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

// CollectByCursor fetches as many pages as the arguments need and shows each record with view. It drops records whose id it has seen.
// NextAfter of the list is the cursor after its last record. With Before it fetches one page only, since the caller already has the
// records after it.
//
// If PagerDuty repeats a cursor, the list ends with what was read, and a note.
func CollectByCursor[T, V any](ctx context.Context, arguments CursorArguments, id func(T) string, view func(T) V,
	page func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[T], error),
) (mcptools.List[V], error) {
	c := &cursorList[T]{
		arguments: arguments, id: id, page: page, next: arguments.After, seen: map[string]bool{}, followed: map[string]bool{},
		asked: pagerduty.CursorOptions{Before: arguments.Before, Total: arguments.Total},
	}
	list, err := mcptools.Collect(ctx, 0, arguments.limit(), pageSize, func(ctx context.Context, at, size int) ([]V, bool, error) {
		items, more, err := c.fetch(ctx, at, size)
		views := make([]V, len(items))
		for i, item := range items {
			views[i] = view(item)
		}
		return views, more, err
	})
	if err != nil {
		return list, err
	}
	list.NextOffset, list.Total = 0, c.total
	end, err := c.end(ctx, len(list.Items))
	if err != nil {
		return list, err
	}
	list.NextAfter, list.More = end.cursor, end.more
	if end.note != "" {
		list.Notes = []string{end.note}
	}
	return list, nil
}

// cursorList reads a list page by page.
type cursorList[T any] struct {
	arguments CursorArguments
	id        func(T) string
	page      func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[T], error)

	asked    pagerduty.CursorOptions // for the latest page
	begin    int                     // number of records before the latest page
	latest   []T                     // the latest page, with repeated records
	fresh    []int                   // the indexes of its new records
	next     string                  // the cursor after the latest page
	more     bool                    // PagerDuty has more after it
	stuck    bool                    // but repeats a cursor, or sends nothing new
	total    *int
	seen     map[string]bool // ids
	followed map[string]bool // cursors
}

// fetch returns the new records of the next page, and whether there is another page to fetch.
func (c *cursorList[T]) fetch(ctx context.Context, at, size int) ([]T, bool, error) {
	c.asked.After, c.asked.PageSize = c.next, size
	got, err := c.page(ctx, c.asked)
	if err != nil {
		return nil, false, err
	}
	if at == 0 {
		c.total = got.Total
	}
	c.asked.Before, c.asked.Total = "", false
	c.begin, c.latest, c.fresh, c.next, c.more = at, got.Items, nil, got.NextCursor, got.More
	var items []T
	for i, item := range got.Items {
		if id := c.id(item); id == "" || !c.seen[id] {
			c.seen[id] = true
			c.fresh, items = append(c.fresh, i), append(items, item)
		}
	}
	if c.arguments.Before != "" {
		return items, false, nil
	}
	c.followed[c.asked.After] = true
	c.stuck = c.more && (len(items) == 0 || c.followed[c.next])
	return items, c.more && !c.stuck, nil
}

// listEnd describes what follows the last record of a list.
type listEnd struct {
	cursor string
	more   bool
	note   string
}

const stuckNote = "PagerDuty reports more, but returned the same cursor or page again: the list may be incomplete."

// end returns what follows the first count records, the last of which are in the latest page.
func (c *cursorList[T]) end(ctx context.Context, count int) (listEnd, error) {
	switch shown := count - c.begin; {
	case shown < len(c.fresh) && c.arguments.Before != "":
		return listEnd{}, errors.New("the page before this cursor is too large for one result: use a lower limit")
	case shown < len(c.fresh) && shown == 0:
		return listEnd{cursor: c.asked.After, more: true}, nil
	case shown < len(c.fresh):
		return c.endInside(ctx, c.fresh[shown-1]+1)
	case c.stuck:
		return listEnd{more: true, note: stuckNote}, nil
	}
	return listEnd{cursor: c.next, more: c.more}, nil
}

// endInside returns what follows the first few records of the latest page. It fetches them again, since PagerDuty returns only the cursor
// after a page.
func (c *cursorList[T]) endInside(ctx context.Context, few int) (listEnd, error) {
	c.asked.PageSize = few
	got, err := c.page(ctx, c.asked)
	if err != nil {
		return listEnd{}, err
	}
	if len(got.Items) != few || c.id(got.Items[few-1]) != c.id(c.latest[few-1]) || !got.More {
		return listEnd{more: true, note: "The list changed while it was read, so it is incomplete. Read it again with a lower limit."}, nil
	}
	if c.followed[got.NextCursor] {
		return listEnd{more: true, note: stuckNote}, nil
	}
	return listEnd{cursor: got.NextCursor, more: true}, nil
}
