package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestIncidentTypes(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	names := func(query string) string {
		return strings.Join(a.ok("GET", "/incidents/types"+query, "").column("incident_types", "name"), " ")
	}
	for query, want := range map[string]string{
		"": "incident_default major_incident security_incident", "?filter=disabled": "drill", "?filter=all": "incident_default major_incident security_incident drill",
	} {
		if got := names(query); got != want {
			t.Errorf("%q lists %s", query, got)
		}
	}
	a.refused(400, 2001, `"filter"`, "GET", "/incidents/types?filter=some", "")
	a.equal(a.ok("GET", "/incidents/types/PMAJORI", ""), "incident_type.parent.id", "PINCDEF")
	a.refused(404, 2100, "no incident type", "GET", "/incidents/types/minor", "")
	fields := a.ok("GET", "/incidents/types/major_incident/custom_fields", "")
	if got := fields.column("fields", "name"); len(got) != 8 || got[0] != "customer_impact" || got[7] != "review_document" {
		t.Errorf("a major incident has the fields %v", got)
	}
	a.equal(fields, "fields.2.field_options", nil)
	a.equal(a.ok("GET", "/incidents/types/major_incident/custom_fields?include[]=field_options", ""), "fields.2.field_options.1.data.value", "Capacity")
}

func TestFieldValues(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const path = "/incidents/" + checkoutIncident + "/custom_fields/values"
	set := func(value string) string { return `{"custom_fields":[` + value + `]}` }
	for value, reason := range map[string]string{
		``:                                "must have custom_fields",
		`{"id":"PFORDER","value":"many"}`: "must be of the type integer",
		`{"id":"PFORDER","value":1.5}`:    "must be of the type integer",
		`{"id":"PFORDER"}`:                "null clears the field",
		`{"id":"PFORDER","value":1},{"name":"orders_affected","value":2}`: "occurs twice",
		`{"id":"PFCAUSE","value":"Weather"}`:                              "must be Deploy, Capacity",
		`{"id":"PFREGIO","value":"eu-west-1"}`:                            "must be a list",
		`{"id":"PFREGIO","value":["eu-west-1","eu-west-1"]}`:              "twice",
		`{"id":"PFIMPAC","value":"` + strings.Repeat("é", 201) + `"}`:     "200 characters",
		`{"id":"PFSTATU","value":true}`:                                   "have no field", // of major incidents only
	} {
		a.refused(400, 2001, reason, "PUT", path, set(value))
	}
	after := a.ok("PUT", path, set(`{"id":"PFORDER","value":12},{"name":"customer_impact","value":null},{"id":"PFCAUSE","value":"Deploy"}`))
	for name, want := range map[string]any{"orders_affected": 12.0, "customer_impact": nil, "root_cause": "Deploy"} {
		a.equal(after, fmt.Sprintf("custom_fields.%d.value", slices.Index(after.column("custom_fields", "name"), name)), want)
	}
	a.equal(a.ok("GET", "/incidents/"+checkoutIncident+"?include[]=custom_fields", ""), "incident.custom_fields.3.value", 12.0)
	log := a.ok("GET", "/incidents/"+checkoutIncident+"/log_entries?limit=3", "")
	a.equal(log, "log_entries.0.type", "custom_field_value_change_log_entry")
	a.equal(log, "log_entries.1.summary", "Customer impact cleared by Amara Okafor")
	if types := a.ok("GET", "/log_entries?limit=100", "").column("log_entries", "type"); slices.Contains(types, "custom_field_value_change_log_entry") {
		t.Error("the log of the account has changes of fields")
	}
	id := log.column("log_entries", "id")[0]
	a.refused(404, 2100, "no log entry", "GET", "/log_entries/"+id, "")
	first := a.ok("GET", "/log_entries?limit=1", "").column("log_entries", "id")[0]
	a.equal(a.ok("GET", "/log_entries/"+first, ""), "log_entry.id", first)
}

func TestChangeOfNotes(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.ok("POST", noteOf, `{"note":{"content":"First"}}`).at("note.id").(string)
	changed := a.ok("PUT", noteOf+"/"+id, `{"note":{"content":"Second"}}`)
	a.equal(changed, "note.content", "Second")
	a.refused(400, 2001, "must not be empty", "PUT", noteOf+"/"+id, `{"note":{"content":" "}}`)
	a.refused(404, 2100, "no note", "PUT", "/incidents/Q5PGREPLICALAG/notes/"+id, `{"note":{"content":"x"}}`)
	a.ok("DELETE", noteOf+"/"+id, "")
	a.refused(404, 2100, "no note", "DELETE", noteOf+"/"+id, "")
	if notes := a.ok("GET", noteOf, "").column("notes", "id"); slices.Contains(notes, id) {
		t.Errorf("the note is still among %v", notes)
	}
}

func TestChangeOfOneAlert(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const path = "/incidents/" + checkoutIncident + "/alerts"
	id := a.ok("GET", path+"?statuses[]=triggered&limit=1", "").column("alerts", "id")[0]
	a.equal(a.ok("PUT", path+"/"+id, `{"alert":{"id":"`+id+`","type":"alert","status":"resolved"}}`), "alert.status", "resolved")
	moved := a.ok("PUT", path+"/"+id, `{"alert":{"id":"`+id+`","type":"alert","incident":{"id":"Q5PGREPLICALAG","type":"incident_reference"}}}`)
	a.equal(moved, "alert.incident.id", "Q5PGREPLICALAG")
	a.refused(404, 2100, "no alert", "PUT", path+"/"+id, `{"alert":{"id":"`+id+`","type":"alert","status":"resolved"}}`)
	a.refused(400, 2001, "as in the path", "PUT", "/incidents/Q5PGREPLICALAG/alerts/"+id, `{"alert":{"id":"QOTHER","type":"alert","status":"resolved"}}`)
}

func TestStatusUpdates(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const path = "/incidents/" + checkoutIncident + "/status_updates"
	a.equal(a.ok("POST", path, `{"message":"Slow","subject":"Checkout"}`), "status_update.sender.id", "PUAMARA")
	a.refused(400, 2001, "message", "POST", path, `{"message":" "}`)
	added := a.ok("POST", path+"/subscribers", `{"subscribers":[{"subscriber_id":"PUDIEGO","subscriber_type":"user"},{"subscriber_id":"PTSEARC","subscriber_type":"team"},{"subscriber_id":"PUNONE","subscriber_type":"user"}]}`)
	if got := strings.Join(added.column("subscriptions", "result"), " "); got != "success duplicate unauthorized" {
		t.Errorf("the results are %s", got)
	}
	listed := a.ok("GET", path+"/subscribers", "")
	if got := strings.Join(listed.column("subscribers", "subscriber_id"), " "); got != "PUNADIA PTSEARC PUIRENE PUDIEGO" {
		t.Errorf("the subscribers are %s", got)
	}
	a.equal(listed, "subscribers.2.subscribed_via.0.name", "Online Shop")
	a.refused(400, 2001, "user or team", "POST", path+"/subscribers", `{"subscribers":[{"subscriber_id":"PUDIEGO","subscriber_type":"bot"}]}`)
}

func TestCancelledResponderRequests(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const path = "/incidents/Q3PAYACQUIRER0/responder_requests/cancel"
	body := func(targets string) string {
		return `{"requester_id":"PUAMARA","responder_request_targets":[` + targets + `]}`
	}
	const farid = `{"id":"PUFARID","type":"user_reference"}`
	a.equal(a.ok("PUT", path, body(farid)), "responder_request_targets.0.result", "cancelled")
	a.equal(a.ok("PUT", path, body(farid)), "responder_request_targets.0.result", "not_found")
	a.equal(a.ok("GET", "/incidents/Q3PAYACQUIRER0", ""), "incident.incidents_responders.0.state", "user_cancelled")
	a.equal(a.ok("PUT", "/incidents/"+checkoutIncident+"/responder_requests/cancel", body(`{"id":"PUELENA","type":"user_reference"}`)), "responder_request_targets.0.result", "joined")
	a.refused(400, 2001, "responder_request_targets", "PUT", path, body(""))
	a.refused(400, 2001, "requester_id", "PUT", path, `{"requester_id":"PUNONE","responder_request_targets":[`+farid+`]}`)
	a.refused(400, 2001, "type must be", "PUT", path, body(`{"id":"PUFARID","type":"user"}`))
	smaller := newAPI(t, simulator.WithoutAbilities("coordinated_responding"))
	smaller.refused(402, 2014, "coordinated_responding", "PUT", path, body(farid))
}

func TestWorkflows(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	start := func(workflow, incident string) (path, body string) {
		return "/incident_workflows/" + workflow + "/instances", `{"incident_workflow_instance":{"incident":{"id":"` + incident + `","type":"incident_reference"}}}`
	}
	path, body := start("PWMAJOR", "Q5PGREPLICALAG")
	a.equal(a.ok("POST", path, body), "incident_workflow_instance.incident.id", "Q5PGREPLICALAG")
	incident := a.ok("GET", "/incidents/Q5PGREPLICALAG", "")
	a.equal(incident, "incident.responder_requests.0.responder_request_targets.0.id", "PEPLATF") // its first step
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG/log_entries?limit=3", ""), "log_entries.2.summary", `Incident workflow "Major incident response" started by Amara Okafor`)
	path, body = start("PWSECUR", "Q5PGREPLICALAG")
	a.refused(403, 2010, "only members of a team", "POST", path, body)
	path, body = start("PWOLDBR", "Q5PGREPLICALAG")
	a.refused(400, 2001, "is disabled", "POST", path, body)
	path, body = start("PWMAJOR", "QNONE")
	a.refused(400, 2001, `the id "QNONE"`, "POST", path, body)
	a.equal(a.ok("GET", "/incident_workflows?query=security", ""), "incident_workflows.0.steps", nil)
	a.equal(a.ok("GET", "/incident_workflows/PWSECUR", ""), "incident_workflow.steps.1.action_configuration.inline_steps_inputs.0.value.steps.0.name", "Note the reporting deadline")
}

// A workflow starts even if its step asks a user to help who was deleted.
func TestWorkflowThatAsksADeletedUser(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok("PUT", "/schedules/PSSECU1", `{"schedule":{"type":"schedule","time_zone":"UTC","schedule_layers":[{"start":"2026-11-22T00:00:00Z","rotation_virtual_start":"2026-11-22T00:00:00Z",
		"rotation_turn_length_seconds":604800,"users":[{"user":{"id":"PUAMARA","type":"user_reference"}}],"restrictions":[]}]}}`)
	a.ok("DELETE", "/users/PUMEIXI", "")
	status, answer := a.do("POST", "/incident_workflows/PWSECUR/instances", `{"incident_workflow_instance":{"incident":{"id":"Q5PGREPLICALAG","type":"incident_reference"}}}`,
		header{"Authorization", "Token token=" + simulator.AccountKey})
	if status != 201 {
		t.Fatalf("%d %v", status, answer)
	}
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG", ""), "incident.responder_requests.0", nil)
	a.equal(a.ok("GET", "/incidents/Q5PGREPLICALAG/notes", ""), "notes.0.content", "The authority must be told within 72 hours.")
}

func TestWorkflowTriggers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var all []string
	for cursor := any(""); cursor != nil; {
		page := a.ok("GET", fmt.Sprintf("/incident_workflows/triggers?limit=2&cursor=%v", cursor), "")
		all, cursor = append(all, page.column("triggers", "id")...), page.at("next_cursor")
	}
	if len(all) != 5 || len(slices.Compact(slices.Sorted(slices.Values(all)))) != 5 {
		t.Errorf("the pages have %v", all)
	}
	for query, want := range map[string]int{
		"workflow_id=PWMAJOR": 2, "trigger_type=incident_type": 1, "incident_id=Q5PGREPLICALAG": 3, "service_id=PSCHKAP": 5, "workflow_name_contains=review": 1, "is_disabled=true": 0,
	} {
		if got := a.ok("GET", "/incident_workflows/triggers?"+query, "").column("triggers", "id"); len(got) != want {
			t.Errorf("%s finds %v", query, got)
		}
	}
	a.refused(400, 2001, "exclude each other", "GET", "/incident_workflows/triggers?incident_id=Q5PGREPLICALAG&service_id=PSCHKAP", "")
	a.refused(400, 2001, "sort_by", "GET", "/incident_workflows/triggers?sort_by=age", "")
	a.refused(400, 2001, "cursor", "GET", "/incident_workflows/triggers?cursor=2", "")
}
