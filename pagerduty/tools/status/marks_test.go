package status_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/status"
)

// A post counts as a notification if it goes to the subscribers, and the question says so.
func TestNotificationsOfPosts(t *testing.T) {
	t.Parallel()
	client, err := pagerduty.New(pagerduty.APIKey("u+x"), pagerduty.WithBaseURL("http://127.0.0.1:1"), pagerduty.WithMaxRetryWait(0))
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range status.Toolset(client).Tools {
		if tool.Effect == mcptools.EffectRead {
			continue
		}
		quiet := json.RawMessage(strings.Replace(string(tool.Example), `"notify_subscribers":true`, `"notify_subscribers":false`, 1))
		for want, arguments := range map[int]json.RawMessage{1: tool.Example, 0: quiet} {
			call := mcptools.Call{Tool: tool, Arguments: arguments}
			question := call.Question(t.Context()).Text(300)
			if got := call.Count(marks.Pages); got != want || strings.Contains(question, "and notify its subscribers") != (want == 1) {
				t.Errorf("%s: %d notifications, %q", tool.Name, got, question)
			}
		}
	}
}
