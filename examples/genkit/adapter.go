package main

import (
	"encoding/json"

	"github.com/firebase/genkit/go/ai"
	"github.com/firebase/genkit/go/genkit"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// defineTool registers a tool with Genkit, for ai.WithTools and the developer tools. An error of the function would end the whole
// run, so it returns the text of a failed call to the model, and an error only after a cancellation. To see the Go error, wrap the
// tool with mcptools.Tool.With. Genkit checks arguments against the schema first: invalid ones end the run, also those that the tool
// would accept.
func defineTool(g *genkit.Genkit, tool mcptools.Tool) (ai.ToolRef, error) {
	var schema map[string]any
	err := json.Unmarshal(tool.InputSchema, &schema)
	call := func(ctx *ai.ToolContext, input any) (any, error) {
		arguments, _ := json.Marshal(input) // it was decoded from JSON
		result := tool.Call(ctx, arguments)
		if result.Err != nil && ctx.Err() == nil {
			return map[string]string{"error": result.Text}, nil
		}
		return json.RawMessage(result.Text), result.Err
	}
	return genkit.DefineTool(g, tool.Name, tool.Description, call, ai.WithInputSchema(schema)), err
}
