// Command pagerduty-incidents is an MCP server that reads and works PagerDuty incidents.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-incidents",
		Title:   "PagerDuty incidents",
		Summary: "reads and works PagerDuty incidents",
		Areas:   []command.Area{{Name: "incidents", Toolset: incidents.Toolset}},
	})
}
