package main

import (
	"context"
	"encoding/json"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// serverTool returns a tool for a server of mcp-go. A Go error of the handler would become a protocol error, which models rarely see,
// so a failed call returns its text as a result that is marked as an error. To see the Go error, wrap the tool with
// mcptools.Tool.With.
func serverTool(tool mcptools.Tool) server.ServerTool {
	readOnly, destructive := tool.Effect == mcptools.EffectRead, tool.Effect == mcptools.EffectDestructive
	definition := mcp.Tool{Name: tool.Name, Title: tool.Title, Description: tool.Description, RawInputSchema: tool.InputSchema}
	definition.Annotations = mcp.ToolAnnotation{ReadOnlyHint: &readOnly, DestructiveHint: &destructive}
	handler := func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		arguments, err := json.Marshal(request.Params.Arguments) // middleware may have changed these, unlike RawArguments
		if err != nil {
			return nil, err
		}
		result := tool.Call(ctx, arguments)
		return &mcp.CallToolResult{Content: []mcp.Content{mcp.NewTextContent(result.Text)}, IsError: result.Err != nil}, nil
	}
	return server.ServerTool{Tool: definition, Handler: handler}
}
