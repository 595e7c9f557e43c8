package pagerduty

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"slices"
)

// Page is one page of a list.
type Page[T any] struct {
	Items      []T
	More       bool   // whether the list goes on after this page
	NextOffset int    // offset of the next page, in lists that are paged by offset; 0 if there is none
	NextCursor string // cursor of the next page, in lists that are paged by cursor; "" if there is none
	Total      *int   // number of records in the list; nil unless it was asked for and PagerDuty counts them

	key         func(T) string
	moreUnknown bool // the answer does not say whether the list goes on
	isAfter     bool // NextCursor is the answer's "after", and not its "next_cursor"
}

// Key returns the key that identifies a record within its list, usually its id; "" if it has none. If the list changes while it is
// read, two pages may hold the same record.
func (p *Page[T]) Key(item T) string {
	if p.key == nil {
		return ""
	}
	return p.key(item)
}

// PageOptions selects a page, in lists that are paged by offset.
type PageOptions struct {
	PageSize int  // records per request, 1 to 100 unless the list says otherwise; 0 means PagerDuty's default, and the most in Pages and All
	Offset   int  // number of records to skip. PagerDuty lists only the first 10,000: see ErrWindow
	Total    bool // asks for Page.Total
}

const (
	maxPageSize     = 100
	defaultPageSize = 25
	maxRecords      = 10_000
	maxPagesAhead   = 8
)

func checkPageSize(size, largest int) error {
	if size < 0 || size > largest {
		return &ArgumentError{Argument: "PageSize", Message: fmt.Sprintf("is %d; PagerDuty sends 1 to %d records in one request", size, largest)}
	}
	return nil
}

func (o PageOptions) check(largest int) error {
	size := cmp.Or(o.PageSize, defaultPageSize)
	switch err := checkPageSize(o.PageSize, largest); {
	case err != nil:
		return err
	case o.Offset < 0:
		return &ArgumentError{Argument: "Offset", Message: fmt.Sprintf("is %d; the first record has offset 0", o.Offset)}
	case o.Offset > maxRecords-size:
		return fmt.Errorf("%w: offset %d with %d records; narrow the list by time (since, until) or by filters", ErrWindow, o.Offset, size)
	}
	return nil
}

// listRequest is a request for a list, without the parameters that select a page.
type listRequest[T any] struct {
	core    *core
	request request
	root    string         // member of the answer that holds the records
	key     func(T) string // see Page.Key
}

// maxPageSize returns the largest size of a page.
func (l listRequest[T]) maxPageSize() int { return cmp.Or(l.request.maxPageSize, maxPageSize) }

// fetch returns the page that starts at position, which holds the query parameters for it.
func (l listRequest[T]) fetch(ctx context.Context, position url.Values, size int, total bool) (*Page[T], error) {
	r := l.request
	r.query = position
	maps.Copy(r.query, l.request.query)
	setInt(r.query, "limit", size)
	setTrue(r.query, "total", total && !r.withoutTotal)
	page, err := fetchPage[T](ctx, l.core, r, l.root)
	if err != nil {
		return nil, err
	}
	page.key = l.key
	if r.withoutMore && page.moreUnknown {
		page.More = len(page.Items) >= cmp.Or(size, defaultPageSize)
	}
	return page, nil
}

// page returns the page at options.Offset.
func (l listRequest[T]) page(ctx context.Context, options PageOptions) (*Page[T], error) {
	if err := options.check(l.maxPageSize()); err != nil {
		return nil, err
	}
	position := url.Values{}
	setInt(position, "offset", options.Offset)
	page, err := l.fetch(ctx, position, options.PageSize, options.Total)
	if err == nil && page.More {
		page.NextOffset = options.Offset + len(page.Items) // the limit in the answer may be larger than what it holds
	}
	return page, err
}

var (
	errEmptyPage    = errors.New("pagerduty: the page is empty although more records are said to follow; the list cannot be read further")
	errRepeatedPage = errors.New("pagerduty: the same page came again and again; the list may go on, and cannot be read further")
)

// maxSamePages is how often the same page may come in a row. Twice is normal: a new record at the front moves all others back.
const maxSamePages = 3

// pages iterates over the pages from options.Offset on. It fetches the first page alone. The second asks for the total; from then
// on up to maxPagesAhead pages are fetched at once, none beyond the last. After a page with fewer records than asked for, the next
// offset is known only from the page itself, so the others are dropped and fetched one at a time.
func (l listRequest[T]) pages(ctx context.Context, options PageOptions) iter.Seq2[*Page[T], error] {
	if options.PageSize == 0 {
		options.PageSize = l.maxPageSize()
	}
	return func(yield func(*Page[T], error) bool) {
		ahead := newReadAhead(ctx, l)
		defer ahead.close()
		repeats := repeatCounter[T]{key: l.key}
		for offset, first := options.Offset, true; ; first = false {
			if offset >= maxRecords {
				yield(nil, fmt.Errorf("%w: narrow the list by time (since, until) or by filters", ErrWindow))
				return
			}
			next := PageOptions{PageSize: min(options.PageSize, max(1, maxRecords-offset)), Offset: offset, Total: options.Total || !first}
			page, err := ahead.page(next)
			switch {
			case err == nil && page.More && len(page.Items) == 0:
				err = errEmptyPage
			case err == nil && page.More && repeats.count(page.Items) >= maxSamePages:
				err = errRepeatedPage
			}
			if err != nil {
				yield(nil, err)
				return
			}
			total := page.Total
			if !options.Total {
				page.Total = nil
			}
			if !yield(page, nil) || !page.More {
				return
			}
			offset = page.NextOffset
			if len(page.Items) < next.PageSize {
				ahead.close()
			} else if !first && total != nil {
				ahead.start(offset, options.PageSize, min(*total, maxRecords))
			}
		}
	}
}

// repeatCounter counts how often the same page comes in a row.
type repeatCounter[T any] struct {
	key     func(T) string
	keys    []string // of the page before
	repeats int
}

// count returns 1 for a page that differs from the one before, 2 for its first repetition, and so on.
func (c *repeatCounter[T]) count(items []T) int {
	var keys []string
	for _, item := range items {
		keys = append(keys, c.key(item))
	}
	if !slices.Equal(keys, c.keys) || slices.Contains(keys, "") {
		c.keys, c.repeats = keys, 0
	}
	c.repeats++
	return c.repeats
}

// keySet holds the keys of the records that were seen.
type keySet map[string]struct{}

// add reports whether the key is new. A record without a key counts as new.
func (s keySet) add(key string) bool {
	_, known := s[key]
	s[key] = struct{}{}
	return !known || key == ""
}

// all iterates over the records, and skips those that it has seen: if the list changes while it is read, two pages may hold the
// same record.
func (l listRequest[T]) all(ctx context.Context, options PageOptions) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := keySet{}
		for page, err := range l.pages(ctx, options) {
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if seen.add(l.key(item)) && !yield(item, nil) {
					return
				}
			}
		}
	}
}
