// Package tools gives all of PagerDuty's tools. A tool is what a model needs to be told, its name, description and schema, and the
// Go function that answers the model's calls; it belongs to no vendor's SDK and no protocol. An agent offers the model the
// tools that its user allows, and answers each call with what the tool gives:
//
//	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithReadOnly())
//	…
//	var all []mcptools.Tool
//	for _, toolset := range tools.All(client) {
//		readers, err := mcptools.Select(toolset.Tools, mcptools.Selection{}) // what changes nothing
//		…
//		all = append(all, readers...)
//	}
//	for _, tool := range all {
//		offer(tool.Name, tool.Description, tool.InputSchema)
//	}
//	…
//	result := mcptools.CallNamed(ctx, all, name, arguments) // the model's call; Text is the answer for it
//
// A program that needs some of the tools imports their area instead, such as pagerduty/tools/incidents.
package tools

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/services"
)

// All gives every toolset, over the account that source gives for each call.
func All(source pagerduty.ClientSource) []mcptools.Toolset {
	return []mcptools.Toolset{
		incidents.Toolset(source),
		services.Toolset(source),
		people.Toolset(source),
		aiops.Toolset(source),
	}
}
