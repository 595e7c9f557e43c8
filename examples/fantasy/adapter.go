package main

import (
	"context"
	"encoding/json"
	"errors"

	"charm.land/fantasy"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// agentTool is a fantasy.AgentTool with the schema of a tool in place of one that Fantasy derives from a Go type.
type agentTool struct {
	fantasy.AgentTool
	info fantasy.ToolInfo
}

func (t agentTool) Info() fantasy.ToolInfo { return t.info }

// newAgentTool returns a tool for fantasy.WithTools. An error of its function would end the run, and Generate would not return it, so a
// failed call returns its text to the model. To see the Go error, wrap the tool with mcptools.Tool.With.
func newAgentTool(tool mcptools.Tool) (fantasy.AgentTool, error) {
	var schema struct{ Properties map[string]any }
	info := fantasy.ToolInfo{Name: tool.Name, Description: tool.Description, Required: []string{}, Parallel: tool.Effect == mcptools.EffectRead}
	err := errors.Join(json.Unmarshal(tool.InputSchema, &schema), json.Unmarshal(tool.InputSchema, &info)) // info gets Required
	info.Parameters = schema.Properties
	return agentTool{fantasy.NewAgentTool(tool.Name, tool.Description, func(ctx context.Context, arguments json.RawMessage, _ fantasy.ToolCall) (fantasy.ToolResponse, error) {
		result := tool.Call(ctx, arguments)
		return fantasy.ToolResponse{Type: "text", Content: result.Text, IsError: result.Err != nil}, nil
	}), info}, err
}
