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

// CollectByCursor fetches as many pages as the arguments need, and shows each record with view, none twice: id tells records
// apart. NextAfter of the list is the cursor behind the last record in it. With Before one page is all: what follows it begins with
// records that the caller has.
//
// Where PagerDuty's cursors lead nowhere, the list has what was read, and its notes say that it may go on.
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

// cursorList is a list on its way, page after page.
type cursorList[T any] struct {
	arguments CursorArguments
	id        func(T) string
	page      func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[T], error)

	asked    pagerduty.CursorOptions // for the latest page
	begin    int                     // how many records stand before the latest page
	latest   []T                     // the latest page as it came
	fresh    []int                   // which of it are new
	next     string                  // the cursor behind the latest page
	more     bool                    // PagerDuty has more behind it
	stuck    bool                    // but its cursor leads nowhere
	total    *int
	seen     map[string]bool // ids
	followed map[string]bool // cursors
}

// fetch returns the new records of the next page, and whether another page can follow.
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

// listEnd is what follows the last record of a list.
type listEnd struct {
	cursor string
	more   bool
	note   string
}

const stuckNote = "PagerDuty says that the list goes on, but its cursor leads back to what was read: there may be more than is shown here."

// end is what follows after count records, of which the last ones stand in the latest page.
func (c *cursorList[T]) end(ctx context.Context, count int) (listEnd, error) {
	switch shown := count - c.begin; {
	case shown < len(c.fresh) && c.arguments.Before != "":
		return listEnd{}, errors.New("the page in front of this cursor is too large for one answer: ask for fewer with limit")
	case shown < len(c.fresh) && shown == 0:
		return listEnd{cursor: c.asked.After, more: true}, nil
	case shown < len(c.fresh):
		return c.inside(ctx, c.fresh[shown-1]+1)
	case c.stuck:
		return listEnd{more: true, note: stuckNote}, nil
	}
	return listEnd{cursor: c.next, more: c.more}, nil
}

// inside is the end behind the first few records of the latest page. Only a page that ends there has that cursor.
func (c *cursorList[T]) inside(ctx context.Context, few int) (listEnd, error) {
	c.asked.PageSize = few
	got, err := c.page(ctx, c.asked)
	if err != nil {
		return listEnd{}, err
	}
	if len(got.Items) != few || c.id(got.Items[few-1]) != c.id(c.latest[few-1]) || !got.More {
		return listEnd{more: true, note: "The list changed while it was read: there is more than is shown here. Read it again with a lower limit."}, nil
	}
	if c.followed[got.NextCursor] {
		return listEnd{more: true, note: stuckNote}, nil
	}
	return listEnd{cursor: got.NextCursor, more: true}, nil
}
