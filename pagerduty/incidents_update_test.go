package pagerduty_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func everyPartOfAnUpdate(id string) pagerduty.IncidentUpdate {
	return pagerduty.IncidentUpdate{
		ID: id, Status: new(pagerduty.StatusResolved), Urgency: new(pagerduty.UrgencyLow), Title: new("Disk full"), PriorityID: new("PPRIO"),
		Resolution: new("Deleted logs."), AssigneeIDs: []string{"PONE", "PTWO"}, EscalationLevel: new(2), EscalationPolicyID: new("PPOL"),
		IncidentType: new("major_incident"), ConferenceBridge: &pagerduty.ConferenceBridge{Number: "+1 555 0100,,1", URL: "https://meet.example.com/x"},
	}
}

func TestUpdateSendsWhatIsGivenAndNoMore(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		updates []pagerduty.IncidentUpdate
		want    string
	}{
		"status, urgency and priority": {
			[]pagerduty.IncidentUpdate{{ID: "PINC", Status: new(pagerduty.StatusAcknowledged), Urgency: new(pagerduty.UrgencyHigh), PriorityID: new("PPRIO")}},
			`{"incidents":[{"id":"PINC","type":"incident_reference","status":"acknowledged","urgency":"high","priority":{"id":"PPRIO","type":"priority_reference"}}]}`,
		},
		"several": {
			[]pagerduty.IncidentUpdate{{ID: "PONE", Status: new(pagerduty.StatusResolved)}, {ID: "PTWO", AssigneeIDs: []string{"PADA", "PBOB"}}},
			`{"incidents":[{"id":"PONE","type":"incident_reference","status":"resolved"},` +
				`{"id":"PTWO","type":"incident_reference","assignments":[{"assignee":{"id":"PADA","type":"user_reference"}},{"assignee":{"id":"PBOB","type":"user_reference"}}]}]}`,
		},
		"text of any kind": {
			[]pagerduty.IncidentUpdate{{ID: "PINC", Title: new("a \"b\"\n\u2028 <c> 💥")}},
			`{"incidents":[{"id":"PINC","type":"incident_reference","title":"a \"b\"\n\u2028 \u003cc\u003e 💥"}]}`,
		},
		"everything": {
			[]pagerduty.IncidentUpdate{everyPartOfAnUpdate("PINC")},
			`{"incidents":[{"id":"PINC","type":"incident_reference","status":"resolved","urgency":"low","title":"Disk full",` +
				`"priority":{"id":"PPRIO","type":"priority_reference"},"resolution":"Deleted logs.",` +
				`"assignments":[{"assignee":{"id":"PONE","type":"user_reference"}},{"assignee":{"id":"PTWO","type":"user_reference"}}],` +
				`"escalation_level":2,"escalation_policy":{"id":"PPOL","type":"escalation_policy_reference"},"incident_type":{"name":"major_incident"},` +
				`"conference_bridge":{"conference_number":"+1 555 0100,,1","conference_url":"https://meet.example.com/x"}}]}`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, inTurn(t, answer(http.StatusOK, `{"incidents":[{"id":"PINC","status":"resolved"},{"id":"PONE"},{"id":"PTWO"}]}`)), pagerduty.WithFrom(testEmail))
			incidents, err := client.Incidents.Update(t.Context(), test.updates...)
			if err != nil || len(incidents) < len(test.updates) || incidents[0].ID != test.updates[0].ID && incidents[0].IsOpen() {
				t.Fatalf("got %v, %v", incidents, err)
			}
			sent.expect(t, "PUT /incidents")
			if got := sent.requests()[0].Body; got != test.want {
				t.Errorf("sent\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestUpdateRefusesCountsThatPagerDutyRefuses(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusOK, everyRoot)), pagerduty.WithFrom(testEmail))
	for _, count := range []int{0, pagerduty.MaxIncidentUpdates + 1} {
		updates := make([]pagerduty.IncidentUpdate, count)
		for i := range updates {
			updates[i].ID = "PINC"
		}
		_, err := client.Incidents.Update(t.Context(), updates...)
		if argument, ok := errors.AsType[*pagerduty.ArgumentError](err); !ok || argument.Argument != "updates" {
			t.Errorf("%d updates: error %v", count, err)
		}
		if len(updates) > 0 {
			if _, err := client.Incidents.Update(t.Context(), updates[1:]...); err != nil {
				t.Errorf("%d updates: %v", count-1, err)
			}
		}
	}
	sent.expect(t, "PUT /incidents")
}

func TestRespondersAreRequestedInPagerDutysForm(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t, answer(http.StatusOK, `{"responder_request":{"requester":{"id":"PADA"},"message":"Please look.","requested_at":"2026-03-01T09:00:00Z",
		"responder_request_targets":[{"responder_request_target":{"id":"PHELP","type":"user_reference","summary":"Bob"}},{"id":"PPOL","summary":"Night"},null,7]}}`)))
	request, err := client.Incidents.RequestResponders(t.Context(), "PINC", pagerduty.NewResponderRequest{
		RequesterID: "PADA", Message: "Please look.", UserIDs: []string{"PHELP"}, EscalationPolicyIDs: []string{"PPOL"}})
	if err != nil || request.Message != "Please look." || request.Targets[0].Label() != "Bob" || request.Targets[1].Label() != "Night" || request.RequestedAt.IsZero() {
		t.Fatalf("got %+v, %v", request, err)
	}
	sent.expect(t, "POST /incidents/PINC/responder_requests")
	want := `{"requester_id":"PADA","message":"Please look.","responder_request_targets":[` +
		`{"responder_request_target":{"id":"PHELP","type":"user_reference"}},` +
		`{"responder_request_target":{"id":"PPOL","type":"escalation_policy_reference"}}]}`
	if got := sent.requests()[0].Body; got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
}

func TestNoteIsSentAsItIs(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, inTurn(t, answer(http.StatusCreated, `{"note":{"id":"PNOTE","content":"x","user":{"summary":"Ada"},"channel":{"summary":"web"}}}`)),
		pagerduty.WithFrom(testEmail))
	note, err := client.Incidents.AddNote(t.Context(), "PINC", "line\n\"quoted\" 💥")
	if err != nil || note.ID != "PNOTE" || note.User.Label() != "Ada" || note.Channel.Summary != "web" {
		t.Fatalf("got %+v, %v", note, err)
	}
	sent.expect(t, "POST /incidents/PINC/notes")
	if got, want := sent.requests()[0].Body, `{"note":{"content":"line\n\"quoted\" 💥"}}`; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

func TestQueryHoldsEveryFilter(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusOK, emptyIncidents)))
	if err := incidentMethods()["Incidents.List"].call(t.Context(), client, ""); err != nil {
		t.Fatal(err)
	}
	if err := incidentMethods()["Incidents.Get"].call(t.Context(), client, "PINC"); err == nil {
		t.Error("a list was taken for an incident")
	}
	sent.expect(t,
		"GET /incidents?incident_key=disk+full&limit=50&offset=100&priority_ids[]=PPRIO&service_ids[]=PSVC"+
			"&since=2026-03-01T09:00:00%2B01:00&sort_by=created_at:desc,urgency:asc&statuses[]=triggered&statuses[]=acknowledged"+
			"&team_ids[]=PTEAM&total=true&until=2026-03-01T10:00:00%2B01:00&urgencies[]=high&user_ids[]=PUSER",
		"GET /incidents/PINC?"+strings.Join([]string{"include[]=first_trigger_log_entries", "include[]=conference_bridge", "include[]=custom_fields"}, "&"))
}
