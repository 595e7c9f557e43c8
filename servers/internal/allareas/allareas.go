// Package allareas describes pagerduty-mcp, the server that can serve every area.
package allareas

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/subcommands"
)

// Server returns the description of pagerduty-mcp.
func Server() command.Server {
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
	return server
}
