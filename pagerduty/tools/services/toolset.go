// Package services holds the tools that read, create and change services.
// A model is told of each tool by its Name, Description and InputSchema. This is a call that asks for one service:
//
//	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithReadOnly())
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

// Toolset gives all tools of the area, over the account that source gives for each call.
func Toolset(source pagerduty.ClientSource) mcptools.Toolset {
	t := &tools{source: source}
	all := explain.WithMiddleware(
		t.read(),
		t.change(),
	)
	return mcptools.Toolset{
		Name:  "services",
		Title: "PagerDuty services",
		Instructions: instruct.Lines(
			"PagerDuty services: what can break, who is called for it, and how urgently.",
			instruct.Names,
		),
		Tools: all,
	}
}

// tools is what the handlers share.
type tools struct {
	source pagerduty.ClientSource
}
