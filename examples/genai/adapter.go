package main

import (
	"context"
	"encoding/json"

	"google.golang.org/genai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// declaration returns a tool for a genai.Tool of a request. The schema is JSON Schema as it is: no conversion to genai.Schema is needed.
func declaration(tool mcptools.Tool) *genai.FunctionDeclaration {
	return &genai.FunctionDeclaration{Name: tool.Name, Description: tool.Description, ParametersJsonSchema: tool.InputSchema}
}

// answer makes a call that the model asked for. It returns a part for the model, also for a failed call, and the call's error.
func answer(ctx context.Context, tools []mcptools.Tool, call *genai.FunctionCall) (*genai.Part, error) {
	arguments, _ := json.Marshal(call.Args) // they were decoded from JSON
	result := mcptools.CallNamed(ctx, tools, call.Name, arguments)
	response := map[string]any{"output": json.RawMessage(result.Text)}
	if result.Err != nil {
		response = map[string]any{"error": result.Text}
	}
	return &genai.Part{FunctionResponse: &genai.FunctionResponse{ID: call.ID, Name: call.Name, Response: response}}, result.Err
}
