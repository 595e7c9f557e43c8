package pagerduty

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
)

// Page is one page of a list.
type Page[T any] struct {
	Items      []T
	More       bool   // whether records follow
	NextOffset int    // where they begin, in lists that are paged by offset
	NextCursor string // where they begin, in lists that are paged by cursor
	Total      *int   // how many records there are in all; only if asked for, where PagerDuty counts them

	key func(T) string
}

// Key returns what tells a record of the page from all others in its list; "" where nothing does. A list that changes while it
// is read may show a record on two pages.
func (p *Page[T]) Key(item T) string {
	if p.key == nil {
		return ""
	}
	return p.key(item)
}

// PageOptions says which part of a list to fetch, in lists that are paged by offset.
type PageOptions struct {
	PageSize int  // records in one request, 1 to 100; 0 for PagerDuty's 25, or 100 in Pages and All
	Offset   int  // records to skip. PagerDuty lists the first 10,000 at most: see ErrWindow
	Total    bool // ask for Page.Total
}

const (
	maxPageSize   = 100
	usualPageSize = 25 // what PagerDuty sends unless asked
	maxRecords    = 10_000
	maxPagesAhead = 8
)

func (o PageOptions) check() error {
	switch {
	case o.PageSize < 0 || o.PageSize > maxPageSize:
		return &ArgumentError{Argument: "PageSize", Message: fmt.Sprintf("is %d; PagerDuty sends 1 to %d records in one request", o.PageSize, maxPageSize)}
	case o.Offset < 0:
		return &ArgumentError{Argument: "Offset", Message: fmt.Sprintf("is %d; the first record has offset 0", o.Offset)}
	case o.Offset > maxRecords-cmp.Or(o.PageSize, usualPageSize):
		return fmt.Errorf("%w: offset %d with %d records; narrow the list by time (since, until) or by filters", ErrWindow, o.Offset, cmp.Or(o.PageSize, usualPageSize))
	}
	return nil
}

// listing is a list operation that is paged by offset.
type listing[T any] struct {
	core    *core
	request request
	root    string
	id      func(T) string
}

// page fetches one page.
func (l listing[T]) page(ctx context.Context, options PageOptions) (*Page[T], error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	r := l.request
	r.query = cloneQuery(r.query)
	if options.PageSize > 0 {
		r.query.Set("limit", strconv.Itoa(options.PageSize))
	}
	if options.Offset > 0 {
		r.query.Set("offset", strconv.Itoa(options.Offset))
	}
	if options.Total && !r.uncounted {
		r.query.Set("total", "true")
	}
	page, err := fetchPage[T](ctx, l.core, r, l.root)
	if err != nil {
		return nil, err
	}
	page.key = l.id
	if page.More {
		// What was received counts, not what the answer says its limit was.
		page.NextOffset = options.Offset + len(page.Items)
	}
	return page, nil
}

var (
	errEmptyPage    = errors.New("pagerduty: the page is empty although more records are said to follow; the list cannot be read further")
	errRepeatedPage = errors.New("pagerduty: the same page came again and again; the list may go on, and cannot be read further")
)

// maxSamePages is how often a page may come in a row. Twice is nothing to worry about: a new record in front moves the others.
const maxSamePages = 3

// pages gives page after page. The first is fetched alone; the second asks how many records there
// are, and from then on up to eight pages are in flight, none beyond the last. A page that comes
// short ends that: what follows begins at an offset that only it tells.
func (l listing[T]) pages(ctx context.Context, options PageOptions) iter.Seq2[*Page[T], error] {
	if options.PageSize == 0 {
		options.PageSize = maxPageSize
	}
	return func(yield func(*Page[T], error) bool) {
		ahead := newReadAhead(ctx, l)
		defer ahead.close()
		same := sameness[T]{id: l.id}
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
			case err == nil && page.More && same.times(page.Items) >= maxSamePages:
				err = errRepeatedPage
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page, nil) || !page.More {
				return
			}
			offset = page.NextOffset
			if len(page.Items) < next.PageSize {
				ahead.close() // no page under way begins where this one ended
			} else if !first && page.Total != nil {
				ahead.start(offset, options.PageSize, min(*page.Total, maxRecords))
			}
		}
	}
}

// sameness counts how often the same records come in a row.
type sameness[T any] struct {
	id    func(T) string
	ids   []string
	count int
}

func (s *sameness[T]) times(items []T) int {
	var ids []string
	for _, item := range items {
		ids = append(ids, s.id(item))
	}
	if !slices.Equal(ids, s.ids) || slices.Contains(ids, "") {
		s.ids, s.count = ids, 0
	}
	s.count++
	return s.count
}

// all gives record after record, each id once: a list that changes while it is read would
// otherwise show a record twice.
func (l listing[T]) all(ctx context.Context, options PageOptions) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[string]struct{}{}
		for page, err := range l.pages(ctx, options) {
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				id := l.id(item)
				if _, known := seen[id]; known && id != "" {
					continue
				}
				seen[id] = struct{}{}
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}
