// Command pagerduty-analytics is an MCP server that reads how many incidents there were, how fast they were handled, and how often responders were interrupted.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/analytics"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-analytics",
		Title:   "PagerDuty analytics",
		Summary: "reads how many incidents there were, how fast they were handled, and how often responders were interrupted",
		Areas:   []command.Area{{Name: "analytics", Toolset: analytics.Toolset}},
	})
}
