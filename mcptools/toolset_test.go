package mcptools_test

import (
	"context"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

func TestJoin(t *testing.T) {
	t.Parallel()
	nothing := func(context.Context, struct{}) (string, error) { return "", nil }
	orders := mcptools.Toolset{
		Name: "orders", Title: "Orders", Instructions: "Orders:\n  - have ids\n\nTimes are in UTC.\n",
		Tools:     []mcptools.Tool{mcptools.Read("list_orders", "Lists.", nothing), mcptools.Read("search", "Searches.", nothing)},
		Prompts:   []mcptools.Prompt{{Name: "review"}},
		Resources: []mcptools.Resource{{URI: "shop://orders/{id}"}},
	}
	stock := mcptools.Toolset{
		Name: "stock", Instructions: "Stock.\r\n\r\nTimes are in UTC.",
		Tools:     []mcptools.Tool{mcptools.Read("list_stock", "Lists.", nothing), mcptools.Read("search", "Searches.", nothing)},
		Prompts:   []mcptools.Prompt{{Name: "count"}},
		Resources: []mcptools.Resource{{URI: "shop://stock/{id}"}},
	}
	joined := mcptools.Join(orders, mcptools.Toolset{}, stock)
	if want := "Orders:\n  - have ids\n\nTimes are in UTC.\nStock."; joined.Instructions != want {
		t.Errorf("the instructions are %q, want %q", joined.Instructions, want)
	}
	var names []string
	for _, tool := range joined.Tools {
		names = append(names, tool.Name)
	}
	if want := []string{"list_orders", "search", "list_stock", "search"}; !slices.Equal(names, want) {
		t.Errorf("the tools are %q, want %q", names, want)
	}
	if len(joined.Prompts) != 2 || joined.Prompts[1].Name != "count" || len(joined.Resources) != 2 || joined.Resources[1].URI != "shop://stock/{id}" {
		t.Errorf("got %+v and %+v", joined.Prompts, joined.Resources)
	}
	if joined.Name != "" || joined.Title != "" {
		t.Errorf("it is named %q, %q", joined.Name, joined.Title)
	}
	joined.Tools[0].Name = "renamed"
	if orders.Tools[0].Name != "list_orders" {
		t.Error("a tool renamed in the joined toolset is renamed in its own")
	}
}
