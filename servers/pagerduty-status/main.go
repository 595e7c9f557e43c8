// Command pagerduty-status is an MCP server that reads status pages and publishes posts on them.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/status"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-status",
		Title:   "PagerDuty status pages",
		Summary: "reads status pages and publishes posts on them",
		Areas:   []command.Area{{Name: "status", Toolset: status.Toolset}},
	})
}
