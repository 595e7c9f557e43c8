package mcptools

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/output"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/schema"
)

// List is the result of a tool that lists things: the items, and the offset or cursor at which the next page begins. Alone or
// as a part of a result, it encodes as {"items":[…],"more":true,"next_offset":25}; Items is [] if there are none. Strings in
// items are cut to 300 characters.
//
// If a List is a tool's whole result, only the items that fit into the byte budget are returned, and More is set if some do
// not. Collect fills a List page by page.
type List[T any] struct {
	Items      []T      `json:"items"`
	More       bool     `json:"more"`                 // there are more items after the last one
	NextOffset int      `json:"next_offset,omitzero"` // the offset of the first item that is not here; not encoded without More
	NextAfter  string   `json:"next_after,omitzero"`  // the cursor of the next page, in lists that are paged by cursor
	Total      *int     `json:"total,omitzero"`       // how many there are in all, if that was asked for
	Window     *Window  `json:"window,omitzero"`      // the time range that the list covers
	Notes      []string `json:"notes,omitempty"`      // what the reader has to know about the list

	collected *collected // the encoded items, if Collect made the list
}

// Window is the time range that a list covers. Its times include their UTC offset. TimeZone is the zone of times that are
// written without an offset.
type Window struct {
	Since    string `json:"since,omitzero"`
	Until    string `json:"until,omitzero"`
	TimeZone string `json:"time_zone,omitzero"`
	AllTime  bool   `json:"all_time,omitzero"` // no bounds at all
}

// collected are encoded items from an offset on.
type collected struct {
	offset int
	items  [][]byte
}

// listing is any List.
type listing interface {
	encodeWithin(budget int) ([]byte, error)
	listType() reflect.Type
}

func (l List[T]) listType() reflect.Type { return reflect.TypeFor[List[T]]() }

// MarshalJSON encodes the whole list, whatever its size.
func (l List[T]) MarshalJSON() ([]byte, error) { return l.encodeWithin(0) }

// encodeWithin encodes as many items as fit into the budget, but at least one.
func (l List[T]) encodeWithin(budget int) ([]byte, error) {
	if l.collected == nil || len(l.collected.items) != len(l.Items) {
		l.collected = &collected{offset: -1}
		for _, item := range l.Items {
			encoded, err := output.Encode(item, output.MaxItemString)
			if err != nil {
				return nil, err
			}
			l.collected.items = append(l.collected.items, encoded)
		}
	}
	return output.List(l.collected.items, budget, l.ending)
}

// plainList is a List without its methods.
type plainList[T any] List[T]

// ending encodes what follows the items if only the first count of them are shown.
func (l List[T]) ending(count int) ([]byte, error) {
	if left := len(l.Items) - count; left > 0 {
		l.More = true
		l.NextAfter = "" // it belongs after the last item, which is not shown
		switch {
		case l.NextOffset >= len(l.Items): // Collect sets it, or the tool if records were added in front meanwhile
			l.NextOffset -= left
		case l.collected.offset >= 0:
			l.NextOffset = l.collected.offset + count
		default:
			l.NextOffset = 0
			note := fmt.Sprintf("%d of these %d items are left out, since the result would be too large: ask for fewer.", left, len(l.Items))
			l.Notes = append(l.Notes[:len(l.Notes):len(l.Notes)], note)
		}
	}
	if !l.More {
		l.NextOffset = 0
	}
	l.Items = nil
	encoded, err := output.Encode(plainList[T](l), output.MaxString)
	return bytes.TrimPrefix(encoded, []byte(`{"items":null`)), err
}

// Collect fills a List with up to limit items from offset on, from pages of at most pageSize. fetch returns the page of size
// items at offset, and whether more items follow.
//
// It stops at limit or when the result of the running tool is full, whichever comes first, and fetches no further pages. More
// and NextOffset refer to the returned items. The first item is always returned; an item that takes more than a quarter of the
// result may be shortened so that the list can continue. With several pages it reports Progress after each. Items are encoded
// as they come: do not change them afterwards.
func Collect[T any](ctx context.Context, offset, limit, pageSize int,
	fetch func(ctx context.Context, offset, size int) (items []T, more bool, err error),
) (List[T], error) {
	if offset < 0 || limit < 1 || pageSize < 1 {
		return List[T]{}, fmt.Errorf("a list starts at 0 or later and has at least one item to a page: offset %d, limit %d, page size %d", offset, limit, pageSize)
	}
	c := collection[T]{List: List[T]{Items: []T{}, collected: &collected{offset: offset}}, limit: limit, budget: budgetOf(ctx), smallest: math.MaxInt}
	for pages := 1; ; pages++ {
		at := offset + len(c.Items)
		page, more, err := fetch(ctx, at, min(pageSize, limit-len(c.Items)))
		if err != nil {
			return List[T]{}, err
		}
		if len(page) == 0 && more {
			return List[T]{}, fmt.Errorf("the list cannot be read on: the page at offset %d is empty but says that more items follow", at)
		}
		if err := c.add(page); err != nil {
			return List[T]{}, err
		}
		next := offset + len(c.Items)
		left := next < at+len(page)
		if left || !more || c.full() {
			if c.More = left || more; c.More {
				c.NextOffset = next
			}
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

// collection is a List that is being filled.
type collection[T any] struct {
	List[T]
	limit, budget  int
	size, smallest int // bytes that the items so far count for, and the smallest of them
}

// add takes items of a page as long as they fit.
func (c *collection[T]) add(page []T) error {
	for _, item := range page {
		encoded, err := output.Encode(item, output.MaxItemString)
		if err != nil {
			return err
		}
		size := output.SizeOf(encoded, c.budget)
		if len(c.Items) == c.limit || len(c.Items) > 0 && !c.fits(size) {
			return nil
		}
		c.Items = append(c.Items, item)
		c.collected.items = append(c.collected.items, encoded)
		c.size += size + len(",")
		c.smallest = min(c.smallest, size)
	}
	return nil
}

func (c *collection[T]) fits(size int) bool {
	return c.budget == 0 || c.size+size <= output.Room(c.budget)
}

// full reports whether another page is of no use, since not even the smallest item so far would fit.
func (c *collection[T]) full() bool {
	return len(c.Items) == c.limit || len(c.Items) > 0 && !c.fits(c.smallest)
}

// encode encodes what a tool returns as one JSON value within the budget.
func encode(content any, budget int) ([]byte, error) {
	if list, ok := content.(listing); ok {
		return list.encodeWithin(budget)
	}
	encoded, err := output.Encode(content, output.MaxString)
	if err != nil {
		return nil, err
	}
	return output.Within(encoded, budget)
}

// checkOutput refuses result types that would lose something.
func checkOutput(t reflect.Type, structured bool) error {
	if list, ok := reflect.Zero(t).Interface().(listing); ok && t.Kind() == reflect.Struct && list.listType() != t {
		return errors.New("a result that embeds a List encodes as the List alone: give it a field instead")
	}
	kind := schema.PointedTo(t).Kind()
	if kind == reflect.Chan || kind == reflect.Func || kind == reflect.Complex64 || kind == reflect.Complex128 || kind == reflect.UnsafePointer {
		return fmt.Errorf("a result of type %s has no JSON: return a struct, a list, a map or a plain value", t)
	}
	if structured && kind != reflect.Struct && kind != reflect.Map && kind != reflect.Interface {
		return errors.New("structured output is a JSON object: return a struct")
	}
	return nil
}
