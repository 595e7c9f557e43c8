// Package tools holds all of PagerDuty's tools. A tool is a name, a description and a schema for the model, and a Go function for the
// model's calls. It does not depend on any vendor's SDK or on any protocol. An agent offers the model the tools that its user allows,
// and answers each call with the text of the tool's result:
//
//	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
//	…
//	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
//	…
//	toolset := mcptools.Join(tools.All(client)...) // toolset.Instructions belong in the system prompt
//	readers, err := mcptools.Select(toolset.Tools, mcptools.Selection{}) // the tools that only read
//	…
//	for _, tool := range readers {
//		offer(tool.Name, tool.Description, tool.InputSchema)
//	}
//	…
//	result := mcptools.CallNamed(ctx, readers, name, arguments) // the model's call; Text is for the model
//
// A program that needs only some of the tools imports their area, such as pagerduty/tools/incidents.
package tools

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/analytics"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/integrations"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/operations"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/services"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/staffing"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/status"
)

// Area is a toolset before it is built.
type Area struct {
	Name string
	// Optional areas go beyond PagerDuty's own MCP servers.
	Optional bool
	// Toolset builds the toolset. Each call of its tools uses the client that the source returns for its context.
	Toolset func(pagerduty.ClientSource) mcptools.Toolset
}

// Areas returns all areas, the optional ones last. It builds no toolset.
func Areas() []Area {
	return []Area{
		{"incidents", false, incidents.Toolset},
		{"services", false, services.Toolset},
		{"people", false, people.Toolset},
		{"aiops", false, aiops.Toolset},
		{"analytics", true, analytics.Toolset},
		{"answers", true, answers.Toolset},
		{"integrations", true, integrations.Toolset},
		{"operations", true, operations.Toolset},
		{"response", true, response.Toolset},
		{"staffing", true, staffing.Toolset},
		{"status", true, status.Toolset},
	}
}

// All returns the toolsets of all areas. Each call uses the client that source returns for its context.
func All(source pagerduty.ClientSource) []mcptools.Toolset {
	return build(source, func(Area) bool { return true })
}

// Reference returns the toolsets with the tools of PagerDuty's own MCP servers.
func Reference(source pagerduty.ClientSource) []mcptools.Toolset {
	return build(source, func(area Area) bool { return !area.Optional })
}

// Named returns the toolsets of the named areas, in the order of Areas, and builds no others. An unknown name is an error, and so is
// oncall, which OnCall returns.
func Named(source pagerduty.ClientSource, names ...string) ([]mcptools.Toolset, error) {
	if slices.Contains(names, "oncall") {
		return nil, errors.New(`tools: "oncall" is not an area, but a choice of tools from several: OnCall returns it`)
	}
	var known []string
	for _, area := range Areas() {
		known = append(known, area.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("tools: there is no area %q; there are %s", name, strings.Join(known, ", "))
		}
	}
	return build(source, func(area Area) bool { return slices.Contains(names, area.Name) }), nil
}

func build(source pagerduty.ClientSource, wanted func(Area) bool) []mcptools.Toolset {
	var toolsets []mcptools.Toolset
	for _, area := range Areas() {
		if wanted(area) {
			toolsets = append(toolsets, area.Toolset(source))
		}
	}
	return toolsets
}
