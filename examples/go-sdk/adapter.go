package main

import (
	"context"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// addTool adds a tool to a server of the official SDK. A failed call returns a result that is marked as an error. The server's
// middleware gets the Go error from it with GetError.
func addTool(server *mcp.Server, tool mcptools.Tool) {
	definition := &mcp.Tool{Name: tool.Name, Title: tool.Title, Description: tool.Description, InputSchema: tool.InputSchema}
	definition.Annotations = &mcp.ToolAnnotations{ReadOnlyHint: tool.Effect == mcptools.EffectRead,
		DestructiveHint: new(tool.Effect == mcptools.EffectDestructive)}
	server.AddTool(definition, func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		result := tool.Call(ctx, request.Params.Arguments)
		answer := &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: result.Text}}}
		if result.Err != nil {
			answer.SetError(result.Err)
		}
		return answer, nil
	})
}
