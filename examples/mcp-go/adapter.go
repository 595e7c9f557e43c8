package main

import (
	"context"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// serverTool is a tool as mcp-go serves it. A Go error in the handler would reach the client as a failure of the protocol, which
// models rarely get to see, so it is the text of a failed call that goes out; mcptools.Tool.With puts code around a tool that sees
// the error itself.
func serverTool(tool mcptools.Tool) server.ServerTool {
	definition := mcp.NewToolWithRawSchema(tool.Name, tool.Description, tool.InputSchema)
	definition.Title = tool.Title
	definition.Annotations.ReadOnlyHint = new(tool.Effect == mcptools.EffectRead)
	definition.Annotations.DestructiveHint = new(tool.Effect == mcptools.EffectDestructive)
	handler := func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		result := tool.Call(ctx, request.Params.RawArguments)
		if result.Err != nil {
			return mcp.NewToolResultError(result.Text), nil
		}
		return mcp.NewToolResultText(result.Text), nil
	}
	return server.ServerTool{Tool: definition, Handler: handler}
}
