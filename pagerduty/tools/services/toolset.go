// Package services holds the tools that read, create and update services. The model gets the Name, Description and InputSchema of each
// tool. This is a call that reads one service:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	if err != nil {
//		return err
//	}
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	if err != nil {
//		return err
//	}
//	result := mcptools.CallNamed(ctx, services.Toolset(client).Tools, "get_service", json.RawMessage(`{"service_id":"Checkout API"}`))
//	fmt.Println(result.Text)
package services

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
		t.services(),
		t.serviceChanges(),
	)
	return mcptools.Toolset{
		Name:  "services",
		Title: "PagerDuty services",
		Instructions: instruct.Lines(
			"PagerDuty services: what can fail, who is paged for it, and how urgently.",
			instruct.Names,
		),
		Tools:     all,
		Resources: t.resources(),
	}
}

// tools has the handlers of all tools.
type tools struct {
	source pagerduty.ClientSource
}
