package incidents_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// A text of 1 MB is refused, and is not in the result.
func TestHugeID(t *testing.T) {
	t.Parallel()
	for _, tool := range incidents.Toolset(nil).Tools {
		if tool.Name == "get_incident" {
			result := tool.Call(t.Context(), fmt.Appendf(nil, `{"incident_id":%q}`, strings.Repeat("A", 1<<20)))
			if result.Err == nil || len(result.Text) > 200 || !strings.Contains(result.Text, "1048576 characters") {
				t.Errorf("got %.300s", result.Text)
			}
		}
	}
}
