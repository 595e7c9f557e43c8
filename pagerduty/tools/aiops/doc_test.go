package aiops_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/aiops"
)

// The code in the package comment.
func _(ctx context.Context, key string) error {
	client, err := pagerduty.New(pagerduty.APIKey(key), pagerduty.WithReadOnly())
	if err != nil {
		return err
	}
	result := mcptools.CallNamed(ctx, aiops.Toolset(client).Tools, "list_event_orchestrations", json.RawMessage(`{}`))
	fmt.Println(result.Text)
	return nil
}
