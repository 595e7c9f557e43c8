package incidents_test

import (
	"strings"
	"testing"
)

func TestGetIncidentShowsAllThatMatters(t *testing.T) {
	t.Parallel()
	s := demo(t)
	incident := s.Call("get_incident", `{"incident_id":"`+checkout+`"}`)
	s.ExpectSent("GET /incidents/" + checkout + "?include[]=first_trigger_log_entries&include[]=conference_bridge&include[]=custom_fields")
	incident.Expect(map[string]any{
		"id": checkout, "number": 4197, "title": "Checkout latency p99 above 4 s in eu-west-1", "status": "acknowledged", "urgency": "high", "priority": "P1",
		"service.id": "PSCHKAP", "service.name": "Checkout API", "escalation_policy.id": "PECHECK", "escalation_policy.name": "Checkout",
		"teams.0.id": "PTCHECK", "teams.0.name": "Checkout", "assignees.0.id": "PUAMARA", "acknowledgers.0.name": "Amara Okafor",
		"responders.0.name": "Elena Petrova", "responders.0.state": "joined", "alert_counts.triggered": 4, "alert_counts.resolved": 1,
		"status_changed_by": "Amara Okafor", "next.0.action": "unacknowledge", "incident_key": "checkout-api/latency-p99/eu-west-1",
		"conference_url": "https://meet.lanternfield.example/incident-checkout", "conference_number": "+1 555-0190,,4200#",
		"custom_fields.customer_impact": "Slow checkout in Europe; about 80 orders a minute delayed", "custom_fields.regions.0": "eu-west-1",
		"html_url":    "https://lanternfield-demo.pagerduty.com/incidents/" + checkout,
		"resolved_at": nil, "missing": nil, "more": nil, "alerts": nil, "notes": nil,
	})
	for _, path := range []string{"created_at", "acknowledgers.0.at", "status_changed_at", "next.0.at"} {
		parseTime(t, incident.Text(path))
	}
	created := s.Call("create_incident", `{"title":"Printer on fire","service_id":"Storefront Web","details":"Third floor.\nSmoke."}`)
	incident = s.Call("get_incident", `{"incident_id":"`+created.Text("incident.id")+`"}`)
	incident.Expect(map[string]any{"details": "Third floor.\nSmoke.", "trigger": nil})
	s.Call("manage_incidents", `{"incident_ids":["`+created.Text("incident.id")+`"],"status":"resolved"}`)
	incident = s.Call("get_incident", `{"incident_id":"`+created.Text("incident.id")+`"}`)
	incident.Expect(map[string]any{"status": "resolved", "assignees": nil, "next": nil})
	parseTime(t, incident.Text("resolved_at"))
}

func TestGetIncidentByWhateverNamesIt(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, name := range []string{
		checkout, "  " + checkout + "\\n", "4197", "#4197", "https://lanternfield-demo.pagerduty.com/incidents/" + checkout,
		"https://lanternfield-demo.pagerduty.com/incidents/" + checkout + "/timeline?x=1#top", "https://lanternfield-demo.pagerduty.com/a/incidents/4197/",
	} {
		incident := s.Call("get_incident", `{"incident_id":"`+name+`"}`)
		incident.Expect(map[string]any{"id": checkout, "number": 4197})
		if got := len(s.Requests()); got != 1 {
			t.Errorf("%s took %d requests, want one", name, got)
		}
	}
	if incident := s.Call("get_incident", `{"incident_id":4197}`); incident.Text("id") != checkout {
		t.Errorf("a bare number gives %s", incident.JSON)
	}
	if sentence := s.CallError("get_incident", `{"incident_id":"QNOSUCHINCIDEN"}`); !strings.Contains(sentence, "no incident QNOSUCHINCIDEN") || !strings.Contains(sentence, "404") {
		t.Errorf("unknown id: %q", sentence)
	}
	if sentence := s.CallError("get_incident", `{"incident_id":"99999","include":["notes"]}`); !strings.Contains(sentence, "no incident 99999") {
		t.Errorf("unknown number: %q", sentence)
	}
	if sentence := s.CallError("get_incident", `{}`); !strings.Contains(sentence, "incident_id") || len(s.Requests()) != 0 {
		t.Errorf("no id: %q", sentence)
	}
	if sentence := s.CallError("get_incident", `{"incident_id":"`+checkout+`","include":["photos"]}`); !strings.Contains(sentence, "timeline") || len(s.Requests()) != 0 {
		t.Errorf("unknown part: %q", sentence)
	}
}
