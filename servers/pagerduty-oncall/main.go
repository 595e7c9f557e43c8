// Command pagerduty-oncall is an MCP server for a person on call: it answers questions in one call, and acts on incidents and turns.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-oncall",
		Title:   "PagerDuty on call",
		Summary: "answers the questions of a person on call in one call, and acts on incidents and turns",
		Areas:   []command.Area{{Name: "oncall", Toolset: tools.OnCall}},
	})
}
