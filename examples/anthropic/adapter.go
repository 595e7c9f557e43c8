package main

import (
	"context"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// offer is a tool as the model is offered it.
func offer(tool mcptools.Tool) anthropic.ToolUnionParam {
	schema := param.Override[anthropic.ToolInputSchemaParam](tool.InputSchema)
	return anthropic.ToolUnionParam{OfTool: &anthropic.ToolParam{Name: tool.Name, Description: anthropic.String(tool.Description), InputSchema: schema}}
}

// answer makes a call that the model asked for. The block is for the model, also where the call failed; the error is for the program.
func answer(ctx context.Context, tools []mcptools.Tool, call anthropic.ToolUseBlock) (anthropic.ContentBlockParamUnion, error) {
	result := mcptools.CallNamed(ctx, tools, call.Name, call.Input)
	return anthropic.NewToolResultBlock(call.ID, result.Text, result.Err != nil), result.Err
}
