// Command pagerduty-services is an MCP server that reads and changes PagerDuty services.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/services"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-services",
		Title:   "PagerDuty services",
		Summary: "reads and changes PagerDuty services",
		Areas:   []command.Area{{Name: "services", Toolset: services.Toolset}},
	})
}
