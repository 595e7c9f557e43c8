// Command pagerduty-staffing is an MCP server that plans on-call duty: users, schedules and escalation policies.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/staffing"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-staffing",
		Title:   "PagerDuty staffing",
		Summary: "plans on-call duty: users, schedules and escalation policies",
		Areas:   []command.Area{{Name: "staffing", Toolset: staffing.Toolset}},
	})
}
