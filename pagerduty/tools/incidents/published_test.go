package incidents_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Responses like the examples in PagerDuty's public documentation, which contradict its schemas: nulls for missing values, whole objects
// in place of references, unknown members and values.

const publishedIncident = `{
	"id":"PT4KHLK","type":"incident","summary":"[#1234] The server is on fire.","self":"https://api.pagerduty.com/incidents/PT4KHLK",
	"html_url":"https://subdomain.pagerduty.com/incidents/PT4KHLK","incident_number":1234,"title":"The server is on fire.","created_at":"2015-10-06T21:30:42Z",
	"updated_at":"2015-10-06T21:40:23Z","status":"resolved","incident_key":"baf7cf21b1da41b4b0221008339ff357",
	"service":{"id":"PSI2I2O","type":"service","name":"My Mail Service","summary":"Another text","description":null,"auto_resolve_timeout":null,"teams":null,"self":null,"html_url":null},
	"assignments":[{"at":"2015-11-10T00:31:52Z","assignee":{"id":"PXPGF42","type":"user","name":"Earline Greenholt","email":"earline@example.com","time_zone":null,"summary":null,"self":null}}],
	"assigned_via":"a_way_of_next_year","last_status_change_at":"","resolved_at":null,"first_trigger_log_entry":%s,"alert_counts":{"all":"2","triggered":1,"resolved":1},
	"is_mergeable":true,"incident_type":null,"escalation_policy":{"id":"PT20YPA","type":"escalation_policy_reference","summary":"Another Escalation Policy"},
	"teams":[{"id":"PQ9K7I8","type":"team","name":"Engineering","parent":null}],"impacted_services":null,"pending_actions":[{"type":"a_new_action","at":"2015-11-10T01:02:52Z"}],
	"acknowledgements":null,"alert_grouping":null,"last_status_change_by":null,"priority":null,"resolve_reason":null,"incidents_responders":null,"responder_requests":null,
	"subscriber_requests":null,"urgency":"high","conference_bridge":{"conference_number":null,"conference_url":null},"custom_fields":[{"name":"empty","value":null},
	{"name":"who","value":["a","b"],"type":"a_new_field"}],"body":{"type":"incident_body","details":{"cpu":"98%%","host":null,"note":"a\u202eb"}},"occurrence":%s,"a_member_of_next_year":{"x":[1]}}`

const publishedTrigger = `{"id":"Q02JTSNZWHSEKV","type":"trigger_log_entry","summary":"Triggered through the API","created_at":null,"agent":null,
	"channel":{"type":"something_new","summary":"High CPU","details":["a","list"],"client":null},"service":null,"teams":null,"contexts":null}`

func publishedAnswers() map[string]string {
	incident := fmt.Sprintf(publishedIncident, publishedTrigger, "null")
	listed := fmt.Sprintf(publishedIncident, `{"id":"Q02JTSNZWHSEKV","type":"trigger_log_entry_reference","summary":null}`, "null")
	outlier := fmt.Sprintf(publishedIncident, "null", `{"count":10,"frequency":0.04,"category":"rare","since":"2020-09-23T13:06:47Z","until":"2021-01-18T13:06:47Z"}`)
	odd := `{"id":"PODD","type":"incident","title":17,"status":["new"],"urgency":null,"service":null,"assignments":[null,{"at":null,"assignee":null}],"created_at":"yesterday","html_url":null}`
	return map[string]string{
		"GET /incidents":                               `{"incidents":[` + listed + `,` + odd + `],"limit":25,"offset":0,"total":null,"more":null}`,
		"GET /incidents/PT4KHLK":                       `{"incident":` + incident + `}`,
		"GET /incidents/1234":                          `{"incident":` + incident + `}`,
		"GET /incidents/PT4KHLK/alerts":                publishedAlerts,
		"GET /incidents/PT4KHLK/notes":                 `{"notes":[{"id":"PWL7QXS","user":{"id":"PXPGF42","type":"user_reference","summary":"Earline Greenholt"},"content":"Firefighters are on the scene.","created_at":"2013-03-06T15:28:51-05:00","channel":null},{"id":"PNULL","user":null,"content":null,"created_at":null}]}`,
		"GET /incidents/PT4KHLK/log_entries":           `{"log_entries":[{"id":"Q1","type":"a_new_log_entry","summary":null,"agent":null,"channel":{"type":"x","duration":7},"created_at":"2015-11-07T00:14:20Z","note":null},` + publishedTrigger + `],"more":false,"total":null,"limit":20,"offset":0}`,
		"GET /incidents/PT4KHLK/related_change_events": `{"change_events":[{"id":"01BBYA6PGHZVNB0LVVSRM5JN13","type":"change_event","summary":"Build Success - Increase snapshot create timeout to 30 seconds","timestamp":"2020-07-17T08:42:58.315+0000","source":null,"services":null,"links":[{"href":"https://acme.example/build/2","text":null}],"images":null,"custom_details":{"build_state":"passed"},"correlation_reason":{"reason":"a_new_reason"},"integration":null}]}`,
		"GET /incidents/PT4KHLK/outlier_incident":      `{"outlier_incident":{"incident":` + outlier + `,"incident_template":{"id":"PT4KHLL","cluster_id":"PT4KHLC","mined_text":"The server is on <*>"}}}`,
		"GET /incidents/PT4KHLK/past_incidents":        `{"past_incidents":[{"incident":{"id":"Q1QZCHXVM4KXSF","created_at":"2020-10-28T12:27:20Z","self":"https://api.pagerduty.com/incidents/Q1","title":"Worker is down"},"score":46.8249},{"incident":{"id":"PQQQ","created_at":null,"title":null},"score":null}],"total":2,"limit":5}`,
		"GET /incidents/PT4KHLK/related_incidents":     publishedRelated(listed),
		"GET /services/PIJ90N7":                        `{"service":{"id":"PIJ90N7","type":"service","name":"My Application Service","escalation_policy":null,"teams":null}}`,
		"GET /users/PXPGF42":                           `{"user":{"id":"PXPGF42","type":"user","name":"Earline Greenholt","teams":null}}`,
		"GET /users/me":                                `{"user":{"id":"PXPGF42","type":"user","name":"Earline Greenholt","email":"125.greenholt.earline@graham.name","time_zone":"Pacific Time (US & Canada)","teams":null,"contact_methods":null}}`,
		"GET /priorities":                              `{"priorities":[{"id":"P53ZZH5","type":"priority","name":null,"summary":"P2","description":null,"self":null}],"more":false}`,
		"POST /incidents":                              `{"incident":` + listed + `}`,
		"PUT /incidents":                               `{"incidents":[` + strings.Replace(strings.Replace(listed, `"status":"resolved"`, `"status":"acknowledged"`, 1), `"priority":null`, `"priority":{"id":"P53ZZH5","type":"priority","summary":"P2","name":"P2"}`, 1) + `]}`,
		"POST /incidents/PT4KHLK/notes":                `{"note":{"id":"PWL7QXS","user":null,"content":"Firefighters are on the scene.","created_at":"2013-03-06T15:28:51-05:00","channel":{"type":"x","summary":"The PagerDuty website or APIs"}}}`,
		"POST /incidents/PT4KHLK/responder_requests":   `{"responder_request":{"incident":{"id":"PT4KHLK","type":"incident_reference"},"requester":{"id":"PXPGF42","type":"user_reference"},"requested_at":"2017-05-16T20:40:00Z","message":"Please help.","responder_request_targets":[{"responder_request_target":{"type":"user","id":"PXPGF42","summary":"Earline Greenholt","incidents_responders":[{"state":"pending","user":null}]}}]}}`,
	}
}

const publishedAlerts = `{"alerts":[{"id":"PT4KHLK","type":"alert","summary":"The server is on fire.","html_url":null,"created_at":"2015-10-06T21:30:42Z","status":"resolved",
	"alert_key":null,"service":{"id":"PEYSGVF","type":"service_reference"},"body":{"type":"alert_body","contexts":[{"type":"link"}],"details":{"customKey":"Server is on fire!","customKey2":null}},
	"incident":{"id":"PPVZH9X"},"suppressed":false,"severity":null,"integration":{"id":"PQ12345","type":"generic_email_inbound_integration","summary":"Email"}},
	{"id":"PNULL","type":"alert","summary":null,"created_at":null,"status":"a_new_status","severity":"critical","body":null,"integration":null}],"more":true,"total":null}`

func publishedRelated(incident string) string {
	return `{"related_incidents":[{"incident":` + incident + `,"relationships":[
		{"type":"machine_learning_inferred","metadata":{"grouping_classification":"similar_contents","user_feedback":{"positive_feedback_count":12,"negative_feedback_count":3}}},
		{"type":"service_dependency","metadata":{"dependent_services":[{"id":"P1","type":"business_service_reference","self":null}],"supporting_services":null}}]},
		{"incident":{"id":"PBARE","title":"Bare"},"relationships":null}]}`
}

// similar has responses that the examples of similar incidents refer to but do not show.
var similar = regexp.MustCompile(`^/(services/P1|incidents/(Q1QZCHXVM4KXSF|PQQQ))(/|$)`)

func published(t *testing.T) *blackbox.Session {
	t.Helper()
	answers := publishedAnswers()
	return start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.Method+" "+r.URL.Path]
		if !ok && similar.MatchString(r.URL.Path) {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		if !ok {
			t.Errorf("asked for %s %s, which has no example", r.Method, r.URL)
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	})})
}

func TestReadsOfPublishedExamples(t *testing.T) {
	t.Parallel()
	s := published(t)
	s.Call("list_incidents", `{"total":true}`).Expect(map[string]any{
		"items.0.id": "PT4KHLK", "items.0.number": 1234, "items.0.title": "The server is on fire.", "items.0.service.name": "My Mail Service", "items.0.priority": nil,
		"items.0.assignees.0.name": "Earline Greenholt", "items.1.id": "PODD", "items.1.title": nil, "items.1.assignees": nil, "items.2": nil, "more": false, "total": nil,
	})
	incident := s.Call("get_incident", `{"incident_id":"PT4KHLK",`+allParts+`}`)
	incident.Expect(map[string]any{
		"title": "The server is on fire.", "status": "resolved", "escalation_policy.name": "Another Escalation Policy", "teams.0.name": "Engineering", "acknowledgers": nil,
		"responders": nil, "resolved_at": nil, "status_changed_at": nil, "status_changed_by": nil, "priority": nil, "type": nil, "next.0.action": "a_new_action",
		"custom_fields.empty": nil, "custom_fields.who.1": "b", "details.cpu": "98%", "details.note": "ab", "trigger.summary": "High CPU", "trigger.details.1": "list",
		"conference_url": nil, "alert_counts.triggered": 1, "missing": nil,
		"alerts.0.summary": "The server is on fire.", "alerts.0.details.customKey": "Server is on fire!", "alerts.0.source": "Email", "alerts.1.status": "a_new_status", "more.0": "alerts",
		"notes.0.text": "Firefighters are on the scene.", "notes.0.by": "Earline Greenholt", "notes.0.at": "2013-03-06T15:28:51-05:00",
		"timeline.0.what": "a_new", "timeline.1.what": "trigger", "timeline.1.by": nil,
		"changes.0.summary": "Build Success - Increase snapshot create timeout to 30 seconds", "changes.0.reason": "a_new_reason", "changes.0.links.0": "https://acme.example/build/2",
	})
	s.Call("get_outlier_incident", `{"incident_id":"1234"}`).Expect(map[string]any{
		"incident.title": "The server is on fire.", "occurrence.category": "rare", "occurrence.count": 10, "occurrence.frequency": 0.04, "occurrence.since": "2020-09-23T13:06:47Z",
		"occurrence.until": "2021-01-18T13:06:47Z", "pattern": "The server is on <*>",
	})
	s.Call("get_past_incidents", `{"incident_id":"PT4KHLK"}`).Expect(map[string]any{
		"items.0.id": "Q1QZCHXVM4KXSF", "items.0.title": "Worker is down", "items.0.score": 46.8249, "items.0.created_at": "2020-10-28T12:27:20Z", "items.1.id": "PQQQ", "items.1.missing.2": "last_note", "more": false,
	})
	s.Call("get_related_incidents", `{"incident_id":"PT4KHLK"}`).Expect(map[string]any{
		"items.0.title": "The server is on fire.", "items.0.because.0.type": "machine_learning_inferred", "items.0.because.0.denied": 3,
		"items.0.because.1.type": "service_dependency", "items.0.because.1.dependent_services.0.id": "P1", "items.0.because.1.dependent_services.0.name": nil,
		"items.1.title": "Bare", "items.1.because": nil, "items.1.service": nil, "more": false,
	})
}

func TestWritesOfPublishedExamples(t *testing.T) {
	t.Parallel()
	s := published(t)
	s.Call("create_incident", `{"title":"The server is on fire.","service_id":"PIJ90N7","assignee_id":"PXPGF42","priority":"p2"}`).Expect(map[string]any{
		"created": true, "incident.id": "PT4KHLK", "incident.number": 1234, "incident.service.id": "PSI2I2O",
	})
	if body := s.Writes()[0].Body; !strings.Contains(body, `"priority":{"id":"P53ZZH5"`) {
		t.Errorf("sent %s", body)
	}
	s.Call("manage_incidents", `{"incident_ids":["PT4KHLK"],"status":"acknowledged","reopen":true,"priority":"P2"}`).Expect(map[string]any{
		"items.0.id": "PT4KHLK", "items.0.before.status": "resolved", "items.0.after.status": "acknowledged", "items.0.before.priority": nil, "items.0.after.priority": "P2",
		"items.0.teams.0.name": "Engineering",
	})
	s.Call("add_note_to_incident", `{"incident_id":"PT4KHLK","note":"Firefighters are on the scene."}`).Expect(map[string]any{
		"text": "Firefighters are on the scene.", "by": nil, "at": "2013-03-06T15:28:51-05:00",
	})
	s.Call("add_responders", `{"incident_id":"PT4KHLK","user_ids":["PXPGF42"]}`).Expect(map[string]any{
		"incident.id": "PT4KHLK", "message": "Please help with #1234: The server is on fire.", "asked.0.id": "PXPGF42", "asked.0.name": "Earline Greenholt", "asked.1": nil,
	})
}
