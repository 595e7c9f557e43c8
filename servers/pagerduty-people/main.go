// Command pagerduty-people is an MCP server that answers who is on call, and manages teams and schedules.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-people",
		Title:   "PagerDuty people",
		Summary: "answers who is on call, and manages teams and schedules",
		Areas:   []command.Area{{Name: "people", Toolset: people.Toolset}},
	})
}
