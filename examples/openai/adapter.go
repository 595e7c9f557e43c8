package main

import (
	"context"
	"encoding/json"

	"github.com/openai/openai-go/v3"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// offer returns a tool as the model is offered it: strictly, so that the model can send no arguments of another shape, if its schema
// has a strict form.
func offer(tool mcptools.Tool) openai.ChatCompletionToolUnionParam {
	schema, err := tool.StrictSchema()
	if err != nil {
		schema = tool.InputSchema
	}
	function := openai.FunctionDefinitionParam{Name: tool.Name, Description: openai.String(tool.Description), Strict: openai.Bool(err == nil)}
	function.SetExtraFields(map[string]any{"parameters": schema}) // a map as Parameters would lose the order of the arguments
	return openai.ChatCompletionFunctionTool(function)
}

// answer makes a call that the model asked for. The message is for the model, also where the call failed; the error is for the program.
func answer(ctx context.Context, tools []mcptools.Tool, call openai.ChatCompletionMessageToolCallUnion) (openai.ChatCompletionMessageParamUnion, error) {
	result := mcptools.CallNamed(ctx, tools, call.Function.Name, json.RawMessage(call.Function.Arguments))
	return openai.ToolMessage(result.Text, call.ID), result.Err
}
