// Command pagerduty-response is an MCP server that works an incident to its end: alerts, timeline, snoozing, merging, status updates, fields, workflows.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-response",
		Title:   "PagerDuty incident response",
		Summary: "works an incident to its end: alerts, timeline, snoozing, merging, status updates, fields, workflows",
		Areas:   []command.Area{{Name: "response", Toolset: response.Toolset}},
	})
}
