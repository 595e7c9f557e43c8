package incidents_test

import (
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// The code in the package comment.
func _(key string, offer func(name, description string, schema json.RawMessage)) error {
	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
	if err != nil {
		return err
	}
	client, err := pagerduty.New(token)
	if err != nil {
		return err
	}
	for _, tool := range incidents.Toolset(client).Tools {
		offer(tool.Name, tool.Description, tool.InputSchema) // and answer the model's calls with tool.Call(ctx, arguments).Text
	}
	return nil
}
