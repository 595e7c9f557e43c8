package paging_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
)

func TestCheckOfCursors(t *testing.T) {
	t.Parallel()
	for arguments, fits := range map[paging.CursorArguments]bool{
		{}: true, {After: "a", Limit: 1000}: true, {Before: "b", Limit: 100}: true, {After: "a", Before: "b"}: false, {Before: "b", Limit: 101}: false,
	} {
		if err := arguments.Check(); (err == nil) != fits {
			t.Errorf("%+v: %v, want it to fit: %v", arguments, err, fits)
		}
	}
}

// records is a list of so many records, whose cursors are the numbers of the last record of a page.
func records(inAll int, asked *[]pagerduty.CursorOptions) func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
	return func(_ context.Context, options pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
		*asked = append(*asked, options)
		first := 0
		if options.After != "" {
			last, err := strconv.Atoi(options.After)
			if err != nil {
				return nil, err
			}
			first = last + 1
		}
		page := &pagerduty.Page[int]{}
		for i := first; i < min(first+options.PageSize, inAll); i++ {
			page.Items = append(page.Items, i)
		}
		if end := first + len(page.Items); end < inAll {
			page.More, page.NextCursor = true, fmt.Sprint(end-1)
		}
		if options.Total {
			page.Total = new(inAll)
		}
		return page, nil
	}
}

func TestCollectByCursor(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments paging.CursorArguments
		asked     []pagerduty.CursorOptions
		next      string
	}{
		{paging.CursorArguments{}, []pagerduty.CursorOptions{{PageSize: 25}}, "24"},
		{paging.CursorArguments{Limit: 150, After: "9", Total: true}, []pagerduty.CursorOptions{{PageSize: 100, After: "9", Total: true}, {PageSize: 50, After: "109"}}, "159"},
		{paging.CursorArguments{Limit: 1000}, []pagerduty.CursorOptions{{PageSize: 100}, {PageSize: 100, After: "99"}, {PageSize: 100, After: "199"}}, ""},
		{paging.CursorArguments{After: "229"}, []pagerduty.CursorOptions{{PageSize: 25, After: "229"}}, ""},
	} {
		var asked []pagerduty.CursorOptions
		list, err := paging.CollectByCursor(t.Context(), test.arguments, func(i int) int { return i }, records(230, &asked))
		if err != nil || !slices.Equal(asked, test.asked) || list.NextAfter != test.next || list.More != (test.next != "") || list.NextOffset != 0 {
			t.Errorf("%+v: asked %v and got next %q, more %v, %v", test.arguments, asked, list.NextAfter, list.More, err)
		}
		if (list.Total != nil) != test.arguments.Total || list.Total != nil && *list.Total != 230 {
			t.Errorf("%+v: the total is %v", test.arguments, list.Total)
		}
	}
}

// The page in front of a cursor may be shorter than was asked for. Behind it stands what the caller has already.
func TestThePageInFrontOfACursorIsAll(t *testing.T) {
	t.Parallel()
	for next, page := range map[string]pagerduty.Page[int]{
		"c2": {Items: []int{1, 2}, More: true, NextCursor: "c2"},
		"":   {Items: []int{1, 2}},
	} {
		asked := 0
		list, err := paging.CollectByCursor(t.Context(), paging.CursorArguments{Before: "c2", Limit: 3}, func(i int) int { return i },
			func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
				asked++
				return &page, nil
			})
		if err != nil || asked != 1 || !slices.Equal(list.Items, []int{1, 2}) || list.NextAfter != next || list.More != (next != "") {
			t.Errorf("next %q: asked %d times and got %+v, %v", next, asked, list, err)
		}
	}
}

// A list that is cut at the byte budget goes on behind its last item, although no page ended there.
func TestCursorWhereTheBudgetEnds(t *testing.T) {
	t.Parallel()
	type arguments struct {
		After string `json:"after,omitempty"`
	}
	var asked []pagerduty.CursorOptions
	list := func(ctx context.Context, in arguments) (mcptools.List[string], error) {
		return paging.CollectByCursor(ctx, paging.CursorArguments{Limit: 300, After: in.After},
			func(i int) string { return fmt.Sprintf("%03d %s", i, strings.Repeat("x", 50)) }, records(230, &asked))
	}
	tool := mcptools.Read("list_records", "Lists records.", list).WithMaxResultBytes(4000)
	seen, after := 0, ""
	for pages := 0; pages == 0 || after != ""; pages++ {
		result := tool.Call(t.Context(), fmt.Appendf(nil, `{"after":%q}`, after))
		if result.Err != nil || len(result.Text) > 4000 || pages > 20 {
			t.Fatalf("page %d: %s", pages, result.Text)
		}
		for n := range strings.Count(result.Text, "xxx\"") {
			if want := fmt.Sprintf(`"%03d `, seen+n); !strings.Contains(result.Text, want) {
				t.Fatalf("page %d has no %s: %s", pages, want, result.Text)
			}
		}
		seen += strings.Count(result.Text, "xxx\"")
		_, rest, more := strings.Cut(result.Text, `"next_after":"`)
		after, _, _ = strings.Cut(rest, `"`)
		if more != strings.Contains(result.Text, `"more":true`) {
			t.Fatalf("page %d: %s", pages, result.Text)
		}
	}
	if seen != 230 {
		t.Errorf("saw %d records of 230", seen)
	}
}

func TestCursorsThatLeadNowhere(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		page pagerduty.Page[int]
		err  error
		says string
	}{
		"a page that fails":   {err: broken, says: "broken"},
		"the same page again": {page: pagerduty.Page[int]{Items: []int{1}, More: true, NextCursor: "a"}, says: "cannot be read on"},
		"an empty page":       {page: pagerduty.Page[int]{More: true, NextCursor: "b"}, says: "cannot be read on"},
	} {
		_, err := paging.CollectByCursor(t.Context(), paging.CursorArguments{After: "a"}, func(i int) int { return i },
			func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
				return &test.page, test.err
			})
		if err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
