package incidents_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Arguments in the form of PagerDuty's own servers, and in forms that models make up.
func TestArgumentsInOtherShapes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tool, arguments string
		want            map[string]any // in the answer
		sent            string         // in a request, its body included
	}{
		"list": {"list_incidents", `{"query_model":{"statuses":["triggered"],"urgencies":["high"],"teams_ids":["PTCHECK"],"limit":1}}`,
			map[string]any{"items.0.id": payments, "items.1": nil}, "team_ids[]=PTCHECK"},
		"list, scalars and texts": {"list_incidents", `{"statuses":"triggered","urgencies":"[\"high\"]","limit":"1","total":"True","since":null}`,
			map[string]any{"items.0.id": postgres, "total": 2}, "limit=1&"},
		"list, all of it a text": {"list_incidents", `"{\"query_model\":\"{\\\"limit\\\":\\\"1\\\"}\"}"`, map[string]any{"items.0.id": postgres, "items.1": nil}, "limit=1&"},
		"list, references":       {"list_incidents", `{"services":[{"id":"PSPGDBS","type":"service_reference"}],"limit":1}`, map[string]any{"items.0.id": postgres}, "service_ids[]=PSPGDBS"},
		"get":                    {"get_incident", `{"query_model":{"incident_id":"` + checkout + `","include":"notes"}}`, map[string]any{"id": checkout, "notes.3": nil}, ""},
		"get, a reference":       {"get_incident", `{"incident":{"id":"` + checkout + `","type":"incident_reference"}}`, map[string]any{"id": checkout}, ""},
		"outlier":                {"get_outlier_incident", `{"incident_id":"` + checkout + `","query_model":{"since":"-1d"}}`, map[string]any{"pattern": "Checkout latency <*> above <*> s in <*>"}, "since="},
		"past":                   {"get_past_incidents", `{"incident_id":"` + checkout + `","query_model":{"limit":2,"total":true}}`, map[string]any{"total": 8, "items.2": nil}, "limit=2"},
		"related":                {"get_related_incidents", `{"incident_id":"` + checkout + `","query_model":{}}`, map[string]any{"items.0.id": payments}, ""},
		"create": {"create_incident", `{"create_model":{"incident":{"type":"incident","title":"T","service":{"id":"PSCHKAP","type":"service_reference"},"urgency":"low",
			"priority":{"id":"PPRIOR3","type":"priority_reference"},"body":{"type":"incident_body","details":"D"},"incident_key":"k",
			"escalation_policy":{"id":"PECOMMD","type":"escalation_policy_reference"},"incident_type":{"name":"major_incident"},
			"conference_bridge":{"conference_number":"+1","conference_url":"https://meet.example.com"},"assignments":null}}}`,
			map[string]any{"created": true, "incident.urgency": "low", "incident.priority": "P3", "incident.assignees.0.name": "Henry Adeyemi"},
			`{"incident":{"type":"incident","title":"T","service":{"id":"PSCHKAP","type":"service_reference"},"urgency":"low","body":{"type":"incident_body","details":"D"},` +
				`"incident_key":"k","priority":{"id":"PPRIOR3","type":"priority_reference"},"escalation_policy":{"id":"PECOMMD","type":"escalation_policy_reference"},` +
				`"incident_type":{"name":"major_incident"},"conference_bridge":{"conference_number":"+1","conference_url":"https://meet.example.com"}}}`},
		"manage": {"manage_incidents", `{"manage_request":{"incident_ids":["` + checkout + `"],"status":"resolved","urgency":"low","escalation_level":null,"assignment":null}}`,
			map[string]any{"items.0.after.status": "resolved", "items.0.after.urgency": "low"}, `"status":"resolved","urgency":"low"`},
		"manage, references": {"manage_incidents", `{"incidents":[{"id":"` + checkout + `","type":"incident_reference"}],"status":"RESOLVED","assignees":[]}`,
			map[string]any{"items.0.after.status": "resolved"}, `"status":"resolved"`},
		"manage, one as a text": {"manage_incidents", `"{\"incident_ids\":\"` + checkout + `\",\"escalation_level\":\"3\"}"`,
			map[string]any{"items.0.after.assignees.0.name": "Elena Petrova"}, `"escalation_level":3`},
		"responders": {"add_responders", `{"incident_id":"` + checkout + `","request":{"users":[{"id":"PUBRUNO","type":"user_reference"}],"message":"Hi"}}`,
			map[string]any{"message": "Hi", "asked.0.id": "PUBRUNO"}, `"id":"PUBRUNO"`},
		"note":           {"add_note_to_incident", `{"request":{"incident_id":"` + checkout + `","note":"N"}}`, map[string]any{"text": "N"}, `{"note":{"content":"N"}}`},
		"note, a number": {"add_note_to_incident", `{"incident_id":4197,"note":42}`, map[string]any{"text": "42"}, `{"note":{"content":"42"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			s.Call(test.tool, test.arguments).Expect(test.want)
			if !slices.ContainsFunc(s.Requests(), func(r blackbox.Request) bool { return strings.Contains(r.String()+" "+r.Body, test.sent) }) {
				t.Errorf("sent %v, want %s in one of them", s.Requests(), test.sent)
			}
		})
	}
}

func TestArgumentsThatMeanNothing(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for tool, arguments := range map[string]string{
		"list_incidents":        `{"query_model":{"incident_ids":["Q1"]}}`,
		"get_incident":          `{"incident_id":"` + checkout + `","verbose":true}`,
		"get_outlier_incident":  `[]`,
		"get_past_incidents":    `{"incident_id":["a","b"]}`,
		"get_related_incidents": `{"incident_id":{"number":4197}}`,
		"create_incident":       `{"title":"x","service_id":"PSCHKAP","create_model":{"incident":{"service":{"id":"PSPAYGW"}}}}`,
		"manage_incidents":      `{"incident_ids":["` + checkout + `"],"manage_request":{"state":"resolved"}}`,
		"add_responders":        `{"incident_id":"` + checkout + `","request":{"responder_request_targets":[{"x":1}]}}`,
		"add_note_to_incident":  `{"incident_id":"` + checkout + `","content":"x"}`,
	} {
		sentence := s.CallError(tool, arguments)
		if !strings.HasPrefix(sentence, tool+" was not run.") || len(s.Requests()) != 0 {
			t.Errorf("%s %s: %q after %v", tool, arguments, sentence, s.Sent())
		}
	}
}
