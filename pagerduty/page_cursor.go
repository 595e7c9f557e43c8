package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
)

// CursorOptions says which part of a list to fetch, in lists that are paged by cursor.
type CursorOptions struct {
	PageSize int    // records in one request, 1 to 100; 0 for PagerDuty's own, or 100 in All
	After    string // Page.NextCursor of the page before
	Before   string // the page before this cursor instead
	Total    bool   // ask for Page.Total
}

// cursorListing is a list operation that is paged by cursor.
type cursorListing[T any] struct {
	core    *core
	request request
	root    string
	id      func(T) string
}

var errSameCursor = errors.New("pagerduty: the same cursor or page came again; the list may go on, and cannot be read further")

// page fetches one page.
func (l cursorListing[T]) page(ctx context.Context, options CursorOptions) (*Page[T], error) {
	if options.PageSize < 0 || options.PageSize > maxPageSize {
		return nil, &ArgumentError{Argument: "PageSize", Message: fmt.Sprintf("is %d; PagerDuty sends 1 to %d records in one request", options.PageSize, maxPageSize)}
	}
	r := l.request
	r.query = cloneQuery(r.query)
	if options.PageSize > 0 {
		r.query.Set("limit", strconv.Itoa(options.PageSize))
	}
	setText(r.query, "after", options.After)
	setText(r.query, "before", options.Before)
	if options.Total {
		r.query.Set("total", "true")
	}
	page, err := fetchPage[T](ctx, l.core, r, l.root)
	if err != nil {
		return nil, err
	}
	page.key = l.id
	page.More = page.NextCursor != ""
	return page, nil
}

// all gives record after record, each id once. It ends with an error where the pages lead nowhere new, after what they hold.
func (l cursorListing[T]) all(ctx context.Context, options CursorOptions) iter.Seq2[T, error] {
	if options.PageSize == 0 {
		options.PageSize = maxPageSize
	}
	return func(yield func(T, error) bool) {
		var none T
		cursors, ids := map[string]struct{}{}, map[string]struct{}{}
		for {
			cursors[options.After] = struct{}{}
			page, err := l.page(ctx, options)
			if err != nil {
				yield(none, err)
				return
			}
			fresh := 0
			for _, item := range page.Items {
				id := l.id(item)
				if _, known := ids[id]; known && id != "" {
					continue
				}
				ids[id] = struct{}{}
				fresh++
				if !yield(item, nil) {
					return
				}
			}
			_, again := cursors[page.NextCursor]
			switch {
			case !page.More:
				return
			case len(page.Items) == 0:
				yield(none, errEmptyPage)
				return
			case again || fresh == 0:
				yield(none, errSameCursor)
				return
			}
			options.After, options.Before = page.NextCursor, ""
		}
	}
}
