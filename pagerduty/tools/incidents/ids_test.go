package incidents_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Every argument of every tool that takes an id refuses what is none before anything is asked.
func TestHostileIDs(t *testing.T) {
	t.Parallel()
	incident := map[string]any{"incident_id": checkout}
	found := blackbox.RefuseHostileIDs(t, incidents.Toolset, map[string]map[string]any{
		"get_incident": incident, "get_outlier_incident": incident, "get_past_incidents": incident, "get_related_incidents": incident,
		"create_incident":      {"title": "x", "service_id": "PSCHKAP"},
		"manage_incidents":     {"incident_ids": []string{checkout}, "urgency": "low"},
		"add_responders":       {"incident_id": checkout, "user_ids": []string{"PUBRUNO"}},
		"add_note_to_incident": {"incident_id": checkout, "note": "x"},
	})
	if found < 17 {
		t.Errorf("found %d arguments that take ids, want at least 17: were they renamed?", found)
	}
}

// A text of 10 MB is refused in the time that it takes to read it.
func TestHugeID(t *testing.T) {
	t.Parallel()
	for _, tool := range incidents.Toolset(nil).Tools {
		if tool.Name == "get_incident" {
			result := tool.Call(t.Context(), fmt.Appendf(nil, `{"incident_id":%q}`, strings.Repeat("A", 10<<20)))
			if result.Err == nil || len(result.Text) > 200 || !strings.Contains(result.Text, "10485760 characters") {
				t.Errorf("got %.300s", result.Text)
			}
		}
	}
}
