package incidents_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// A part that was asked for is present, even if it is empty.
func TestPartsThatAreEmpty(t *testing.T) {
	t.Parallel()
	s := demo(t)
	created := s.Call("create_incident", `{"title":"Printer on fire","service_id":"Storefront Web"}`).Text("incident.id")
	incident := s.Call("get_incident", `{"incident_id":"`+created+`",`+allParts+`}`)
	for _, part := range []string{"alerts", "notes", "changes"} {
		if !strings.Contains(incident.JSON, `"`+part+`":[]`) && incident.Len(part) == 0 {
			t.Errorf("%s are missing in %s", part, incident.JSON)
		}
	}
	if alone := s.Call("get_incident", `{"incident_id":"`+created+`"}`); strings.Contains(alone.JSON, "[]") || alone.Has("notes") {
		t.Errorf("unasked: %s", alone.JSON)
	}
}

// include accepts parts that every result has, as PagerDuty's own servers do.
func TestIncludeOfWhatIsThereAnyway(t *testing.T) {
	t.Parallel()
	s := demo(t)
	incident := s.Call("get_incident", `{"incident_id":"4197","include":["users","teams","services","assignments","acknowledgers","Escalation_Policies"]}`)
	incident.Expect(map[string]any{"id": checkout, "service.name": "Checkout API", "teams.0.name": "Checkout", "acknowledgers.0.name": "Amara Okafor", "notes": nil})
	if len(s.Requests()) != 1 {
		t.Errorf("sent %v", s.Sent())
	}
	s.Call("get_incident", `{"incident_id":"4197","include":["notes","teams"]}`).Expect(map[string]any{"notes.2.by": "Amara Okafor", "notes.3": nil})
	if sentence := s.CallError("get_incident", `{"incident_id":"4197","include":["weather"]}`); strings.Contains(sentence, "acknowledgers") || !strings.Contains(sentence, "timeline") {
		t.Errorf("an unknown part: %q", sentence)
	}
}

// A resolved incident has its resolution, and each note is shown once.
func TestResolutionAndNotes(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("add_note_to_incident", `{"incident_id":"`+payments+`","note":"Called the acquirer."}`)
	s.Call("manage_incidents", `{"incident_ids":["`+payments+`"],"status":"resolved","resolution":"The acquirer recovered."}`)
	incident := s.Call("get_incident", `{"incident_id":"`+payments+`"}`)
	incident.Expect(map[string]any{"resolution": "The acquirer recovered.", "resolved_by": "Amara Okafor", "missing": nil})
	story := s.Call("get_incident", `{"incident_id":"`+payments+`",`+allParts+`}`)
	story.Expect(map[string]any{"resolution": "The acquirer recovered.", "timeline.0.what": "resolve", "timeline.1.what": "annotate", "timeline.1.note": nil, "notes.0.text": "Called the acquirer."})
	if count := strings.Count(story.JSON, "Called the acquirer."); count != 1 {
		t.Errorf("the note is shown %d times: %s", count, story.JSON)
	}
	if asked := len(s.SentTo("GET", "/incidents/"+payments+"/log_entries")); asked != 1 {
		t.Errorf("the log was asked for %d times", asked)
	}
	if timeline := s.Call("get_incident", `{"incident_id":"`+payments+`","include":["timeline"]}`); !strings.Contains(timeline.JSON, `"note":"Called the acquirer."`) {
		t.Errorf("without notes the timeline lacks the note: %s", timeline.JSON)
	}
}

// An action whose time has passed is marked as overdue.
func TestOverdueActions(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: answering(map[string]string{"GET /incidents/Q1": `{"incident":{"id":"Q1","status":"triggered",
		"pending_actions":[{"type":"escalate","at":"2026-11-22T14:00:00Z"},{"type":"resolve","at":"2026-11-29T14:00:00Z"},{"type":"urgency_change","at":"2026-11-30T08:00:00Z","to":"high"}]}}`})})
	s.Call("get_incident", `{"incident_id":"Q1"}`).Expect(map[string]any{
		"next.0.action": "escalate", "next.0.overdue": true, "next.1.action": "resolve", "next.1.overdue": nil, "next.2.to": "high",
	})
}

// The incident has the links and the common event format of its alerts and its trigger, merged_into, and its responders.
func TestDetailOfAnIncident(t *testing.T) {
	t.Parallel()
	const cef = `{"details":"CPU=99","source_component":"db1","source_origin":"eu-1","severity":"critical","event_class":"High CPU","service_group":"db",
		"message":"CPU is high","client":"Grafana","client_url":"https://grafana.example/d/1","contexts":[{"type":"image","src":"https://graph.example/cpu.png"}]}`
	s := start(t, blackbox.Account{Handler: answering(map[string]string{
		"GET /incidents/Q2": `{"incident":{"id":"Q2","title":"CPU","status":"resolved","assigned_via":"escalation_policy","resolved_at":"2026-11-22T13:00:00Z",
			"resolve_reason":{"type":"merge_resolve_reason","incident":{"id":"Q1","type":"incident_reference","summary":"[#7] The other"}},
			"first_trigger_log_entry":{"id":"R1","type":"trigger_log_entry","channel":{"type":"api","summary":"CPU","client":"Grafana","client_url":"https://grafana.example/d/2","details":{"host":"db1"}},
				"contexts":[{"type":"link","href":"https://runbook.example/cpu","text":"Runbook"}],"event_details":{"description":"CPU at 99%"}},
			"incidents_responders":[{"state":"joined","user":{"id":"PA","summary":"Ada"},"message":"Help","requester":{"id":"PB","summary":"Bob"},"requested_at":"2026-11-22T12:00:00Z","updated_at":"2026-11-22T12:05:00Z"}],
			"responder_requests":[{"requested_at":"2026-11-22T12:00:00Z","responder_request_targets":[{"responder_request_target":{"id":"PE","type":"escalation_policy","summary":"Database","incidents_responders":[{"user":{"id":"PA"}}]}}]}]}}`,
		"GET /incidents/Q2/alerts": `{"alerts":[{"id":"A1","body":{"contexts":[{"type":"link","href":"https://runbook.example/x","text":"Runbook"}],"details":null,"cef_details":` + cef + `}},
			{"id":"A2","severity":"info","body":{"details":{"a":1},"cef_details":{"details":{"b":2},"severity":"error","contexts":null}}}]}`,
		"GET /incidents/Q2/log_entries": `{"log_entries":[{"id":"R2","type":"resolve_log_entry","note":"Merged."},{"id":"R1","type":"trigger_log_entry","summary":"Triggered","agent":{"id":"PG","summary":"Gone","deleted_at":"2022-01-01T00:00:00Z"},
			"contexts":[{"type":"link","href":"https://runbook.example/cpu","text":"Runbook"}],"event_details":{"description":"CPU at 99%"}}]}`,
	})})
	s.Call("get_incident", `{"incident_id":"Q2","include":["alerts","timeline"]}`).Expect(map[string]any{
		"merged_into.id": "Q1", "merged_into.name": "[#7] The other", "assigned_via": "escalation_policy", "resolution": "Merged.",
		"responders.0.message": "Help", "responders.0.asked_by": "Bob", "responders.0.asked_at": "2026-11-22T12:00:00Z", "responders.0.since": "2026-11-22T12:05:00Z",
		"responders.0.escalation_policy": "Database",
		"trigger.client":                 "Grafana", "trigger.client_url": "https://grafana.example/d/2", "trigger.links.0.href": "https://runbook.example/cpu", "trigger.links.0.text": "Runbook",
		"trigger.summary": "CPU at 99%", "trigger.details.host": "db1",
		"alerts.0.links.0.href": "https://runbook.example/x", "alerts.0.links.1": nil, "alerts.0.details": "CPU=99", "alerts.0.component": "db1", "alerts.0.origin": "eu-1",
		"alerts.0.severity": "critical", "alerts.0.class": "High CPU", "alerts.0.group": "db", "alerts.0.message": "CPU is high", "alerts.0.client_url": "https://grafana.example/d/1",
		"alerts.1.severity": "info", "alerts.1.details.a": 1, "alerts.1.details.b": nil, "alerts.1.links": nil,
		"timeline.1.links.0.href": "https://runbook.example/cpu", "timeline.1.details": "CPU at 99%", "timeline.1.by": "Gone (deleted)",
	})
}

// If the assignees were not assigned together, each has its own since.
func TestAssigneesWhoGotItAtDifferentTimes(t *testing.T) {
	t.Parallel()
	const incident = `{"id":"Q1","status":"triggered","created_at":"2026-11-22T12:00:00Z","assignments":[
		{"at":"2026-11-22T12:00:01Z","assignee":{"id":"PA","summary":"Ada"}},{"at":"2026-11-22T13:00:00Z","assignee":{"id":"PG","summary":"Gone","deleted_at":"2022-01-01T00:00:00Z"}}]}`
	s := start(t, blackbox.Account{Handler: answering(map[string]string{"GET /incidents": `{"incidents":[` + incident + `]}`})})
	s.Call("list_incidents", `{}`).Expect(map[string]any{
		"items.0.assignees.0.since": nil, "items.0.assignees.1.since": "2026-11-22T13:00:00Z", "items.0.assigned_at": nil,
	})
}

// answering is an account with prepared responses.
func answering(answers map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, known := answers[r.Method+" "+r.URL.Path]
		if !known {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, answer)
	})
}
