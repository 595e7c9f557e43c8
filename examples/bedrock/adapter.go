package main

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// offer returns a tool for the ToolConfiguration of a request.
func offer(tool mcptools.Tool) (types.Tool, error) {
	var schema map[string]any
	err := json.Unmarshal(tool.InputSchema, &schema)
	input := &types.ToolInputSchemaMemberJson{Value: document.NewLazyDocument(schema)}
	return &types.ToolMemberToolSpec{Value: types.ToolSpecification{Name: &tool.Name, Description: &tool.Description, InputSchema: input}}, err
}

// answer makes a call that the model asked for. It returns a block for the model, also for a failed call, and the call's error.
func answer(ctx context.Context, tools []mcptools.Tool, call types.ToolUseBlock) (types.ContentBlock, error) {
	arguments, _ := call.Input.MarshalSmithyDocument() // it was decoded from JSON
	result := mcptools.CallNamed(ctx, tools, aws.ToString(call.Name), arguments)
	block := types.ToolResultBlock{ToolUseId: call.ToolUseId, Content: []types.ToolResultContentBlock{&types.ToolResultContentBlockMemberText{Value: result.Text}}}
	if result.Err != nil {
		block.Status = types.ToolResultStatusError
	}
	return &types.ContentBlockMemberToolResult{Value: block}, result.Err
}
