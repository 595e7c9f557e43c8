// Package tools holds all of PagerDuty's tools. A tool is a name, a description and a schema for the model, and a Go function for the
// model's calls. It does not depend on any vendor's SDK or on any protocol. An agent offers the model the tools that its user allows,
// and answers each call with the text of the tool's result:
//
//	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithReadOnly())
//	…
//	var all []mcptools.Tool
//	for _, toolset := range tools.All(client) {
//		readers, err := mcptools.Select(toolset.Tools, mcptools.Selection{}) // the tools that only read
//		…
//		all = append(all, readers...)
//	}
//	for _, tool := range all {
//		offer(tool.Name, tool.Description, tool.InputSchema)
//	}
//	…
//	result := mcptools.CallNamed(ctx, all, name, arguments) // the model's call; Text is for the model
//
// A program that needs only some of the tools imports their area, such as pagerduty/tools/incidents.
package tools

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/services"
)

// All returns the toolsets of all areas. Each call uses the client that source returns for its context.
func All(source pagerduty.ClientSource) []mcptools.Toolset {
	return []mcptools.Toolset{
		incidents.Toolset(source),
		services.Toolset(source),
		people.Toolset(source),
		aiops.Toolset(source),
	}
}
