// Package operations holds the tools for what happens around services: change events, maintenance windows, business services, and which
// service depends on which. The model gets the Name, Description and InputSchema of each tool. This is a call that lists deployments:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, operations.Toolset(client).Tools, "list_change_events", json.RawMessage(`{"service_ids":["Checkout API"]}`))
//	fmt.Println(result.Text)
package operations

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware(
		t.changeEvents(),
		t.maintenanceWindows(),
		t.maintenanceChanges(),
		t.dependencies(),
		t.businessServices(),
		t.dependencyChanges(),
	)
	return mcptools.Toolset{
		Name:  "operations",
		Title: "PagerDuty operations",
		Instructions: instruct.Lines(
			"What happens around services: changes such as deployments, maintenance windows, which service depends on which, and which business services incidents impact.",
			instruct.Names,
			instruct.Times,
		),
		Tools: all,
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
