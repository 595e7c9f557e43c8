package paging_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for arguments, fits := range map[paging.Arguments]bool{
		{}: true, {Limit: 1000}: true, {Offset: 9975}: true, {Offset: 9000, Limit: 1000}: true,
		{Offset: 9976}: false, {Offset: 9001, Limit: 1000}: false, {Offset: 10_000, Limit: 1}: false,
	} {
		err := arguments.Check()
		if (err == nil) != fits || err != nil && (!errors.Is(err, pagerduty.ErrWindow) || !strings.Contains(err.Error(), fmt.Sprint(arguments.Offset))) {
			t.Errorf("%+v: %v, want it accepted: %v", arguments, err, fits)
		}
	}
}

func TestCollect(t *testing.T) {
	t.Parallel()
	const inAll = 230
	for _, test := range []struct {
		arguments paging.Arguments
		total     bool
		asked     []pagerduty.PageOptions
		next      int // 0 for the end of the list
	}{
		{paging.Arguments{}, false, []pagerduty.PageOptions{{PageSize: 25}}, 25},
		{paging.Arguments{Limit: 1}, true, []pagerduty.PageOptions{{PageSize: 1, Total: true}}, 1},
		{paging.Arguments{Limit: 150, Offset: 10}, false, []pagerduty.PageOptions{{PageSize: 100, Offset: 10}, {PageSize: 50, Offset: 110}}, 160},
		{paging.Arguments{Limit: 1000}, true, []pagerduty.PageOptions{{PageSize: 100, Total: true}, {PageSize: 100, Offset: 100}, {PageSize: 100, Offset: 200}}, 0},
		{paging.Arguments{Offset: 500}, false, []pagerduty.PageOptions{{PageSize: 25, Offset: 500}}, 0},
	} {
		var asked []pagerduty.PageOptions
		list, err := paging.Collect(t.Context(), paging.Counted{Arguments: test.arguments, Total: test.total}, func(i int) int { return -i },
			func(_ context.Context, options pagerduty.PageOptions) (*pagerduty.Page[int], error) {
				asked = append(asked, options)
				page := &pagerduty.Page[int]{More: options.Offset+options.PageSize < inAll}
				for i := options.Offset; i < min(options.Offset+options.PageSize, inAll); i++ {
					page.Items = append(page.Items, i)
				}
				if options.Total {
					page.Total = new(inAll)
				}
				return page, nil
			})
		if err != nil || !slices.Equal(asked, test.asked) || list.NextOffset != test.next || list.More != (test.next > 0) {
			t.Errorf("%+v: asked %v and got next %d, more %v, %v", test.arguments, asked, list.NextOffset, list.More, err)
		}
		if (list.Total != nil) != test.total || test.total && *list.Total != inAll {
			t.Errorf("%+v: the total is %v", test.arguments, list.Total)
		}
		for i, item := range list.Items {
			if item != -test.arguments.Offset-i {
				t.Fatalf("%+v: item %d is %d", test.arguments, i, item)
			}
		}
	}
	broken := errors.New("broken")
	_, err := paging.Collect(t.Context(), paging.Counted{}, func(i int) int { return i },
		func(context.Context, pagerduty.PageOptions) (*pagerduty.Page[int], error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Errorf("a page that fails: %v", err)
	}
}
