// Package aiops holds the tools for alert grouping and event orchestrations, which turn alerts and events into incidents. The
// model gets the Name, Description and InputSchema of each tool. This is a call that lists the event orchestrations:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, aiops.Toolset(client).Tools, "list_event_orchestrations", json.RawMessage(`{}`))
//	fmt.Println(result.Text)
package aiops

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source, routerWrite: make(chan struct{}, 1)}
	all := explain.WithMiddleware(
		t.groupings(),
		t.groupingChanges(),
		t.orchestrations(),
		t.paths(),
		t.routerUpdate(),
		t.routerAppend(),
	)
	return mcptools.Toolset{
		Name:  "aiops",
		Title: "PagerDuty AIOps",
		Instructions: instruct.Lines(
			"PagerDuty AIOps: how alerts are grouped into incidents, and how event orchestrations modify events and route them to services.",
			instruct.Names,
			"Pass an event orchestration by id or exact name. A rule matches if any one of its conditions does.",
			"Conditions are in PagerDuty's Condition Language (PCL): PATH matches 'text' (all of it), matches part 'text', matches regex '^db-' (also for a prefix), each ignoring case unless exactly follows; "+
				"PATH exists, ==, >, >=, <, <=, and, or, not; now in Mon,Tue 09:00:00 to 17:00:00 Europe/Berlin; trigger_count over 5 minutes > 3. Examples of PATH: event.source, event.custom_details.host.",
		),
		Tools: all,
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource

	// routerWrite holds one element while a router is read and written. PagerDuty replaces all rules of a router, so that of two calls
	// at the same time one would remove the rule of the other.
	routerWrite chan struct{}
}

// lockRouters waits until no other call changes a router, or ctx ends.
func (t *tools) lockRouters(ctx context.Context) (unlock func(), err error) {
	select {
	case t.routerWrite <- struct{}{}:
		return func() { <-t.routerWrite }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
