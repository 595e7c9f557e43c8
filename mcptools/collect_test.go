package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// pager is a list of numbered items behind pages, and what was asked of it.
type pager struct {
	items []listed
	page  func(size int) int // how many items a page has when size are asked for
	asked []string
}

func newPager(count, size int) *pager {
	p := &pager{items: make([]listed, count), page: func(size int) int { return size }}
	for i := range p.items {
		p.items[i] = listed{fmt.Sprint(i), strings.Repeat("x", size)}
	}
	return p
}

func (p *pager) fetch(_ context.Context, offset, size int) ([]listed, bool, error) {
	p.asked = append(p.asked, fmt.Sprint(offset, "+", size))
	begin := min(offset, len(p.items))
	end := min(begin+p.page(size), len(p.items))
	return p.items[begin:end], end < len(p.items), nil
}

// tool is a tool that collects from the pager.
func (p *pager) tool(offset, limit, pageSize int) mcptools.Tool {
	return mcptools.Read("list", "d", func(ctx context.Context, _ struct{}) (mcptools.List[listed], error) {
		return mcptools.Collect(ctx, offset, limit, pageSize, p.fetch)
	})
}

// result is a list as a model sees it.
type result struct {
	Items      []listed `json:"items"`
	More       bool     `json:"more"`
	NextOffset int      `json:"next_offset"`
	NextAfter  string   `json:"next_after"`
	Notes      []string `json:"notes"`
}

func call(t *testing.T, tool mcptools.Tool) (read result, text string) {
	t.Helper()
	got := tool.Call(t.Context(), nil)
	if got.Err != nil {
		t.Fatal(got.Err)
	}
	if err := json.Unmarshal([]byte(got.Text), &read); err != nil {
		t.Fatalf("%s: %v", got.Text, err)
	}
	return read, got.Text
}

func TestCollect(t *testing.T) {
	t.Parallel()
	larger := func(size int) int { return size + 3 }
	shorter := func(size int) int { return max(size-1, 1) }
	for _, c := range []struct {
		name                    string
		count                   int
		page                    func(int) int
		offset, limit, pageSize int
		items                   int
		more                    bool
		asked                   string
	}{
		{"empty", 0, nil, 0, 25, 100, 0, false, "0+25"},
		{"all on one page", 3, nil, 0, 25, 100, 3, false, "0+25"},
		{"one of many", 450, nil, 0, 1, 100, 1, true, "0+1"},
		{"exactly all", 25, nil, 0, 25, 100, 25, false, "0+25"},
		{"several pages", 450, nil, 10, 250, 100, 250, true, "10+100 110+100 210+50"},
		{"until the end", 250, nil, 0, 1000, 100, 250, false, "0+100 100+100 200+100"},
		{"behind the end", 5, nil, 9, 25, 100, 0, false, "9+25"},
		{"larger pages", 50, larger, 0, 10, 4, 10, true, "0+4 7+3"},
		{"larger page at the end", 12, larger, 0, 10, 10, 10, true, "0+10"},
		{"shorter pages", 10, shorter, 0, 6, 3, 6, true, "0+3 2+3 4+2 5+1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPager(c.count, 1)
			if c.page != nil {
				p.page = c.page
			}
			got, text := call(t, p.tool(c.offset, c.limit, c.pageSize))
			if asked := strings.Join(p.asked, " "); len(got.Items) != c.items || got.More != c.more || asked != c.asked {
				t.Errorf("%d items, more %v, asked for %s; want %d, %v, %s", len(got.Items), got.More, asked, c.items, c.more, c.asked)
			}
			if c.more && got.NextOffset != c.offset+c.items || !c.more && strings.Contains(text, "next_offset") {
				t.Errorf("next offset %d", got.NextOffset)
			}
			if !strings.HasPrefix(text, `{"items":[`) {
				t.Errorf("text %s", text)
			}
		})
	}
}

func TestCollectReportsProgress(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]string{50: "", 250: "100/250 200/250 250/250", 1000: "100/1000 200/1000 300/300"} {
		var heard []string
		ctx := mcptools.ContextWithProgress(t.Context(), func(done, total int) { heard = append(heard, fmt.Sprint(done, "/", total)) })
		newPager(300, 1).tool(0, limit, 100).Call(ctx, nil)
		if got := strings.Join(heard, " "); got != want {
			t.Errorf("limit %d: heard %q, want %q", limit, got, want)
		}
	}
}

func TestCollectErrors(t *testing.T) {
	t.Parallel()
	collect := func(ctx context.Context, offset, limit, pageSize int, fetch func(context.Context, int, int) ([]int, bool, error)) error {
		list, err := mcptools.Collect(ctx, offset, limit, pageSize, fetch)
		if err == nil || len(list.Items) > 0 {
			t.Errorf("list %+v", list)
		}
		return err
	}
	cause := errors.New("no answer")
	if err := collect(t.Context(), 0, 5, 2, func(_ context.Context, offset, _ int) ([]int, bool, error) {
		if offset > 0 {
			return nil, false, cause
		}
		return []int{1, 2}, true, nil
	}); !errors.Is(err, cause) {
		t.Errorf("error %v", err)
	}
	if err := collect(t.Context(), 0, 5, 2, func(_ context.Context, offset, _ int) ([]int, bool, error) {
		return make([]int, max(0, 2-offset)), true, nil
	}); !strings.Contains(err.Error(), "the page at offset 2 is empty") {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	pages := 0
	if err := collect(ctx, 0, 5, 1, func(context.Context, int, int) ([]int, bool, error) {
		pages++
		cancel()
		return []int{1}, true, nil
	}); !errors.Is(err, context.Canceled) || pages != 1 {
		t.Errorf("error %v after %d pages", err, pages)
	}
	never := func(context.Context, int, int) ([]int, bool, error) { panic("fetched") }
	for _, wrong := range [][3]int{{-1, 1, 1}, {0, 0, 1}, {0, 1, 0}} {
		if err := collect(t.Context(), wrong[0], wrong[1], wrong[2], never); err == nil {
			t.Errorf("%v is accepted", wrong)
		}
	}
}

func TestCollectedItemsAreEncodedOnce(t *testing.T) {
	t.Parallel()
	marshalled := 0
	list := func(edit func(*mcptools.List[counted])) mcptools.Tool {
		return mcptools.Read("list", "d", func(ctx context.Context, _ struct{}) (mcptools.List[counted], error) {
			list, err := mcptools.Collect(ctx, 0, 10, 5, func(_ context.Context, offset, size int) ([]counted, bool, error) {
				return slices.Repeat([]counted{{&marshalled}}, size), true, nil
			})
			edit(&list)
			return list, err
		})
	}
	if _, text := call(t, list(func(l *mcptools.List[counted]) { l.Notes = []string{"n"} })); marshalled != 10 || !strings.Contains(text, `"notes":["n"]`) {
		t.Errorf("marshalled %d times: %s", marshalled, text)
	}
	if got, _ := call(t, list(func(l *mcptools.List[counted]) { l.Items = l.Items[:3] })); len(got.Items) != 3 {
		t.Errorf("a list that was shortened has %d items", len(got.Items))
	}
}

// counted counts how often it is encoded.
type counted struct{ times *int }

func (c counted) MarshalJSON() ([]byte, error) {
	*c.times++
	return []byte(`{"id":"x"}`), nil
}

func TestCollectStopsAtTheBudget(t *testing.T) {
	t.Parallel()
	p := newPager(1000, 200)
	got, text := call(t, p.tool(0, 1000, 10).WithMaxResultBytes(5000))
	if !got.More || got.NextOffset != len(got.Items) || len(text) > 5000 || len(text) < 3500 {
		t.Errorf("%d items, more %v, next offset %d, %d bytes", len(got.Items), got.More, got.NextOffset, len(text))
	}
	if asked := strings.Join(p.asked, " "); asked != "0+10 10+10" {
		t.Errorf("asked for %s", asked)
	}
	p = newPager(1000, 200)
	if got, _ := call(t, p.tool(0, 1000, 9).WithMaxResultBytes(5000)); len(got.Items) != 18 || !got.More || strings.Join(p.asked, " ") != "0+9 9+9" {
		t.Errorf("%d items, asked for %q though nothing more fits", len(got.Items), p.asked)
	}
	p = newPager(10, 250)
	if got, text := call(t, p.tool(3, 10, 10).WithMaxResultBytes(100)); len(got.Items) != 1 || got.Items[0].ID != "3" || got.NextOffset != 4 || len(text) > 100 {
		t.Errorf("the first item is not delivered: %s", text)
	}
}

func TestCollectedListWithMuchAroundIt(t *testing.T) {
	t.Parallel()
	p := newPager(1000, 200)
	tool := mcptools.Read("list", "d", func(ctx context.Context, _ struct{}) (mcptools.List[listed], error) {
		list, err := mcptools.Collect(ctx, 40, 1000, 100, p.fetch)
		list.Notes = slices.Repeat([]string{strings.Repeat("n", 500)}, 5)
		return list, err
	})
	got, text := call(t, tool.WithMaxResultBytes(5000))
	if len(got.Notes) != 5 || len(got.Items) != 10 || !got.More || got.NextOffset != 50 || len(text) > 5000 {
		t.Errorf("%d notes, %d items, more %v, next offset %d, %d bytes", len(got.Notes), len(got.Items), got.More, got.NextOffset, len(text))
	}
}

// Whoever follows next_offset sees every item once and in order, whatever the pages, the sizes and the budget.
func TestFollowingNextOffsetLosesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 2))
		p := newPager(random.IntN(200), 0)
		for i := range p.items {
			p.items[i].Text = strings.Repeat("é\n", random.IntN(200))
		}
		p.page = func(size int) int { return max(1, size+random.IntN(7)-3) }
		budget := 1000 + random.IntN(20_000)
		limit, pageSize := 1+random.IntN(100), 1+random.IntN(60)
		for offset, rounds := 0, 0; ; rounds++ {
			got, text := call(t, p.tool(offset, limit, pageSize).WithMaxResultBytes(budget))
			if len(got.Items) > limit || len(text) > budget || rounds > 300 {
				t.Fatalf("seed %d: %d items of %d, %d bytes of %d, round %d", seed, len(got.Items), limit, len(text), budget, rounds)
			}
			for i, item := range got.Items {
				if item.ID != fmt.Sprint(offset+i) {
					t.Fatalf("seed %d: item %d is %s", seed, offset+i, item.ID)
				}
			}
			offset += len(got.Items)
			if more := offset < len(p.items); got.More != more || more && (got.NextOffset != offset || len(got.Items) == 0) {
				t.Fatalf("seed %d: at %d of %d: more %v, next offset %d", seed, offset, len(p.items), got.More, got.NextOffset)
			}
			if !got.More {
				break
			}
		}
	}
}
