package main

import (
	"context"
	"encoding/json"

	"github.com/tmc/langchaingo/llms"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// definition returns a tool for llms.WithTools. (LangChain Go's agents use another type, tools.Tool, whose input is one text without
// a schema.)
func definition(tool mcptools.Tool) (llms.Tool, error) {
	function := &llms.FunctionDefinition{Name: tool.Name, Description: tool.Description}
	err := json.Unmarshal(tool.InputSchema, &function.Parameters)
	return llms.Tool{Type: "function", Function: function}, err
}

// answer makes a call that the model asked for. It returns a message for the model, also for a failed call, and the call's error.
func answer(ctx context.Context, tools []mcptools.Tool, call llms.ToolCall) (llms.MessageContent, error) {
	result := mcptools.CallNamed(ctx, tools, call.FunctionCall.Name, json.RawMessage(call.FunctionCall.Arguments))
	response := llms.ToolCallResponse{ToolCallID: call.ID, Name: call.FunctionCall.Name, Content: result.Text}
	return llms.MessageContent{Role: llms.ChatMessageTypeTool, Parts: []llms.ContentPart{response}}, result.Err
}
