package incidents_test

import (
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// The code in the package comment.
func _(key string, offer func(name, description string, schema json.RawMessage)) error {
	client, err := pagerduty.New(pagerduty.APIKey(key))
	if err != nil {
		return err
	}
	for _, tool := range incidents.Toolset(client).Tools {
		offer(tool.Name, tool.Description, tool.InputSchema) // and answer the model's calls with tool.Call(ctx, arguments).Text
	}
	return nil
}
