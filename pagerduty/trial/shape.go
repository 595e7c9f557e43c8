package trial

import (
	"context"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// Shape is a choice of tools, for which every task has a script.
type Shape string

// The shapes.
const (
	Reference    Shape = "reference" // the 42 tools of PagerDuty's own servers
	OnCallServer Shape = "on-call"   // those of the server pagerduty-oncall: answers in one call, and the writes of an on-call engineer
)

// Shapes returns all shapes.
func Shapes() []Shape { return []Shape{Reference, OnCallServer} }

// Tools returns the tools of the shape. It is a [Tools].
func (s Shape) Tools(_ context.Context, account Account) (Offer, error) {
	client, err := pagerduty.New(pagerduty.APIKey(account.Key), pagerduty.WithBaseURL(account.URL))
	if err != nil {
		return Offer{}, err
	}
	toolsets := tools.Reference(client)
	if s == OnCallServer {
		toolsets = []mcptools.Toolset{tools.OnCall(client)}
	}
	joined := mcptools.Join(toolsets...)
	offer := Offer{Instructions: joined.Instructions}
	for _, tool := range joined.Tools {
		offer.Tools = append(offer.Tools, adapt(tool, account))
	}
	return offer, nil
}

// Script returns the task's script for the shape.
func (s Shape) Script(t Task) string {
	if s == Reference || t.OnCall == "" {
		return t.Reference
	}
	return t.OnCall
}

// adapt returns a tool for agents, whose current time is the account's.
func adapt(tool mcptools.Tool, account Account) Tool {
	return Tool{
		Name: tool.Name, Description: tool.Description, InputSchema: tool.InputSchema,
		Call: func(ctx context.Context, arguments json.RawMessage) Result {
			result := tool.Call(tools.ContextWithClock(ctx, account.Now), arguments)
			return Result{Text: result.Text, Failed: result.Err != nil}
		},
	}
}
