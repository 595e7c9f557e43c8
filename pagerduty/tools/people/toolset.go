// Package people holds the tools for users, teams, schedules, on-calls and escalation policies. The model gets the Name, Description and
// InputSchema of each tool. This is a call that lists who is on call for a service:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
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
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/prompts"
)

// Toolset returns all tools of the area. Each call uses the client that source returns for its context.
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
			"Times without an offset use the call's time_zone, else the schedule's, else the user's; the result names it.",
		),
		Tools: all,
		Prompts: []mcptools.Prompt{
			prompts.Handover(source, "list_oncalls", "list_incidents", "get_incident"), // with the tools of incidents
			prompts.OnCall(source, "list_oncalls"),
			prompts.Cover(source, "list_oncalls", "get_schedule"),
		},
		Resources: t.resources(),
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
