// Package people holds the tools for who is on call: users, teams, schedules, on-calls and escalation policies.
// A model is told of each tool by its Name, Description and InputSchema. This is a call that asks who is on call for a service:
//
//	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, people.Toolset(client).Tools, "list_oncalls", json.RawMessage(`{"service_ids":["Checkout API"]}`))
//	fmt.Println(result.Text)
package people

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/instruct"
)

// Toolset gives all tools of the area, over the account that source gives for each call.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware(
		t.onCalls(),
		t.users(),
		t.teams(),
		t.teamChanges(),
		t.members(),
		t.schedules(),
		t.overrides(),
		t.escalationPolicies(),
	)
	return mcptools.Toolset{
		Name:  "people",
		Title: "PagerDuty people",
		Instructions: instruct.Lines(
			"PagerDuty people: who is on call and when, users, teams, schedules and escalation policies.",
			instruct.Names,
			instruct.Times,
			"Times without an offset are read in the call's time_zone, else the schedule's, else the user's; the answer says which.",
		),
		Tools: all,
	}
}

// tools is what the handlers share.
type tools struct {
	source pagerduty.ClientSource
}
