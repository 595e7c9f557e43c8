package incidents_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// create_incident returns whom it notified, and whom PagerDuty notifies next and when.
func TestCreateTellsWhomItNotifies(t *testing.T) {
	t.Parallel()
	s := demo(t)
	created := s.Call("create_incident", `{"title":"Checkout is down","service_id":"checkout api"}`)
	created.Expect(map[string]any{"notified.0.name": "Amara Okafor", "notified.1": nil, "next.0.action": "escalate", "missing": nil})
	if !created.Has("next.0.notifies.0.name") || created.Text("next.0.notifies.0.name") == "Amara Okafor" {
		t.Errorf("the escalation goes to %v", created.At("next.0.notifies"))
	}
	if at := parseTime(t, created.Text("next.0.at")); !at.After(blackbox.Now()) {
		t.Errorf("it escalates at %s", at)
	}
	again := s.Call("create_incident", `{"title":"Checkout is down","service_id":"checkout api"}`)
	if again.At("created") != false || !strings.Contains(again.JSON, `"notified":[]`) || !again.Has("next.0.at") {
		t.Errorf("the second time: %s", again.JSON)
	}
}

// manage_incidents returns who acknowledged, who is assigned and who was notified.
func TestManageTellsWhereIncidentsStand(t *testing.T) {
	t.Parallel()
	s := demo(t)
	acknowledged := s.Call("manage_incidents", `{"incident_ids":["`+payments+`"],"status":"acknowledged"}`)
	acknowledged.Expect(map[string]any{
		"items.0.after.status": "acknowledged", "items.0.after.acknowledged_by.0": "Amara Okafor", "items.0.after.assignees.0.name": "Bruno Castellani",
		"items.0.next.0.action": "unacknowledge", "notified.0": nil,
	})
	given := s.Call("manage_incidents", `{"incident_ids":["`+payments+`"],"assignee_ids":["Diego Ferreyra"]}`)
	given.Expect(map[string]any{"items.0.before.assignees.0.name": "Bruno Castellani", "items.0.after.assignees.0.name": "Diego Ferreyra", "notified.0.name": "Diego Ferreyra"})
}

// The note is written on each incident after the change. One that fails has an error; the others are written.
func TestManageWritesANote(t *testing.T) {
	t.Parallel()
	s := demo(t)
	changed := s.Call("manage_incidents", `{"incident_ids":["`+payments+`","`+postgres+`"],"status":"resolved","note":"Restarted the pool."}`)
	changed.Expect(map[string]any{"changed": 2, "items.0.note_written": true, "items.1.note_written": true})
	for _, id := range []string{payments, postgres} {
		s.Call("get_incident", `{"incident_id":"`+id+`","include":["notes"]}`).Expect(map[string]any{"status": "resolved", "notes.0.text": "Restarted the pool."})
	}
	s.Call("manage_incidents", `{"incident_ids":["`+cart+`"],"note":"Alone."}`).Expect(map[string]any{"changed": 0, "items.0.note_written": true})
	if writes := s.Writes(); len(writes) != 1 || writes[0].Path != "/incidents/"+cart+"/notes" {
		t.Errorf("wrote %v", writes)
	}
	broken := failing(t, blackbox.Account{Options: withoutRetries()}, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incidents/" + payments + "/notes"})
	partly := broken.Call("manage_incidents", `{"incident_ids":["`+payments+`","`+postgres+`"],"status":"acknowledged","note":"Looking."}`)
	partly.Expect(map[string]any{"changed": 2, "items.0.note_written": false, "items.1.note_written": true, "items.1.note_error": nil})
	if !strings.Contains(partly.Text("items.0.note_error"), "403") {
		t.Errorf("got %s", partly.JSON)
	}
}

// A write is a success even if its effects cannot be read.
func TestEffectsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := failing(t, blackbox.Account{Options: withoutRetries()}, simulator.Fault{Kind: simulator.FaultServerError, Path: "/oncalls"},
		simulator.Fault{Kind: simulator.FaultServerError, Method: http.MethodGet, Path: "/incidents/" + cart})
	created := s.Call("create_incident", `{"title":"Checkout is down","service_id":"checkout api"}`)
	created.Expect(map[string]any{"created": true, "next.0.action": "escalate", "next.0.notifies": nil})
	if len(s.Writes()) != 1 || !strings.Contains(created.JSON, `"missing":{"next.notifies":"`) {
		t.Errorf("got %s", created.JSON)
	}
	note := s.Call("add_note_to_incident", `{"incident_id":"`+cart+`","note":"x"}`)
	if note.Text("text") != "x" || !note.Has("missing.incident") {
		t.Errorf("got %s", note.JSON)
	}
	s = demo(t)
	s.Call("add_note_to_incident", `{"incident_id":"4199","note":"x"}`).Expect(map[string]any{
		"incident.id": cart, "incident.number": 4199, "incident.status": "acknowledged", "incident.assignees.0.name": "Jonas Weber", "incident.acknowledged_by.0": "Jonas Weber", "notified.0": nil,
	})
}

// service_ids asks whoever is on call for the services, and the result names them.
func TestAddRespondersOfAService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	asked := s.Call("add_responders", `{"incident_id":"4198","service_ids":["Checkout API"],"user_ids":["Diego Ferreyra"]}`)
	asked.Expect(map[string]any{
		"incident.id": payments, "incident.status": "triggered", "incident.assignees.0.name": "Bruno Castellani",
		"asked.0.name": "Diego Ferreyra", "asked.1.name": "Amara Okafor", "asked.1.on_call_for.0": "Checkout API", "asked.2": nil, "notified.1.name": "Amara Okafor",
	})
	parseTime(t, asked.Text("asked_at"))
	if body := s.Writes()[0].Body; !strings.Contains(body, `"id":"PUAMARA","type":"user_reference"`) {
		t.Errorf("sent %s", body)
	}
}
