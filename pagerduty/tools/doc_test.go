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
	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithReadOnly())
	if err != nil {
		return "", err
	}
	var all []mcptools.Tool
	for _, toolset := range tools.All(client) {
		readers, err := mcptools.Select(toolset.Tools, mcptools.Selection{}) // the tools that only read
		if err != nil {
			return "", err
		}
		all = append(all, readers...)
	}
	for _, tool := range all {
		offer(tool.Name, tool.Description, tool.InputSchema)
	}
	result := mcptools.CallNamed(ctx, all, name, arguments) // the model's call; Text is for the model
	return result.Text, result.Err
}
