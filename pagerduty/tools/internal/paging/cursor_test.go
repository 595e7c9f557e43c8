package paging_test

import (
	"context"
	"encoding/json"
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
			t.Errorf("%+v: %v, want it accepted: %v", arguments, err, fits)
		}
	}
}

// records returns a list with this many records. The cursor after a page is the number of its last record.
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
		list, err := paging.CollectByCursor(t.Context(), test.arguments, strconv.Itoa, func(i int) int { return i }, records(230, &asked))
		if err != nil || !slices.Equal(asked, test.asked) || list.NextAfter != test.next || list.More != (test.next != "") || list.NextOffset != 0 {
			t.Errorf("%+v: asked %v and got next %q, more %v, %v", test.arguments, asked, list.NextAfter, list.More, err)
		}
		if (list.Total != nil) != test.arguments.Total || list.Total != nil && *list.Total != 230 {
			t.Errorf("%+v: the total is %v", test.arguments, list.Total)
		}
	}
}

// The page before a cursor may be shorter than the limit. The caller already has the records after it.
func TestOnlyOnePageBeforeACursor(t *testing.T) {
	t.Parallel()
	for next, page := range map[string]pagerduty.Page[int]{
		"c2": {Items: []int{1, 2}, More: true, NextCursor: "c2"},
		"":   {Items: []int{1, 2}},
	} {
		asked := 0
		list, err := paging.CollectByCursor(t.Context(), paging.CursorArguments{Before: "c2", Limit: 3}, strconv.Itoa, func(i int) int { return i },
			func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
				asked++
				return &page, nil
			})
		if err != nil || asked != 1 || !slices.Equal(list.Items, []int{1, 2}) || list.NextAfter != next || list.More != (next != "") {
			t.Errorf("next %q: asked %d times and got %+v, %v", next, asked, list, err)
		}
	}
}

// The next_after of a list that is cut at the byte budget is after its last item, although no page ended there.
func TestCursorWhereTheBudgetEnds(t *testing.T) {
	t.Parallel()
	type arguments struct {
		After string `json:"after,omitempty"`
	}
	var asked []pagerduty.CursorOptions
	list := func(ctx context.Context, in arguments) (mcptools.List[string], error) {
		return paging.CollectByCursor(ctx, paging.CursorArguments{Limit: 300, After: in.After}, strconv.Itoa,
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

// If a page fits only in part, next_after is after the last record that fits, or before the page if none fits.
func TestCursorAfterTheLastItemThatFits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arguments paging.CursorArguments
		small     int // number of small records
		large     int // the first record that is too large for the rest of the result
		want      string
		last      pagerduty.CursorOptions // the last request
	}{
		"the first page":        {paging.CursorArguments{Limit: 300}, 7, 7, "6", pagerduty.CursorOptions{PageSize: 7}},
		"its first record":      {paging.CursorArguments{Limit: 300}, 1, 1, "0", pagerduty.CursorOptions{PageSize: 1}},
		"the second page":       {paging.CursorArguments{Limit: 300, Total: true}, 107, 107, "106", pagerduty.CursorOptions{PageSize: 7, After: "99"}},
		"not the second page":   {paging.CursorArguments{Limit: 300}, 100, 100, "99", pagerduty.CursorOptions{PageSize: 100, After: "99"}},
		"after a cursor":        {paging.CursorArguments{Limit: 300, After: "49"}, 103, 153, "152", pagerduty.CursorOptions{PageSize: 3, After: "149"}},
		"all but the last":      {paging.CursorArguments{Limit: 300}, 229, 229, "228", pagerduty.CursorOptions{PageSize: 29, After: "199"}},
		"all of the last page":  {paging.CursorArguments{Limit: 300}, 230, 230, "", pagerduty.CursorOptions{PageSize: 100, After: "199"}},
		"as many as were asked": {paging.CursorArguments{Limit: 107}, 107, 107, "106", pagerduty.CursorOptions{PageSize: 7, After: "99"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked []pagerduty.CursorOptions
			tool := mcptools.Read("list_records", "Lists records.", func(ctx context.Context, _ struct{}) (mcptools.List[[]string], error) {
				return paging.CollectByCursor(ctx, test.arguments, strconv.Itoa, func(i int) []string {
					if i >= test.large {
						return slices.Repeat([]string{strings.Repeat("x", 250)}, 20)
					}
					return []string{strings.Repeat("x", smallItem-len(`[""],`))}
				}, records(230, &asked))
			}).WithMaxResultBytes(budgetFor(test.small))
			var list mcptools.List[[]string]
			if err := json.Unmarshal([]byte(tool.Call(t.Context(), nil).Text), &list); err != nil {
				t.Fatal(err)
			}
			if list.NextAfter != test.want || list.More != (test.want != "") || list.Notes != nil || asked[len(asked)-1] != test.last {
				t.Errorf("got next %q, more %v, notes %q after %v", list.NextAfter, list.More, list.Notes, asked)
			}
		})
	}
}

const smallItem = 50 // bytes, with its comma

// budgetFor returns the size of a result with room for this many small items and one more, but no large one.
func budgetFor(small int) int {
	const end = 1000 // around the items
	room := (small+1)*smallItem + 10
	return max(room+end, room*4/3)
}

// pages answers each cursor with a page.
func pages(byCursor map[string]pagerduty.Page[int]) func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
	return func(_ context.Context, options pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
		page, found := byCursor[options.After]
		if !found {
			return nil, fmt.Errorf("asked for %q", options.After)
		}
		return &page, nil
	}
}

// If PagerDuty repeats a cursor, the list has what was read, and says that it may be incomplete.
func TestRepeatedCursors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pages map[string]pagerduty.Page[int]
		items []int
	}{
		"every page the same": {map[string]pagerduty.Page[int]{"": {Items: []int{1}, More: true, NextCursor: "a"}, "a": {Items: []int{1}, More: true, NextCursor: "a"}}, []int{1}},
		"the same cursor":     {map[string]pagerduty.Page[int]{"": {Items: []int{1}, More: true, NextCursor: "a"}, "a": {Items: []int{2}, More: true, NextCursor: "a"}}, []int{1, 2}},
		"a circle": {map[string]pagerduty.Page[int]{
			"": {Items: []int{1}, More: true, NextCursor: "a"}, "a": {Items: []int{2}, More: true, NextCursor: "b"}, "b": {Items: []int{3}, More: true, NextCursor: "a"},
		}, []int{1, 2, 3}},
		"an empty page":       {map[string]pagerduty.Page[int]{"": {Items: []int{1}, More: true, NextCursor: "a"}, "a": {More: true, NextCursor: "b"}}, []int{1}},
		"an empty first page": {map[string]pagerduty.Page[int]{"": {More: true, NextCursor: "a"}}, []int{}},
		"nothing new": {map[string]pagerduty.Page[int]{
			"": {Items: []int{1, 2}, More: true, NextCursor: "a"}, "a": {Items: []int{2, 3}, More: true, NextCursor: "b"}, "b": {Items: []int{1, 3}, More: true, NextCursor: "c"},
		}, []int{1, 2, 3}},
	} {
		list, err := paging.CollectByCursor(t.Context(), paging.CursorArguments{}, strconv.Itoa, func(i int) int { return i }, pages(test.pages))
		if err != nil || !slices.Equal(list.Items, test.items) || !list.More || list.NextAfter != "" || len(list.Notes) != 1 || !strings.Contains(list.Notes[0], "may be incomplete") {
			t.Errorf("%s: %+v, %v", name, list, err)
		}
	}
	broken := errors.New("broken")
	if _, err := paging.CollectByCursor(t.Context(), paging.CursorArguments{}, strconv.Itoa, func(i int) int { return i },
		func(context.Context, pagerduty.CursorOptions) (*pagerduty.Page[int], error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("a page that fails: %v", err)
	}
}

// A record on two pages is listed once. The cursor inside a page counts all records that PagerDuty sends.
func TestCursorInsideAPageWithRecordsOfThePageBefore(t *testing.T) {
	t.Parallel()
	var asked []pagerduty.CursorOptions
	list := func(again int) mcptools.List[json.RawMessage] {
		tool := mcptools.Read("list_records", "Lists records.", func(ctx context.Context, _ struct{}) (mcptools.List[[]string], error) {
			return paging.CollectByCursor(ctx, paging.CursorArguments{Limit: 10}, strconv.Itoa, func(i int) []string { return slices.Repeat([]string{"some text"}, 1+50*i*i) },
				func(_ context.Context, options pagerduty.CursorOptions) (*pagerduty.Page[int], error) {
					asked = append(asked, options)
					if options.After == "" {
						return &pagerduty.Page[int]{Items: []int{0, 1}, More: true, NextCursor: "a"}, nil
					}
					page := []int{1, 2, 9}
					if options.PageSize < len(page) {
						page = []int{1, again}[:options.PageSize]
					}
					return &pagerduty.Page[int]{Items: page, More: true, NextCursor: fmt.Sprint("after ", page[len(page)-1])}, nil
				})
		}).WithMaxResultBytes(3000)
		var list mcptools.List[json.RawMessage]
		if err := json.Unmarshal([]byte(tool.Call(t.Context(), nil).Text), &list); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if got := list(2); len(got.Items) != 3 || got.NextAfter != "after 2" || !got.More || got.Notes != nil || asked[len(asked)-1].PageSize != 2 {
		t.Errorf("%+v after %v", got, asked)
	}
	if got := list(8); got.NextAfter != "" || !got.More || len(got.Notes) != 1 || !strings.Contains(got.Notes[0], "changed while it was read") {
		t.Errorf("a list that changes: %+v", got)
	}
}
