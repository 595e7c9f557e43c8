package pagerduty_test

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// realisticIncident has the members and the size of an incident in PagerDuty's lists.
const realisticIncident = `{"incident_number":%[1]d,"title":"[#%[1]d] Replication lag on db-%[1]d above 30 s for 5 minutes","description":"Replication lag","created_at":"2026-03-01T09:30:00Z",
"updated_at":"2026-03-01T09:45:00Z","status":"acknowledged","incident_key":"5bf2b1a8f8d94c3d8f7e0f1d2c3b%04[1]d","service":{"id":"PSVC001","type":"service_reference","summary":"Payments API",
"self":"https://api.pagerduty.com/services/PSVC001","html_url":"https://example.pagerduty.com/service-directory/PSVC001"},"assignments":[{"at":"2026-03-01T09:31:00Z","assignee":{"id":"PUSR001",
"type":"user_reference","summary":"Ada Example","self":"https://api.pagerduty.com/users/PUSR001","html_url":"https://example.pagerduty.com/users/PUSR001"}}],"assigned_via":"escalation_policy",
"last_status_change_at":"2026-03-01T09:31:00Z","resolved_at":null,"first_trigger_log_entry":{"id":"R%07[1]d","type":"trigger_log_entry_reference","summary":"Triggered through the API",
"self":"https://api.pagerduty.com/log_entries/R%07[1]d","html_url":"https://example.pagerduty.com/incidents/Q%013[1]d/log_entries/R%07[1]d"},"alert_counts":{"all":3,"triggered":2,"resolved":1},
"is_mergeable":true,"incident_type":{"name":"incident_default"},"escalation_policy":{"id":"PPOL001","type":"escalation_policy_reference","summary":"Payments, on call",
"self":"https://api.pagerduty.com/escalation_policies/PPOL001","html_url":"https://example.pagerduty.com/escalation_policies/PPOL001"},"teams":[{"id":"PTEAM01","type":"team_reference","summary":"Payments",
"self":"https://api.pagerduty.com/teams/PTEAM01","html_url":"https://example.pagerduty.com/teams/PTEAM01"}],"impacted_services":[{"id":"PSVC001","type":"service_reference","summary":"Payments API",
"self":"https://api.pagerduty.com/services/PSVC001","html_url":"https://example.pagerduty.com/service-directory/PSVC001"}],"pending_actions":[{"type":"unacknowledge","at":"2026-03-01T10:01:00Z"}],
"acknowledgements":[{"at":"2026-03-01T09:31:00Z","acknowledger":{"id":"PUSR001","type":"user_reference","summary":"Ada Example","self":"https://api.pagerduty.com/users/PUSR001",
"html_url":"https://example.pagerduty.com/users/PUSR001"}}],"basic_alert_grouping":null,"alert_grouping":{"grouping_type":"advanced","started_at":"2026-03-01T09:30:00Z","ended_at":null,
"alert_grouping_active":true},"last_status_change_by":{"id":"PUSR001","type":"user_reference","summary":"Ada Example","self":"https://api.pagerduty.com/users/PUSR001",
"html_url":"https://example.pagerduty.com/users/PUSR001"},"priority":{"id":"PPRI001","type":"priority","summary":"P2","self":"https://api.pagerduty.com/priorities/PPRI001","html_url":null,
"account_id":"PACC001","color":"eb6016","created_at":"2024-01-01T00:00:00Z","description":"","name":"P2","order":16777216,"schema_version":0,"updated_at":"2024-01-01T00:00:00Z"},
"resolve_reason":null,"incidents_responders":[],"responder_requests":[],"subscriber_requests":[],"urgency":"high","id":"Q%013[1]d","type":"incident",
"summary":"[#%[1]d] Replication lag on db-%[1]d","self":"https://api.pagerduty.com/incidents/Q%013[1]d","html_url":"https://example.pagerduty.com/incidents/Q%013[1]d"}`

func pageOfIncidents(count int) []byte {
	var body bytes.Buffer
	body.WriteString(`{"incidents":[`)
	for i := range count {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, realisticIncident, i+1)
	}
	body.WriteString(`],"limit":100,"offset":0,"total":null,"more":false}`)
	return body.Bytes()
}

func TestRealisticIncident(t *testing.T) {
	t.Parallel()
	got := incidents(t, string(pageOfIncidents(2)))[1]
	if got.ID != "Q0000000000002" || got.Number != 2 || got.Priority.Label() != "P2" || got.Assignments[0].Assignee.Label() != "Ada Example" ||
		got.AlertCounts != (pagerduty.AlertCounts{All: 3, Triggered: 2, Resolved: 1}) || got.PendingActions[0].At.IsZero() ||
		got.Acknowledgements[0].At.IsZero() || got.IncidentType.Name != "incident_default" || got.FirstTrigger.ID != "R0000002" {
		t.Errorf("got %+v", got)
	}
}

// BenchmarkDecode reads and decodes a page of a hundred incidents.
func BenchmarkDecode(b *testing.B) {
	body := pageOfIncidents(100)
	client, err := pagerduty.New(pagerduty.APIKey(testKey), pagerduty.WithTransport(everywhere(func(*http.Request) (*http.Response, error) {
		return httpmock.NewBytesResponse(http.StatusOK, body), nil
	})))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		page, err := client.Incidents.List(b.Context(), pagerduty.ListIncidentsOptions{PageOptions: pagerduty.PageOptions{PageSize: 100}})
		if err != nil || len(page.Items) != 100 {
			b.Fatalf("%v, %v", page, err)
		}
	}
}
