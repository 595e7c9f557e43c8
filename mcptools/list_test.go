package mcptools_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type listed struct {
	ID   string `json:"id"`
	Text string `json:"text,omitzero"`
}

func TestListEncoding(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list mcptools.List[listed]
		want string
	}{
		"nil":   {mcptools.List[listed]{}, `{"items":[],"more":false}`},
		"empty": {mcptools.List[listed]{Items: []listed{}, Notes: []string{}}, `{"items":[],"more":false}`},
		"full": {mcptools.List[listed]{
			Items: []listed{{ID: "A"}, {ID: "B", Text: "x\u200by"}}, More: true, NextOffset: 27, NextAfter: "c",
			Total: new(0), Window: &mcptools.Window{Since: "s", TimeZone: "UTC"}, Notes: []string{"n\u202e"},
		}, `{"items":[{"id":"A"},{"id":"B","text":"xy"}],"more":true,"next_offset":27,"next_after":"c","total":0,"window":{"since":"s","time_zone":"UTC"},"notes":["n"]}`},
	} {
		if got := returning(c.list).Call(t.Context(), nil); got.Err != nil || got.Text != c.want {
			t.Errorf("%s: %+v\nwant %s", name, got, c.want)
		}
		if got := returning(&c.list).Call(t.Context(), nil); got.Text != c.want {
			t.Errorf("%s by pointer: %+v", name, got)
		}
		if got, err := json.Marshal(c.list); err != nil || string(got) != c.want {
			t.Errorf("%s by encoding/json: %s, %v", name, got, err)
		}
	}
}

func TestListByHandStopsAtTheBudget(t *testing.T) {
	t.Parallel()
	items := make([]listed, 20)
	for i := range items {
		items[i].ID = fmt.Sprintf("%02d", i)
	}
	for name, c := range map[string]struct {
		list   mcptools.List[listed]
		budget int
		want   string
	}{
		"known offset": {mcptools.List[listed]{Items: items, More: true, NextOffset: 120}, 80,
			`{"items":[{"id":"00"},{"id":"01"},{"id":"02"}],"more":true,"next_offset":103}`},
		"unknown offset": {mcptools.List[listed]{Items: items, NextAfter: "cursor"}, 165,
			`{"items":[{"id":"00"},{"id":"01"},{"id":"02"}],"more":true,` +
				`"notes":["17 of these 20 items are left out, since the result would be too large: ask for fewer."]}`},
		"one large item": {mcptools.List[listed]{Items: []listed{{ID: "A", Text: strings.Repeat("x", 250)}, {ID: "B"}}, More: true, NextOffset: 2}, 200,
			`{"items":[{"id":"A","text":"` + strings.Repeat("x", 131) + `…[+119]"}],"more":true,"next_offset":1}`},
		"large notes": {mcptools.List[listed]{Notes: []string{strings.Repeat("x", 100), strings.Repeat("y", 100)}}, 180,
			`{"items":[],"more":false,"notes":["` + strings.Repeat("x", 100) + `"],"omitted":{"notes":1}}`},
	} {
		got := returning(c.list).WithMaxResultBytes(c.budget).Call(t.Context(), nil)
		if got.Err != nil || got.Text != c.want || len(got.Text) > c.budget {
			t.Errorf("%s: %d bytes %+v\nwant %d bytes %s", name, len(got.Text), got, len(c.want), c.want)
		}
	}
	if len(items) != 20 {
		t.Error("encoding changed the list")
	}
}

func TestListItemThatCannotFit(t *testing.T) {
	t.Parallel()
	item := map[string]int{}
	for i := range 100 {
		item[fmt.Sprint("key", i)] = i
	}
	list := mcptools.List[map[string]int]{Items: []map[string]int{item, item}}
	got := returning(list).WithMaxResultBytes(180).Call(t.Context(), nil)
	if got.Err != nil || got.Text != `{"items":[{"key0":0,"key1":1,"key10":10,"omitted":{"(members)":97}}],"more":true,"notes":["1 of these 2 items are left out, since the result would be too large: ask for fewer."]}` {
		t.Errorf("result %+v", got)
	}
	if got := returning(list).WithMaxResultBytes(20).Call(t.Context(), nil); !errors.Is(got.Err, mcptools.ErrResultTooLarge) {
		t.Errorf("result %+v", got)
	}
}

// A list that the budget cuts goes on after the items that are shown, also if the tool knows that records were added in front meanwhile.
func TestCutListGoesOnAfterRecordsInFront(t *testing.T) {
	t.Parallel()
	const added = 3
	for _, more := range []bool{true, false} {
		tool := mcptools.Read("list", "d", func(ctx context.Context, _ struct{}) (mcptools.List[listed], error) {
			list, err := mcptools.Collect(ctx, 10, 6, 6, func(_ context.Context, offset, size int) ([]listed, bool, error) {
				return make([]listed, size), more, nil
			})
			list.NextOffset = 10 + len(list.Items) + added
			list.Notes = []string{strings.Repeat("long ", 26)} // takes the room of items that were collected
			return list, err
		}).WithMaxResultBytes(200)
		var got struct {
			Items      []listed
			More       bool
			NextOffset int `json:"next_offset"`
		}
		result := tool.Call(t.Context(), nil)
		if err := json.Unmarshal([]byte(result.Text), &got); err != nil || len(got.Items) == 0 || len(got.Items) == 6 {
			t.Fatalf("not cut: %v, %s", err, result.Text)
		}
		if !got.More || got.NextOffset != 10+len(got.Items)+added {
			t.Errorf("more %v: %s", more, result.Text)
		}
	}
	whole := returning(mcptools.List[listed]{Items: make([]listed, 2), NextOffset: 12}).Call(t.Context(), nil)
	if strings.Contains(whole.Text, "next_offset") {
		t.Errorf("a list without more goes on: %s", whole.Text)
	}
}
