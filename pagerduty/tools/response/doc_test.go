package response_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
)

// The code in the package comment.
func _(ctx context.Context, key string) error {
	token, err := pagerduty.ParseToken(key) // an API key or an OAuth token
	if err != nil {
		return err
	}
	client, err := pagerduty.New(token, pagerduty.WithReadOnly())
	if err != nil {
		return err
	}
	result := mcptools.CallNamed(ctx, response.Toolset(client).Tools, "list_incident_alerts", json.RawMessage(`{"incident_id":"4200"}`))
	fmt.Println(result.Text)
	return nil
}
