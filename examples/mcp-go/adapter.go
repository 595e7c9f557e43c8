package main

import (
	"context"
	"encoding/json"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// serverTool is a tool as mcp-go serves it. A Go error in the handler would reach the client as a failure of the protocol, which
// models rarely get to see, so it is the text of a failed call that goes out; mcptools.Tool.With puts code around a tool that sees
// the error itself.
func serverTool(tool mcptools.Tool) server.ServerTool {
	readOnly, destructive := tool.Effect == mcptools.EffectRead, tool.Effect == mcptools.EffectDestructive
	definition := mcp.Tool{Name: tool.Name, Title: tool.Title, Description: tool.Description, RawInputSchema: tool.InputSchema}
	definition.Annotations = mcp.ToolAnnotation{ReadOnlyHint: &readOnly, DestructiveHint: &destructive}
	handler := func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		arguments, err := json.Marshal(request.Params.Arguments) // which middleware may have changed, unlike RawArguments
		if err != nil {
			return nil, err
		}
		result := tool.Call(ctx, arguments)
		return &mcp.CallToolResult{Content: []mcp.Content{mcp.NewTextContent(result.Text)}, IsError: result.Err != nil}, nil
	}
	return server.ServerTool{Tool: definition, Handler: handler}
}
