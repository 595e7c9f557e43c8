package simulator

import "slices"

const (
	defaultLimit = 25
	maxLimit     = 100
	maxRecords   = 10_000 // how far into a list PagerDuty pages
)

// paginate answers a list operation with the page that was asked for, under the name of its resource.
func paginate[T, V any](c *call, name string, items []T, view func(T) V) (any, error) {
	limit, offset := c.integer("limit", defaultLimit), c.integer("offset", 0)
	if limit > maxLimit && c.lenient {
		limit = maxLimit
	}
	if limit < 1 || limit > maxLimit {
		c.problem("limit must be 1 to %d, not %d", maxLimit, limit)
	}
	if offset < 0 {
		c.problem("offset must not be negative")
	}
	if offset+limit > maxRecords && c.pages == "" {
		c.problem("offset and limit must not add up to more than %d: narrow the search instead", maxRecords)
	}
	total := c.boolean("total")
	if err := c.refusal(); err != nil {
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

// cut returns a page and whether more follows, which two faults answer in their own way.
func cut[T any](items []T, limit, offset int, fault FaultKind) (page []T, more bool) {
	switch fault {
	case FaultEmptyPages:
		return nil, true
	case FaultEndlessPages:
		for i := range min(limit, limit*len(items)) {
			page = append(page, items[(offset+i)%len(items)])
		}
		return page, true
	}
	start := min(offset, len(items))
	end := min(start+limit, len(items))
	return slices.Clip(items[start:end]), end < len(items)
}
