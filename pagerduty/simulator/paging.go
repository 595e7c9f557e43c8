package simulator

import (
	"encoding/base64"
	"fmt"
	"slices"
)

const (
	defaultLimit = 25
	maxLimit     = 100
	maxRecords   = 10_000 // the largest sum of offset and limit
)

// paginate returns the answer of a list operation: the requested page, under the name of its resource.
func paginate[T, V any](c *call, name string, items []T, view func(T) V) (any, error) {
	limit, offset, total, err := c.page()
	if err != nil {
		return nil, err
	}
	page, more := cut(items, limit, offset, c.pages)
	views := make([]V, 0, len(page))
	for _, item := range page {
		views = append(views, view(item))
	}
	answer := map[string]any{name: views, "limit": limit, "offset": offset, "more": more, "total": nil}
	if total {
		answer["total"] = len(items)
	}
	return answer, nil
}

// page returns the requested page. Its error contains all problems of the request so far.
func (c *call) page() (limit, offset int, total bool, err error) {
	limit, offset, total = c.limit(), c.integer("offset", 0), c.boolean("total")
	if offset < 0 {
		c.problem("offset must not be negative")
	}
	if offset > maxRecords-limit && c.pages == "" {
		c.problem("offset and limit must not add up to more than %d: narrow the search instead", maxRecords)
	}
	return limit, offset, total, c.refusal()
}

func (c *call) limit() int {
	limit := c.integer("limit", defaultLimit)
	if limit > maxLimit && c.lenient {
		limit = maxLimit
	}
	if limit < 1 || limit > maxLimit {
		c.problem("limit must be 1 to %d, not %d", maxLimit, limit)
	}
	return limit
}

// paginateByCursor is paginate for a list with cursors: the cursor after is for the page after a record, and before for the page before it.
// number returns a record's number, which increases along the list.
func paginateByCursor[T, V any](c *call, name string, items []T, number func(T) int, view func(T) V) (any, error) {
	limit, after, before, total := c.limit(), c.cursor("after"), c.cursor("before"), c.boolean("total")
	if after > 0 && before > 0 {
		c.problem("after and before exclude each other")
	}
	if err := c.refusal(); err != nil {
		return nil, err
	}
	start, _ := slices.BinarySearchFunc(items, after+1, func(item T, n int) int { return number(item) - n })
	if before > 0 {
		end, _ := slices.BinarySearchFunc(items, before, func(item T, n int) int { return number(item) - n })
		start, limit = max(0, end-limit), min(limit, end)
	}
	page, more := cut(items, limit, start, c.pages)
	answer := map[string]any{name: each(page, view), "after": nil, "before": nil, "total": nil}
	if more {
		last := max(after, 1) // the page may be empty because of a fault
		if len(page) > 0 {
			last = number(page[len(page)-1])
		}
		answer["after"] = cursorOf(last)
	}
	if len(page) > 0 && start > 0 {
		answer["before"] = cursorOf(number(page[0]))
	}
	if total {
		answer["total"] = len(items)
	}
	return answer, nil
}

const cursorFormat = "record:%d"

// cursorOf returns a cursor that does not look like an offset.
func cursorOf(number int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, cursorFormat, number))
}

// cursor reads a cursor in the query. It returns 0 if it is absent.
func (c *call) cursor(name string) int {
	if c.text(name) == "" {
		return 0
	}
	number, ok := readCursor(c.text(name))
	if !ok {
		c.problem("%s must be a cursor from an earlier answer, not %q", name, c.text(name))
	}
	return number
}

// readCursor returns the number in a cursor.
func readCursor(cursor string) (number int, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		_, err = fmt.Sscanf(string(text), cursorFormat, &number)
	}
	return number, err == nil && number > 0
}

// cut returns a page, and reports whether there are more records after it. Two faults change both.
func cut[T any](items []T, limit, offset int, fault FaultKind) (page []T, more bool) {
	switch fault {
	case FaultEmptyPages:
		return nil, true
	case FaultEndlessPages:
		for i := range min(limit, limit*len(items)) {
			page = append(page, items[(offset%len(items)+i)%len(items)])
		}
		return page, true
	}
	start := min(offset, len(items))
	end := min(start+limit, len(items))
	return slices.Clip(items[start:end]), end < len(items)
}
