// Command pagerduty-mcp is an MCP server with the tools of PagerDuty's own MCP servers, and on request all others.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/subcommands"
)

func main() {
	server := command.Server{
		Name:        "pagerduty-mcp",
		Title:       "PagerDuty",
		Summary:     "has the tools of PagerDuty's own MCP servers, and with --toolsets those of any area",
		Subcommands: subcommands.All{},
	}
	for _, area := range tools.Areas() {
		server.Areas = append(server.Areas, command.Area{Name: area.Name, Optional: area.Optional, Toolset: area.Toolset})
	}
	server.Areas = append(server.Areas, command.Area{Name: "oncall", Optional: true, Choice: true, Toolset: tools.OnCall})
	command.Main(server)
}
