// Command pagerduty-mcp is an MCP server with all of PagerDuty's tools.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:           "pagerduty-mcp",
		Title:          "PagerDuty",
		Summary:        "has the tools of every area",
		Toolsets:       tools.All,
		ChooseToolsets: true,
	})
}
