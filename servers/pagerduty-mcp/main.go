// Command pagerduty-mcp is an MCP server with the tools of PagerDuty's own MCP servers, and on request all others.
package main

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

func main() { command.Main(allareas.Server()) }
