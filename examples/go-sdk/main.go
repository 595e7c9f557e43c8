// Command go-sdk serves three of PagerDuty's tools, and one of its own, with the official Go SDK of the Model Context Protocol:
//
//	cd examples/go-sdk
//	go build -o oncall-mcp .
//	claude mcp add oncall --env PAGERDUTY_USER_API_KEY=… -- "$PWD/oncall-mcp"
//
// It speaks MCP on stdin and stdout. Your own server needs adapter.go.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
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
	if err := oncall.Run(ctx, &mcp.StdioTransport{}); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}

func newServer(client *pagerduty.Client) (*mcp.Server, error) {
	toolset := mcptools.Join(incidents.Toolset(client), people.Toolset(client))
	selected, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "list_oncalls"}})
	oncall := mcp.NewServer(&mcp.Implementation{Name: "oncall", Version: "1.0.0"}, &mcp.ServerOptions{Instructions: toolset.Instructions})
	mcp.AddTool(oncall, &mcp.Tool{Name: "get_runbook", Description: "Returns the address of a service's runbook."}, getRunbook)
	for _, tool := range selected {
		addTool(oncall, tool)
	}
	return oncall, err
}

type runbookInput struct {
	Service string `json:"service"`
}

type runbook struct {
	Address string `json:"address"`
}

// getRunbook is a tool of this program.
func getRunbook(_ context.Context, _ *mcp.CallToolRequest, in runbookInput) (*mcp.CallToolResult, runbook, error) {
	return nil, runbook{"https://wiki.example.com/runbooks/" + in.Service}, nil
}
