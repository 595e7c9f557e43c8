package tools_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// The account's clock is in the future. Its incidents and on-calls are found only with ContextWithClock.
func TestContextWithClock(t *testing.T) {
	t.Parallel()
	account := simulatortest.New(t, simulator.WithClock(func() time.Time { return time.Date(2041, time.March, 6, 10, 0, 0, 0, time.UTC) }))
	var all []mcptools.Tool
	for _, toolset := range tools.All(account.Client()) {
		all = append(all, toolset.Tools...)
	}
	for _, name := range []string{"list_incidents", "list_oncalls"} {
		tool := all[slices.IndexFunc(all, func(tool mcptools.Tool) bool { return tool.Name == name })]
		arguments := json.RawMessage(`{"since":"-24h","until":"now"}`)
		if result := tool.Call(t.Context(), arguments); result.Err != nil || strings.Contains(result.Text, "2041-03-05") {
			t.Errorf("%s without the clock: %s", name, result.Text)
		}
		result := tool.Call(tools.ContextWithClock(t.Context(), account.Clock.Now), arguments)
		var list struct {
			Items  []json.RawMessage
			Window struct{ Since, Until string }
		}
		if err := json.Unmarshal([]byte(result.Text), &list); err != nil {
			t.Fatal(err, result.Text)
		}
		if len(list.Items) == 0 || list.Window.Since != "2041-03-05T10:00:00Z" || list.Window.Until != "2041-03-06T10:00:00Z" {
			t.Errorf("%s: %d items in %v", name, len(list.Items), list.Window)
		}
	}
}
