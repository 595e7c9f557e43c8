// Command pagerduty-incidents is an MCP server that reads and works PagerDuty incidents.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-incidents",
		Title:   "PagerDuty incidents",
		Summary: "reads and works PagerDuty incidents",
		Toolsets: func(source pagerduty.ClientSource) []mcptools.Toolset {
			return []mcptools.Toolset{incidents.Toolset(source)}
		},
	})
}
