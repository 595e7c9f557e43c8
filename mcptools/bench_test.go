package mcptools_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

type incidentView struct {
	ID        string   `json:"id"`
	Number    int      `json:"number"`
	Title     string   `json:"title"`
	Status    string   `json:"status"`
	Service   listed   `json:"service"`
	Assignees []listed `json:"assignees,omitempty"`
	CreatedAt string   `json:"created_at"`
	URL       string   `json:"html_url"`
}

// ordinaryList is about 40 KB of incidents.
func ordinaryList(title string) mcptools.List[incidentView] {
	list := mcptools.List[incidentView]{More: true, NextOffset: 160}
	for i := range 160 {
		list.Items = append(list.Items, incidentView{
			ID: fmt.Sprintf("PT4K%03d", i), Number: i, Title: title, Status: "triggered", Service: listed{ID: "P1", Text: "Checkout"},
			Assignees: []listed{{ID: "U1", Text: "Somebody"}}, CreatedAt: "2026-11-22T14:00:00Z", URL: "https://example.pagerduty.com/incidents/PT4KHLK",
		})
	}
	return list
}

func BenchmarkList(b *testing.B) {
	for name, title := range map[string]string{"plain": "Disk 90 % full on db-7", "unicode": "Plätze: 90 % \u202evoll 🔥\x00\n"} {
		b.Run(name, func(b *testing.B) {
			tool := returning(ordinaryList(title))
			b.ReportAllocs()
			for b.Loop() {
				b.SetBytes(int64(len(tool.Call(b.Context(), nil).Text)))
			}
		})
	}
}

func BenchmarkCollect(b *testing.B) {
	list := ordinaryList("Disk 90 % full on db-7")
	tool := mcptools.Read("list", "d", func(ctx context.Context, _ struct{}) (mcptools.List[incidentView], error) {
		return mcptools.Collect(ctx, 0, 160, 100, func(_ context.Context, offset, size int) ([]incidentView, bool, error) {
			return list.Items[offset : offset+size], true, nil
		})
	})
	b.ReportAllocs()
	for b.Loop() {
		tool.Call(b.Context(), nil)
	}
}

func BenchmarkTrim(b *testing.B) {
	tool := returning(map[string]any{"alerts": ordinaryList("Disk 90 % full on db-7").Items}).WithMaxResultBytes(20_000)
	b.ReportAllocs()
	for b.Loop() {
		if result := tool.Call(b.Context(), nil); result.Err != nil || len(result.Text) > 20_000 {
			b.Fatal(result.Err)
		}
	}
}

func BenchmarkArguments(b *testing.B) {
	tool := mcptools.Read("nothing", "d", func(context.Context, argumentsInput) (struct{}, error) { return struct{}{}, nil })
	raw := json.RawMessage(`{"query_model":{"service":{"id":"P1","type":"service_reference"},"statuses":["open"],"limit":"25","incidents":[{"id":"P1"}]}}`)
	b.ReportAllocs()
	for b.Loop() {
		if result := tool.Call(b.Context(), raw); result.Err != nil {
			b.Fatal(result.Err)
		}
	}
}

func BenchmarkNewTool(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		inputTool[richInput]()
	}
}

// The cleaning of plain text copies nothing: a list costs what encoding its items costs and no more.
func TestAllocationsOfPlainResults(t *testing.T) {
	tool := returning(json.RawMessage(`{"title":"Disk 90 % full\n\"db-7\""}`))
	plain := testing.AllocsPerRun(100, func() { tool.Call(t.Context(), nil) })
	if plain > 30 {
		t.Errorf("a small call allocates %v times", plain)
	}
	list := ordinaryList("Disk 90 % full on db-7")
	perItem := testing.AllocsPerRun(10, func() { returning(list).Call(t.Context(), nil) }) / float64(len(list.Items))
	if perItem > 8 {
		t.Errorf("a list allocates %v times for an item", perItem)
	}
}
