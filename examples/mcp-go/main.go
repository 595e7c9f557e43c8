// Command mcp-go serves three of PagerDuty's tools, and one of its own, with mcp-go:
//
//	cd examples/mcp-go
//	go build -o oncall-mcp .
//	claude mcp add oncall --env PAGERDUTY_USER_API_KEY=… -- "$PWD/oncall-mcp"
//
// It speaks MCP on stdin and stdout. Your own server needs adapter.go. Package mcptools/serve is a server with limits and checks.
package main

import (
	"context"
	"log"
	"os"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

func main() {
	token, err := pagerduty.ParseToken(os.Getenv("PAGERDUTY_USER_API_KEY"))
	if err != nil {
		log.Fatal("PAGERDUTY_USER_API_KEY: ", err)
	}
	client, err := pagerduty.New(token, pagerduty.WithBaseURL(os.Getenv("PAGERDUTY_API_HOST")), pagerduty.WithReadOnly())
	if err != nil {
		log.Fatal("PAGERDUTY_API_HOST: ", err)
	}
	oncall, err := newServer(client)
	if err != nil {
		log.Fatal(err)
	}
	if err := server.ServeStdio(oncall); err != nil {
		log.Fatal(err)
	}
}

func newServer(client *pagerduty.Client) (*server.MCPServer, error) {
	toolset := mcptools.Join(incidents.Toolset(client), people.Toolset(client))
	selected, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "list_oncalls"}})
	oncall := server.NewMCPServer("oncall", "1.0.0", server.WithInstructions(toolset.Instructions))
	oncall.AddTool(mcp.NewTool("get_runbook", mcp.WithDescription("Returns the address of a service's runbook."),
		mcp.WithString("service", mcp.Required())), getRunbook)
	for _, tool := range selected {
		oncall.AddTools(serverTool(tool))
	}
	return oncall, err
}

// getRunbook is a tool of this program.
func getRunbook(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	service, err := request.RequireString("service")
	if err != nil {
		return mcp.NewToolResultError(err.Error()), nil
	}
	return mcp.NewToolResultText("https://wiki.example.com/runbooks/" + service), nil
}
