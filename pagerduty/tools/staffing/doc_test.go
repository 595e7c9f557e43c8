package staffing_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/staffing"
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
	result := mcptools.CallNamed(ctx, staffing.Toolset(client).Tools, "get_user", json.RawMessage(`{"user_id":"Bruno Castellani"}`))
	fmt.Println(result.Text)
	return nil
}
