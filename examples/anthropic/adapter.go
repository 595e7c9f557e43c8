package main

import (
	"context"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// offer returns a tool for a request.
func offer(tool mcptools.Tool) anthropic.ToolUnionParam {
	schema := param.Override[anthropic.ToolInputSchemaParam](tool.InputSchema)
	return anthropic.ToolUnionParam{OfTool: &anthropic.ToolParam{Name: tool.Name, Description: anthropic.String(tool.Description), InputSchema: schema}}
}

// answer makes a call that the model asked for. It returns a block for the model, also for a failed call, and the call's error.
func answer(ctx context.Context, tools []mcptools.Tool, call anthropic.ToolUseBlock) (anthropic.ContentBlockParamUnion, error) {
	result := mcptools.CallNamed(ctx, tools, call.Name, call.Input)
	return anthropic.NewToolResultBlock(call.ID, result.Text, result.Err != nil), result.Err
}
