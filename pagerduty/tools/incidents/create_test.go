package incidents_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// sentIncident returns the incident in the body of a create request.
func sentIncident(t *testing.T, request blackbox.Request) map[string]any {
	t.Helper()
	var body struct{ Incident map[string]any }
	if err := json.Unmarshal([]byte(request.Body), &body); err != nil || body.Incident == nil {
		t.Fatalf("the body is %s (%v)", request.Body, err)
	}
	return body.Incident
}

func TestCreateIncident(t *testing.T) {
	t.Parallel()
	s := demo(t)
	created := s.Call("create_incident", `{"title":"Checkout is down","service_id":"checkout api"}`)
	created.Expect(map[string]any{
		"created": true, "note": nil, "incident.number": 4201, "incident.status": "triggered", "incident.urgency": "high",
		"incident.title": "Checkout is down", "incident.service.id": "PSCHKAP", "incident.assignees.0.name": "Amara Okafor",
	})
	writes := s.Writes()
	if len(writes) != 1 || writes[0].From != "amara.okafor@lanternfield.example" {
		t.Fatalf("wrote %v, want one creation in the user's name", writes)
	}
	body := sentIncident(t, writes[0])
	if key, _ := body["incident_key"].(string); !strings.HasPrefix(key, "agent-") || len(body) != 4 {
		t.Errorf("sent %s, want title, service, type and a key alone", writes[0].Body)
	}
	if list := s.Call("list_incidents", `{"statuses":["triggered"],"limit":1}`); list.Text("items.0.id") != created.Text("incident.id") {
		t.Errorf("the newest incident is %s", list.Text("items.0.id"))
	}
}

func TestCreateIncidentWithEverything(t *testing.T) {
	t.Parallel()
	s := demo(t)
	created := s.Call("create_incident", `{"title":"T","service_id":"PSCHKAP","urgency":"low","details":"D","priority":"p2","assignee_id":"bruno castellani",
		"incident_key":"mine","incident_type":"major_incident","conference_url":"https://meet.example.com/x","conference_number":"+1 555"}`)
	created.Expect(map[string]any{"created": true, "incident.urgency": "low", "incident.priority": "P2", "incident.assignees.0.id": "PUBRUNO"})
	shown := s.Call("get_incident", `{"incident_id":"`+created.Text("incident.id")+`"}`)
	shown.Expect(map[string]any{"details": "D", "type": "major_incident", "incident_key": "mine", "conference_url": "https://meet.example.com/x", "conference_number": "+1 555"})
	escalated := s.Call("create_incident", `{"title":"T","service_id":"PSCHKAP","escalation_policy_id":"incident commander"}`)
	shown = s.Call("get_incident", `{"incident_id":"`+escalated.Text("incident.id")+`"}`)
	shown.Expect(map[string]any{"escalation_policy.id": "PECOMMD", "assignees.0.name": "Henry Adeyemi"})
}

// Repeating the call while the incident is open pages nobody.
func TestTheSameWordsCreateOneIncident(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const words = `"title":"Disk full","details":"df says 100%"`
	first := s.Call("create_incident", `{"service_id":"Order Pipeline",`+words+`}`)
	key := sentIncident(t, s.Writes()[0])["incident_key"]
	id := first.Text("incident.id")
	before := s.Call("get_incident", `{"incident_id":"`+id+`","include":["timeline"]}`)
	again := s.Call("create_incident", `{"service_id":"PSORDER",`+words+`,"urgency":"high"}`)
	if got := sentIncident(t, s.Writes()[0])["incident_key"]; got != key {
		t.Errorf("the keys are %v and %v", key, got)
	}
	again.Expect(map[string]any{"created": false, "incident.id": id, "incident.urgency": first.Text("incident.urgency")})
	if note := again.Text("note"); !strings.Contains(note, "already open") || !strings.Contains(note, "nobody was notified") {
		t.Errorf("the note is %q", note)
	}
	after := s.Call("get_incident", `{"incident_id":"`+id+`","include":["timeline"]}`)
	if before.JSON != after.JSON || before.Len("timeline") == 0 {
		t.Errorf("the incident changed from\n%s\nto\n%s", before.JSON, after.JSON)
	}
	if open := s.Call("list_incidents", `{"statuses":["triggered","acknowledged"],"total":true}`); open.Number("total") != openCount+1 {
		t.Errorf("%d are open, want one more than before", open.Number("total"))
	}
	for _, other := range []string{
		`{"service_id":"PSORDER","title":"Disk full","details":"df says 99%"}`, `{"service_id":"PSORDER","title":"Disk full"}`,
		`{"service_id":"PSCHKAP",` + words + `}`, `{"service_id":"PSORDER","title":"Disk full","details":"df says 100%","incident_key":"other"}`,
	} {
		if created := s.Call("create_incident", other); created.At("created") != true {
			t.Errorf("%s: %s", other, created.JSON)
		}
	}
	s.Call("manage_incidents", `{"incident_ids":["`+id+`"],"status":"resolved"}`)
	if anew := s.Call("create_incident", `{"service_id":"PSORDER",`+words+`}`); anew.At("created") != true || anew.Text("incident.id") == id {
		t.Errorf("after it was resolved: %s", anew.JSON)
	}
}

// PagerDuty creates the incident but responds with an error. It refuses the client's second attempt as a duplicate of the incident that this
// call created.
func TestACreationThatHadToBeRepeatedIsReportedOnce(t *testing.T) {
	t.Parallel()
	var attempts atomic.Int32
	s := start(t, blackbox.Account{Around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && attempts.Add(1) == 1 {
				next.ServeHTTP(httptest.NewRecorder(), r)
				w.WriteHeader(http.StatusInternalServerError)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	created := s.Call("create_incident", `{"title":"Disk full","service_id":"PSORDER"}`)
	created.Expect(map[string]any{"created": true, "incident.number": 4201, "note": nil})
	if len(s.SentTo("POST", "/incidents")) != 2 {
		t.Errorf("sent %v, want two attempts", s.Sent())
	}
	if open := s.Call("list_incidents", `{"statuses":["triggered","acknowledged"],"total":true}`); open.Number("total") != openCount+1 {
		t.Errorf("%d are open, want one more than before", open.Number("total"))
	}
}

func TestCreateIncidentIsRefused(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string][]string{
		`{"service_id":"PSCHKAP"}`:                                                                   {"title"},
		`{"title":"x"}`:                                                                              {"service_id"},
		`{"title":"","service_id":"PSCHKAP"}`:                                                        {"title"},
		`{"title":"x","service_id":"Chekout"}`:                                                       {"service_id", `"Chekout"`, "no service", "Nothing was changed"},
		`{"title":"x","service_id":"PZZZZZ9"}`:                                                       {"service_id", `"PZZZZZ9"`, "no service"},
		`{"title":"x","service_id":"Gift Cards (retired)"}`:                                          {"400", "is disabled and takes no incidents", "Nothing was changed"},
		`{"title":"x","service_id":"PSCHKAP","priority":"P9"}`:                                       {"priority", "P1 (PPRIOR1)"},
		`{"title":"x","service_id":"PSCHKAP","urgency":"medium"}`:                                    {"urgency", "high"},
		`{"title":"x","service_id":"PSCHKAP","assignee_id":"nobody"}`:                                {"assignee_id", "no user"},
		`{"title":"x","service_id":"PSCHKAP","escalation_policy_id":"PENONE0"}`:                      {"escalation_policy_id", "no escalation policy"},
		`{"title":"x","service_id":"PSCHKAP","assignee_id":"PUBRUNO","escalation_policy_id":"Data"}`: {"exclude each other"},
	} {
		sentence := s.CallError("create_incident", arguments)
		for _, word := range want {
			if !strings.Contains(sentence, word) {
				t.Errorf("%s: %q does not say %q", arguments, sentence, word)
			}
		}
		if writes := s.Writes(); len(writes) != 0 && !strings.Contains(arguments, "Gift Cards") {
			t.Errorf("%s: wrote %v", arguments, writes)
		}
	}
	if open := s.Call("list_incidents", `{"statuses":["triggered","acknowledged"],"total":true}`); open.Number("total") != openCount {
		t.Errorf("%d are open, want as many as before", open.Number("total"))
	}
}

// writingCalls returns valid arguments for every tool that writes.
func writingCalls() map[string]string {
	return map[string]string{
		"create_incident":      `{"title":"x","service_id":"PSCHKAP"}`,
		"manage_incidents":     `{"incident_ids":["` + cart + `"],"status":"resolved"}`,
		"add_responders":       `{"incident_id":"` + checkout + `","user_ids":["PUBRUNO"]}`,
		"add_note_to_incident": `{"incident_id":"` + checkout + `","note":"x"}`,
	}
}

// An account's key belongs to no user: the error tells the operator what is missing.
func TestWritesNeedAUser(t *testing.T) {
	t.Parallel()
	nobody, unknown := start(t, accountKey()), start(t, accountKey(pagerduty.WithFrom("nobody@lanternfield.example")))
	henry := start(t, accountKey(pagerduty.WithFrom("henry.adeyemi@lanternfield.example")))
	for tool, arguments := range writingCalls() {
		sentence := nobody.CallError(tool, arguments)
		if !strings.Contains(sentence, "in whose name") || !strings.Contains(sentence, "belongs to no user") || len(nobody.Writes()) != 0 {
			t.Errorf("%s: %q after %v", tool, sentence, nobody.Writes())
		}
		unknown.CallError(tool, arguments)
		henry.Call(tool, arguments)
		if writes := henry.Writes(); tool != "add_responders" && (len(writes) != 1 || writes[0].From != "henry.adeyemi@lanternfield.example") {
			t.Errorf("%s wrote %v", tool, writes)
		}
	}
}

func TestWritesOfAReadOnlyClient(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	for tool, arguments := range writingCalls() {
		sentence := s.CallError(tool, arguments)
		if !strings.Contains(sentence, "read-only") || !strings.Contains(sentence, "Only the operator") || len(s.Writes()) != 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Writes())
		}
	}
	s.Call("get_incident", `{"incident_id":"`+checkout+`"}`)
}

// Title and details that differ only in case and spacing make no second incident.
func TestTheSameWordsInAnotherFormWakeNobody(t *testing.T) {
	t.Parallel()
	s := demo(t)
	if first := s.Call("create_incident", `{"title":" DB  down ","service_id":"Checkout API","details":"it is slow\n"}`); first.At("created") != true || first.Text("incident.title") != "DB  down" {
		t.Errorf("got %s", first.JSON)
	}
	again := s.Call("create_incident", `{"title":"db down","service_id":"Checkout API","details":"It is slow","urgency":"low"}`)
	if again.At("created") != false || !strings.Contains(again.Text("note"), "nothing was changed") {
		t.Errorf("got %s", again.JSON)
	}
	if other := s.Call("create_incident", `{"title":"db down","service_id":"Checkout API","details":"It is gone"}`); other.At("created") != true {
		t.Errorf("got %s", other.JSON)
	}
}

// An incident on a service in maintenance may notify nobody, whoever it is assigned to.
func TestCreateIncidentInMaintenance(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for service, inMaintenance := range map[string]bool{"Warehouse Sync": true, "Checkout API": false} {
		created := s.Call("create_incident", `{"title":"Stock is wrong","service_id":"`+service+`"}`)
		created.Expect(map[string]any{"created": true})
		if note := created.Text("note"); strings.Contains(note, "in maintenance: until the window ends, PagerDuty may notify nobody") != inMaintenance {
			t.Errorf("%s: %q", service, note)
		}
	}
}

// An address that responders cannot or should not open is refused.
func TestConferenceAddresses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, address := range []string{"javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://", "https:meet", "meet.example.com/x", "tel:+15550100", "u", "ftp://x.example/y", "https://a b"} {
		for tool, arguments := range map[string]string{"create_incident": `"title":"x","service_id":"PSCHKAP"`, "manage_incidents": `"incident_ids":["` + checkout + `"]`} {
			sentence := s.CallError(tool, `{`+arguments+`,"conference_url":"`+address+`"}`)
			if !strings.Contains(sentence, "conference_url is") || len(s.Requests()) != 0 {
				t.Errorf("%s %s: %q after %v", tool, address, sentence, s.Sent())
			}
		}
	}
	s.Call("manage_incidents", `{"incident_ids":["`+checkout+`"],"conference_url":"http://meet.example.com/x"}`)
}

// A stakeholder is not assigned incidents.
func TestAssignToAStakeholder(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for tool, arguments := range map[string]string{
		"create_incident":  `{"title":"Slow","service_id":"Checkout API","assignee_id":"Nadia Haddad"}`,
		"manage_incidents": `{"incident_ids":["4200"],"assignee_ids":["PUBRUNO","PUNADIA"]}`,
	} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "Nadia Haddad (PUNADIA) has the role read_only_user") || !strings.HasSuffix(sentence, "Nothing was changed.") || len(s.Writes()) > 0 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
	}
}
