// Command pagerduty-integrations is an MCP server that manages webhook subscriptions and integrations of services.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/integrations"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() {
	command.Main(command.Server{
		Name:    "pagerduty-integrations",
		Title:   "PagerDuty integrations",
		Summary: "manages webhook subscriptions and integrations of services",
		Areas:   []command.Area{{Name: "integrations", Toolset: integrations.Toolset}},
	})
}
