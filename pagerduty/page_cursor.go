package pagerduty

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/url"
)

// CursorOptions selects a page, in lists that are paged by cursor.
type CursorOptions struct {
	PageSize int    // records per request, 1 to 100; 0 means PagerDuty's default (100 in All)
	After    string // Page.NextCursor of the page before; "" for the first page
	Before   string // selects the page before this cursor instead, in lists that PagerDuty pages both ways
	Total    bool   // asks for Page.Total
}

var errSameCursor = errors.New("pagerduty: the same cursor or page came again; the list may go on, and cannot be read further")

// cursorPage returns the page after, or before, a cursor.
func (l listRequest[T]) cursorPage(ctx context.Context, options CursorOptions) (*Page[T], error) {
	if err := checkPageSize(options.PageSize, l.maxPageSize()); err != nil {
		return nil, err
	}
	position := url.Values{}
	setText(position, cmp.Or(l.request.cursor, "after"), options.After)
	setText(position, "before", options.Before)
	page, err := l.fetch(ctx, position, options.PageSize, options.Total)
	if err == nil {
		page.More = page.NextCursor != ""
	}
	return page, err
}

// cursorAll iterates over the records, and skips those that it has seen. If the cursors lead nowhere new, the last value is an error.
func (l listRequest[T]) cursorAll(ctx context.Context, options CursorOptions) iter.Seq2[T, error] {
	if options.PageSize == 0 {
		options.PageSize = l.maxPageSize()
	}
	return allByCursor(options, l.key, func(at CursorOptions) (*Page[T], error) { return l.cursorPage(ctx, at) })
}

// allByCursor is cursorAll for any function that returns the page at a cursor.
func allByCursor[T any](options CursorOptions, key func(T) string, fetch func(CursorOptions) (*Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		cursors, seen := keySet{options.After: {}}, keySet{}
		for {
			page, err := fetch(options)
			if err != nil {
				yield(none, err)
				return
			}
			fresh := 0
			for _, item := range page.Items {
				if !seen.add(key(item)) {
					continue
				}
				fresh++
				if !yield(item, nil) {
					return
				}
			}
			switch {
			case !page.More:
				return
			case len(page.Items) == 0:
				yield(none, errEmptyPage)
				return
			case !cursors.add(page.NextCursor) || fresh == 0:
				yield(none, errSameCursor)
				return
			}
			options.After, options.Before = page.NextCursor, ""
		}
	}
}
