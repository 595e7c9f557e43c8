package main

import (
	"context"
	"encoding/json"

	"github.com/cloudwego/eino/components/tool"
	"github.com/cloudwego/eino/schema"
	"github.com/eino-contrib/jsonschema"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// invokable is a tool.InvokableTool of Eino. An error of InvokableRun would end the whole run, so it returns the text of a failed
// call to the model, and an error only after a cancellation. To see the Go error, wrap the tool with mcptools.Tool.With.
type invokable struct{ mcptools.Tool }

func (t invokable) Info(context.Context) (*schema.ToolInfo, error) {
	var parameters jsonschema.Schema
	err := json.Unmarshal(t.InputSchema, &parameters)
	return &schema.ToolInfo{Name: t.Name, Desc: t.Description, ParamsOneOf: schema.NewParamsOneOfByJSONSchema(&parameters)}, err
}

func (t invokable) InvokableRun(ctx context.Context, arguments string, _ ...tool.Option) (string, error) {
	result := t.Call(ctx, json.RawMessage(arguments))
	if result.Err != nil && ctx.Err() != nil {
		return "", result.Err
	}
	return result.Text, nil
}
