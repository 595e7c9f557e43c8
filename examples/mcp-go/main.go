// Command mcp-go serves three of PagerDuty's tools beside a tool of its own, from a server that it builds with mcp-go itself:
//
//	cd examples/mcp-go
//	go build -o oncall-mcp .
//	claude mcp add oncall --env PAGERDUTY_USER_API_KEY=… -- "$PWD/oncall-mcp"
//
// It speaks MCP on stdin and stdout. adapter.go is all that a server of yours needs; package mcptools/serve is a server that brings
// its own limits and checks.
package main

import (
	"context"
	"log"
	"os"
	"slices"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

func main() {
	client, err := pagerduty.New(pagerduty.APIKey(os.Getenv("PAGERDUTY_USER_API_KEY")), pagerduty.WithBaseURL(os.Getenv("PAGERDUTY_API_HOST")), pagerduty.WithReadOnly())
	if err != nil {
		log.Fatal("PAGERDUTY_USER_API_KEY: ", err)
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
	incidentTools, peopleTools := incidents.Toolset(client), people.Toolset(client)
	selected, err := mcptools.Select(slices.Concat(incidentTools.Tools, peopleTools.Tools),
		mcptools.Selection{Only: []string{"list_incidents", "get_incident", "list_oncalls"}})
	oncall := server.NewMCPServer("oncall", "1.0.0", server.WithInstructions(incidentTools.Instructions+"\n"+peopleTools.Instructions))
	oncall.AddTool(mcp.NewTool("get_runbook", mcp.WithDescription("Gives the address of a service's runbook."),
		mcp.WithString("service", mcp.Required())), getRunbook)
	for _, tool := range selected {
		oncall.AddTools(serverTool(tool))
	}
	return oncall, err
}

// getRunbook is a tool of one's own, as mcp-go has it.
func getRunbook(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	service, err := request.RequireString("service")
	if err != nil {
		return mcp.NewToolResultError(err.Error()), nil
	}
	return mcp.NewToolResultText("https://wiki.example.com/runbooks/" + service), nil
}
