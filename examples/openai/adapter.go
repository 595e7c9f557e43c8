package main

import (
	"context"
	"encoding/json"

	"github.com/openai/openai-go/v3"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// offer returns a tool for a request. It is strict, so that the model must keep to the schema, unless the schema has no strict form.
func offer(tool mcptools.Tool) openai.ChatCompletionToolUnionParam {
	schema, err := tool.StrictSchema()
	if err != nil {
		schema = tool.InputSchema
	}
	function := openai.FunctionDefinitionParam{Name: tool.Name, Description: openai.String(tool.Description), Strict: openai.Bool(err == nil)}
	function.SetExtraFields(map[string]any{"parameters": schema}) // Parameters is a map, which would lose the order of the arguments
	return openai.ChatCompletionFunctionTool(function)
}

// answer makes a call that the model asked for. It returns a message for the model, also for a failed call, and the call's error.
func answer(ctx context.Context, tools []mcptools.Tool, call openai.ChatCompletionMessageToolCallUnion) (openai.ChatCompletionMessageParamUnion, error) {
	result := mcptools.CallNamed(ctx, tools, call.Function.Name, json.RawMessage(call.Function.Arguments))
	return openai.ToolMessage(result.Text, call.ID), result.Err
}
