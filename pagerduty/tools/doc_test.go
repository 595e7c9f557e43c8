package tools_test

import (
	"context"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// The code in the package comment.
func _(ctx context.Context, key, name string, arguments json.RawMessage, offer func(name, description string, schema json.RawMessage)) (string, error) {
	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
	if err != nil {
		return "", err
	}
	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
	if err != nil {
		return "", err
	}
	toolset := mcptools.Join(tools.All(client)...)                       // toolset.Instructions belong in the system prompt
	readers, err := mcptools.Select(toolset.Tools, mcptools.Selection{}) // the tools that only read
	if err != nil {
		return "", err
	}
	for _, tool := range readers {
		offer(tool.Name, tool.Description, tool.InputSchema)
	}
	result := mcptools.CallNamed(ctx, readers, name, arguments) // the model's call; Text is for the model
	return result.Text, result.Err
}
