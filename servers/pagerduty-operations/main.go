// Command pagerduty-operations is an MCP server that lists changes, plans maintenance, and shows which service depends on which.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/operations"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-operations",
		Title:   "PagerDuty operations",
		Summary: "lists changes, plans maintenance, and shows which service depends on which",
		Areas:   []command.Area{{Name: "operations", Toolset: operations.Toolset}},
	})
}
