package mcptools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// alarm is something with a payload that an outsider wrote.
type alarm struct {
	ID      string          `json:"id"`
	Summary string          `json:"summary,omitempty"`
	Details json.RawMessage `json:"details,omitempty"`
}

// wide is an object of about 26 bytes for each of its members.
func wide(members int) json.RawMessage {
	var out strings.Builder
	for i := range members {
		fmt.Fprintf(&out, `,"metric_%05d":"ok %05d"`, i, i)
	}
	return json.RawMessage("{" + out.String()[1:] + "}")
}

// shown calls a tool that must return an object within the budget.
func shown(t *testing.T, tool mcptools.Tool, budget int, into any) string {
	t.Helper()
	result := tool.WithMaxResultBytes(budget).Call(t.Context(), nil)
	if result.Err != nil {
		t.Fatal(result.Err)
	}
	if len(result.Text) > budget {
		t.Errorf("%d bytes, budget %d", len(result.Text), budget)
	}
	if err := json.Unmarshal([]byte(result.Text), into); err != nil {
		t.Fatalf("%v: %s", err, result.Text)
	}
	return result.Text
}

// members counts the members of an object.
func members(t *testing.T, object json.RawMessage) int {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(object, &m); err != nil {
		t.Fatal(err)
	}
	return len(m)
}

// A payload of thousands of members loses its tail, and nothing around it.
func TestWidePayload(t *testing.T) {
	t.Parallel()
	type incident struct {
		ID      string `json:"id"`
		Title   string `json:"title"`
		Trigger alarm  `json:"trigger"`
		Notes   []string
		URL     string         `json:"html_url"`
		Omitted map[string]int `json:"omitted,omitzero"`
	}
	full := incident{ID: "P1", Title: "On fire", Trigger: alarm{ID: "T", Details: wide(4000)}, Notes: []string{"one", "two"}, URL: "https://a/P1"}
	var got incident
	text := shown(t, returning(full), mcptools.DefaultMaxResultBytes, &got)
	kept := members(t, got.Trigger.Details)
	if got.ID != "P1" || got.Title != "On fire" || got.Trigger.ID != "T" || !slices.Equal(got.Notes, full.Notes) || got.URL != full.URL {
		t.Errorf("the incident lost something: %.200s", text)
	}
	if got.Omitted["trigger.details"] != 4000-kept || len(got.Omitted) != 1 || kept < 2000 {
		t.Errorf("%d of 4000 members are kept, omitted: %v", kept, got.Omitted)
	}
	if !strings.HasPrefix(string(got.Trigger.Details), `{"metric_00000":"ok 00000","metric_00001"`) {
		t.Errorf("what is kept is not the beginning: %.100s", got.Trigger.Details)
	}
}

// Where the outermost object itself is too wide, its tail is counted too.
func TestWideResult(t *testing.T) {
	t.Parallel()
	var got map[string]json.RawMessage
	text := shown(t, returning(wide(4000)), 10_000, &got)
	if want := fmt.Sprintf(`"omitted":{"(members)":%d}}`, 4000-(len(got)-1)); !strings.HasSuffix(text, want) || len(text) < 9900 {
		t.Errorf("%d bytes that end with %s, want %s", len(text), text[len(text)-40:], want)
	}
}

type alarms struct {
	Alerts  []alarm        `json:"alerts"`
	Omitted map[string]int `json:"omitted,omitzero"`
}

// Nobody can hide an alert by sending a large one: it is trimmed inside, whatever makes it large and wherever it stands.
func TestLargeItemHidesNoOther(t *testing.T) {
	t.Parallel()
	payload, err := json.Marshal(strings.Fields(strings.Repeat("word ", 20_000)))
	if err != nil {
		t.Fatal(err)
	}
	nested := json.RawMessage(strings.Repeat(`{"deep":`, 5000) + string(wide(3000)) + strings.Repeat("}", 5000))
	for name, details := range map[string]json.RawMessage{
		"members": wide(4000), "items": payload, "nested": nested,
		"lists of objects": json.RawMessage("[" + strings.TrimSuffix(strings.Repeat(string(wide(100))+",", 50), ",") + "]"),
		"texts":            json.RawMessage(`["` + strings.Repeat(strings.Repeat("é", 1900)+`","`, 60) + `"]`),
		"names":            json.RawMessage(`{"` + strings.Repeat(strings.Repeat("k", 1900)+`":1,"`, 60) + `":1}`),
	} {
		for _, at := range []int{0, 1, 2} {
			full := alarms{Alerts: []alarm{{ID: "A", Summary: "disk"}, {ID: "B", Summary: "cpu"}, {ID: "C", Summary: "network"}}}
			full.Alerts[at].Details = details
			for _, budget := range []int{1000, 10_000, 60_000} {
				var got alarms
				text := shown(t, returning(full), budget, &got)
				if len(got.Alerts) != 3 {
					t.Errorf("%s in alert %d, %d bytes: %d alerts: %.300s", name, at, budget, len(got.Alerts), text)
					continue
				}
				for i, alert := range got.Alerts {
					if alert.ID != full.Alerts[i].ID || alert.Summary != full.Alerts[i].Summary {
						t.Errorf("%s in alert %d, %d bytes: alert %d is %+v", name, at, budget, i, alert)
					}
				}
				if got.Omitted["alerts"] != 0 || len(got.Omitted) == 0 {
					t.Errorf("%s in alert %d, %d bytes: omitted %v", name, at, budget, got.Omitted)
				}
			}
		}
	}
}

// Many large items share the room; what is left out is counted.
func TestManyLargeItems(t *testing.T) {
	t.Parallel()
	for count, least := range map[int]int{20: 20, 200: 25} {
		var full, got alarms
		for i := range count {
			full.Alerts = append(full.Alerts, alarm{ID: fmt.Sprint("A", i), Summary: "disk", Details: wide(400)})
		}
		text := shown(t, returning(full), 60_000, &got)
		kept := 0
		for i, alert := range got.Alerts {
			kept += members(t, alert.Details)
			if alert.ID != fmt.Sprint("A", i) {
				t.Errorf("item %d is %s", i, alert.ID)
			}
		}
		if len(got.Alerts) < least || got.Omitted["alerts"] != count-len(got.Alerts) || got.Omitted["alerts[].details"] != 400*len(got.Alerts)-kept || len(text) < 55_000 {
			t.Errorf("%d bytes, %d items with %d members, omitted %v", len(text), len(got.Alerts), kept, got.Omitted)
		}
	}
}

// A large item of a List is trimmed inside too, and next_offset still speaks of whole items.
func TestLargeItemInAList(t *testing.T) {
	t.Parallel()
	items := []alarm{{ID: "0", Details: wide(4000)}, {ID: "1"}, {ID: "2", Details: wide(4000)}, {ID: "3"}}
	byHand := mcptools.List[alarm]{Items: items, More: true, NextOffset: 14}
	collected := func(pageSize int) mcptools.Tool {
		return mcptools.Read("list", "d", func(ctx context.Context, _ struct{}) (mcptools.List[alarm], error) {
			return mcptools.Collect(ctx, 10, 4, pageSize, func(_ context.Context, offset, size int) ([]alarm, bool, error) {
				return items[offset-10 : min(offset-10+size, len(items))], true, nil
			})
		})
	}
	for name, tool := range map[string]mcptools.Tool{"by hand": returning(byHand), "one page": collected(4), "pages": collected(1)} {
		var got struct {
			Items []struct {
				alarm
				Omitted map[string]int `json:"omitted"`
			} `json:"items"`
			More       bool `json:"more"`
			NextOffset int  `json:"next_offset"`
		}
		text := shown(t, tool, 60_000, &got)
		if len(got.Items) != 4 || !got.More || got.NextOffset != 14 || len(text) < 55_000 {
			t.Fatalf("%s: %d bytes, %d items, more %v, next offset %d", name, len(text), len(got.Items), got.More, got.NextOffset)
		}
		for i, item := range got.Items {
			if item.ID != items[i].ID {
				t.Errorf("%s: item %d is %s", name, i, item.ID)
			}
			if large := i%2 == 0; large && item.Omitted["details"] != 4000-members(t, item.Details) || !large && item.Omitted != nil {
				t.Errorf("%s: item %d omits %v", name, i, item.Omitted)
			}
		}
	}
}

// Whoever follows next_offset sees every item once and in order, however large some of them are.
func TestFollowingNextOffsetPastLargeItems(t *testing.T) {
	t.Parallel()
	seeds := uint64(5)
	if os.Getenv("FULL_TESTS") != "" {
		seeds = 20
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 3))
		items := make([]alarm, 30)
		for i := range items {
			items[i].ID = fmt.Sprint(i)
			if random.IntN(3) == 0 {
				items[i].Details = wide(1 + random.IntN(1500))
			}
		}
		budget, pageSize := 3000+random.IntN(30_000), 1+random.IntN(30)
		for offset := 0; offset < len(items); {
			tool := mcptools.Read("list", "d", func(ctx context.Context, _ struct{}) (mcptools.List[alarm], error) {
				return mcptools.Collect(ctx, offset, 30, pageSize, func(_ context.Context, offset, size int) ([]alarm, bool, error) {
					end := min(offset+size, len(items))
					return items[offset:end], end < len(items), nil
				})
			})
			var got result
			shown(t, tool, budget, &got)
			for i, item := range got.Items {
				if item.ID != fmt.Sprint(offset+i) {
					t.Fatalf("seed %d: item %d is %s", seed, offset+i, item.ID)
				}
			}
			if offset += len(got.Items); got.More != (offset < len(items)) || got.More && got.NextOffset != offset || len(got.Items) == 0 {
				t.Fatalf("seed %d: %d items to %d, more %v, next offset %d", seed, len(got.Items), offset, got.More, got.NextOffset)
			}
		}
	}
}

// Items that are not large are never trimmed: the List ends before the first that has no room.
func TestOrdinaryItemsOfAListStayWhole(t *testing.T) {
	t.Parallel()
	list := mcptools.List[alarm]{}
	for i := range 40 {
		list.Items = append(list.Items, alarm{ID: fmt.Sprint(i), Details: wide(100)})
	}
	list.More, list.NextOffset = true, 40
	var got result
	text := shown(t, returning(list), 30_000, &got)
	if count := len(got.Items); count < 10 || got.NextOffset != count || strings.Contains(text, "omitted") || strings.Contains(text, "…") {
		t.Errorf("%d items, next offset %d: %.100s", count, got.NextOffset, text)
	}
}

// A List inside of a result keeps its items in order from the first on, so that its next_offset stays true.
func TestLargeItemOfAListInAResult(t *testing.T) {
	t.Parallel()
	items := make([]alarm, 200)
	for i := range items {
		items[i].ID, items[i].Summary = fmt.Sprint(i), strings.Repeat("s", 250)
	}
	items[1].Details = wide(4000)
	content := map[string]mcptools.List[alarm]{"found": {Items: items, More: true, NextOffset: 300}}
	var got struct {
		Found struct {
			Items      []alarm
			More       bool
			NextOffset int `json:"next_offset"`
		}
		Omitted map[string]int
	}
	shown(t, returning(content), 20_000, &got)
	count := len(got.Found.Items)
	for i, item := range got.Found.Items {
		if item.ID != fmt.Sprint(i) {
			t.Fatalf("item %d is %s", i, item.ID)
		}
	}
	if count < 20 || got.Found.NextOffset != 100+count || !got.Found.More || got.Omitted["found.items"] != 200-count || got.Omitted["found.items[].details"] == 0 {
		t.Errorf("%d items, next offset %d, omitted %v", count, got.Found.NextOffset, got.Omitted)
	}
}
