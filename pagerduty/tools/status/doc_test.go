package status_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/status"
)

// The code in the package comment.
func _(ctx context.Context, key string) error {
	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithReadOnly())
	if err != nil {
		return err
	}
	result := mcptools.CallNamed(ctx, status.Toolset(client).Tools, "get_status_page", json.RawMessage(`{"page_id":"Lanternfield Status"}`))
	fmt.Println(result.Text)
	return nil
}
