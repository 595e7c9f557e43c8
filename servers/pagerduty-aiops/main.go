// Command pagerduty-aiops is an MCP server that reads and changes alert grouping and event orchestrations.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-aiops",
		Title:   "PagerDuty AIOps",
		Summary: "reads and changes alert grouping and event orchestrations",
		Areas:   []command.Area{{Name: "aiops", Toolset: aiops.Toolset}},
	})
}
