// Package incidents holds the tools that read, create and update incidents:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	…
//	client, err := pagerduty.New(token)
//	…
//	for _, tool := range incidents.Toolset(client).Tools {
//		offer(tool.Name, tool.Description, tool.InputSchema) // and answer the model's calls with tool.Call(ctx, arguments).Text
//	}
package incidents

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
		t.list(),
		t.get(),
		t.outlier(),
		t.past(),
		t.related(),
		t.create(),
		t.manage(),
		t.responders(),
		t.notes(),
	)
	return mcptools.Toolset{
		Name:  "incidents",
		Title: "PagerDuty incidents",
		Instructions: instruct.Lines(
			"PagerDuty incidents: what is open, who is assigned, alerts, notes and history, and similar incidents.",
			"Pass an incident by id, number or web address; services, teams, users, escalation policies and priorities by id or exact name.",
			instruct.Times,
		),
		Tools: all,
		Prompts: []mcptools.Prompt{
			prompts.Triage(source, "get_incident"),
			prompts.Postmortem(source, "get_incident"),
		},
		Resources: t.resources(),
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
