package main

import (
	"encoding/json"

	"github.com/firebase/genkit/go/ai"
	"github.com/firebase/genkit/go/genkit"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// defineTool registers a tool with Genkit, for ai.WithTools and the developer tools. An error of the function would end the whole
// run, so the model is told of a failed call, and the run ends only with its context; mcptools.Tool.With puts code around a tool
// that sees the error itself. Genkit holds arguments to the schema before the tool can forgive anything: when the model sends
// others, the run ends, too.
func defineTool(g *genkit.Genkit, tool mcptools.Tool) (ai.ToolRef, error) {
	var schema map[string]any
	err := json.Unmarshal(tool.InputSchema, &schema)
	call := func(ctx *ai.ToolContext, input any) (any, error) {
		arguments, _ := json.Marshal(input) // which came as JSON
		result := tool.Call(ctx, arguments)
		if result.Err != nil && ctx.Err() == nil {
			return map[string]string{"error": result.Text}, nil
		}
		return json.RawMessage(result.Text), result.Err
	}
	return genkit.DefineTool(g, tool.Name, tool.Description, call, ai.WithInputSchema(schema)), err
}
