package main

import (
	"context"
	"encoding/json"

	"github.com/sashabaranov/go-openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// offer returns a tool for a request. It is strict, so that the model must keep to the schema, unless the schema has no strict form.
func offer(tool mcptools.Tool) openai.Tool {
	schema, err := tool.StrictSchema()
	if err != nil {
		schema = tool.InputSchema
	}
	function := &openai.FunctionDefinition{Name: tool.Name, Description: tool.Description, Strict: err == nil, Parameters: schema}
	return openai.Tool{Type: openai.ToolTypeFunction, Function: function}
}

// answer makes a call that the model asked for. It returns a message for the model, also for a failed call, and the call's error.
func answer(ctx context.Context, tools []mcptools.Tool, call openai.ToolCall) (openai.ChatCompletionMessage, error) {
	result := mcptools.CallNamed(ctx, tools, call.Function.Name, json.RawMessage(call.Function.Arguments))
	return openai.ChatCompletionMessage{Role: openai.ChatMessageRoleTool, ToolCallID: call.ID, Content: result.Text}, result.Err
}
