package simulator_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// A plan without AIOps has no similar incidents, and a token without a scope none of its operations. All else is there.
func TestAccess(t *testing.T) {
	t.Parallel()
	const of = "/incidents/" + checkoutIncident
	smaller := newAPI(t, simulator.WithoutAbilities("event_intelligence"))
	for _, path := range []string{"/past_incidents", "/related_incidents", "/outlier_incident"} {
		smaller.refused(402, 2014, "event_intelligence", "GET", of+path, "")
	}
	smaller.ok("GET", of+"/related_change_events", "")
	narrow := newAPI(t, simulator.WithoutScopes("incidents.read"))
	for _, path := range []string{"/incidents", of, of + "/notes", "/log_entries"} {
		if status, answer := narrow.do("GET", path, ""); status != 403 || answer.at("error.required_scopes") != "incidents.read" {
			t.Errorf("%s: %d %v", path, status, answer)
		}
	}
	for path := range strings.FieldsSeq("/users/me /services /v3/schedules /oncalls") {
		narrow.ok("GET", path, "")
	}
}
