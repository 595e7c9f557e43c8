package mcptools

import (
	"context"
	"fmt"
)

// Collect fills a List with up to limit items from offset on, out of pages of at most pageSize. fetch returns the page of size
// items at offset and whether there is more behind it.
//
// It stops at limit or when the result of the tool that it runs in is full, whichever comes first, and fetches no page beyond.
// More and NextOffset speak of the items that are returned. The first item is always returned, and one that takes more than a
// quarter of the result may be trimmed inside, rather than that the list ends before it. With several pages it reports
// Progress after each. Items are encoded as they come: do not change them afterwards.
func Collect[T any](ctx context.Context, offset, limit, pageSize int,
	fetch func(ctx context.Context, offset, size int) (items []T, more bool, err error),
) (List[T], error) {
	if offset < 0 || limit < 1 || pageSize < 1 {
		return List[T]{}, fmt.Errorf("a list starts at 0 or later and has at least one item to a page: offset %d, limit %d, page size %d", offset, limit, pageSize)
	}
	c := collecting[T]{
		List: List[T]{Items: []T{}, collected: &collected{base: offset, known: true}},
		room: roomForItems(budgetOf(ctx)), most: mostOfItem(budgetOf(ctx)), limit: limit,
	}
	for pages := 1; ; pages++ {
		page, more, err := fetch(ctx, offset+len(c.Items), min(pageSize, limit-len(c.Items)))
		if err != nil {
			return List[T]{}, err
		}
		if len(page) == 0 && more {
			return List[T]{}, fmt.Errorf("the list cannot be read on: the page at offset %d is empty, yet there is said to be more", offset+len(c.Items))
		}
		full, err := c.add(page)
		if err != nil {
			return List[T]{}, err
		}
		if full || !more {
			c.finish(offset, more)
			if pages > 1 {
				Progress(ctx, len(c.Items), len(c.Items))
			}
			return c.List, nil
		}
		Progress(ctx, len(c.Items), limit)
		if err := ctx.Err(); err != nil {
			return List[T]{}, err
		}
	}
}

// listEnd is room for what stands around the items of a list.
const listEnd = 1000

// roomForItems is the part of a budget that items may take; 0 for any.
func roomForItems(budget int) int {
	if budget == 0 {
		return 0
	}
	return max(budget-min(listEnd, budget/4), 1)
}

// collecting is a List on its way.
type collecting[T any] struct {
	List[T]
	limit    int
	room     int  // bytes for all items
	most     int  // bytes that an item counts for, since it is trimmed if there is no room for it whole
	size     int  // bytes that the items so far count for, a comma behind each
	smallest int  // of them
	left     bool // items that were fetched had to stay behind
}

// add takes items of a page and tells whether the list is full.
func (c *collecting[T]) add(page []T) (full bool, err error) {
	for _, item := range page {
		if len(c.Items) == c.limit {
			c.left = true
			return true, nil
		}
		encoded, err := encodeItem(item)
		if err != nil {
			return false, err
		}
		size := min(len(encoded), c.most)
		if len(c.Items) > 0 && !c.fits(size) {
			c.left = true
			return true, nil
		}
		c.Items = append(c.Items, item)
		c.collected.add(encoded)
		c.size += size + len(",")
		if c.smallest == 0 || size < c.smallest {
			c.smallest = size
		}
	}
	// Another page is of no use where not even the smallest item so far would fit.
	return len(c.Items) == c.limit || len(c.Items) > 0 && !c.fits(c.smallest), nil
}

func (c *collecting[T]) fits(size int) bool {
	return c.room == 0 || c.size+size <= c.room
}

// finish says where to go on.
func (c *collecting[T]) finish(offset int, more bool) {
	if c.More = more || c.left; c.More {
		c.NextOffset = offset + len(c.Items)
	}
}
