package pagerduty_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// incidents returns the incidents that List decodes from body.
func incidents(t *testing.T, body string) []pagerduty.Incident {
	t.Helper()
	client, _ := newClient(t, everywhere(answer(200, body)))
	page, err := client.Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestNullsAreZeroValues(t *testing.T) {
	t.Parallel()
	got := incidents(t, `{"incidents":[{"id":"PINC","incident_number":null,"title":null,"status":null,"urgency":null,"priority":null,"incident_key":null,
		"incident_type":null,"created_at":null,"service":null,"escalation_policy":null,"teams":null,"assignments":null,"acknowledgements":null,
		"alert_counts":null,"conference_bridge":null,"body":null,"first_trigger_log_entry":null,"custom_fields":null,"pending_actions":null,
		"incidents_responders":null,"last_status_change_by":null,"html_url":null,"unknown":null}],"more":null,"total":null,"limit":null}`)
	if len(got) != 1 || !reflect.DeepEqual(got[0], pagerduty.Incident{ID: "PINC"}) {
		t.Errorf("got %+v", got)
	}
}

func TestNullsInLists(t *testing.T) {
	t.Parallel()
	got := incidents(t, `{"incidents":[{"id":"PINC","teams":[null,{"id":"PTEAM"}],"assignments":[null,{"at":null,"assignee":null}],"custom_fields":[null]}]}`)[0]
	if got.ID != "PINC" || got.Teams[1].ID != "PTEAM" || len(got.Assignments) != 2 || len(got.CustomFields) != 1 {
		t.Errorf("got %+v", got)
	}
}

// If one member has a wrong type, all others are decoded.
func TestMemberOfAnotherTypeSpoilsNothingElse(t *testing.T) {
	t.Parallel()
	members := []string{"incident_number", "title", "status", "urgency", "priority", "incident_type", "created_at", "resolved_at", "service", "escalation_policy",
		"teams", "assignments", "acknowledgements", "alert_counts", "conference_bridge", "body", "first_trigger_log_entry", "custom_fields",
		"pending_actions", "incidents_responders", "last_status_change_by", "html_url"}
	values := []string{`"x"`, `""`, `7`, `-1.5`, `1e400`, `99999999999999999999`, `true`, `[]`, `["x"]`, `[[1]]`, `{}`, `{"id":7,"at":{},"all":"x"}`, `[{"id":["x"],"at":7}]`}
	for _, member := range members {
		for _, value := range values {
			got := incidents(t, `{"incidents":[{"id":"P1"},{"`+member+`":`+value+`,"id":"P2","incident_key":"k"},{"id":"P3","incident_key":"l"}],"more":true}`)
			if len(got) != 3 || got[0].ID != "P1" || got[1].ID != "P2" || got[1].IncidentKey != "k" || got[2].ID != "P3" || got[2].IncidentKey != "l" {
				t.Errorf("%s = %s: got %+v", member, value, got)
			}
			if _, err := json.Marshal(got); err != nil {
				t.Errorf("%s = %s: %v", member, value, err)
			}
		}
	}
}

// A list with a record without an id is an error.
func TestRecordsWithoutAnID(t *testing.T) {
	t.Parallel()
	for name, sample := range samples() {
		for _, odd := range []string{`"x"`, `null`, `7`, `true`, `[]`, `[` + sample.record + `]`, `{}`, `{"id":7,"user":7}`, `{"id":"","user":{"id":""}}`, `{"id":{"x":1},"title":[]}`} {
			client, _ := newClient(t, everywhere(answer(200, `{"more":true,"`+sample.root+`":[`+sample.record+`,`+odd+`,`+sample.record+`]}`)))
			if _, err := sample.read(t.Context(), client); err == nil || !strings.Contains(err.Error(), "number 2 of") {
				t.Errorf("%s: %s: error %v", name, odd, err)
			}
		}
	}
	for name, method := range methods() {
		root, list, found := strings.Cut(method.body, ":")
		if !found || list[0] != '[' || name == "Incidents.Update" {
			continue
		}
		for _, odd := range []string{`{}`, `null`, `{"id":null}`} {
			client, _ := newClient(t, everywhere(answer(200, root+":["+odd+"]}")), pagerduty.WithFrom(testEmail))
			if err := method.call(t.Context(), client, "PID"); err == nil {
				t.Errorf("%s: %s was taken for a record", name, odd)
			}
		}
	}
}

// An answer about another object is an error.
func TestAnswersAboutAnotherObject(t *testing.T) {
	t.Parallel()
	found := reflected()
	var tried int
	for name, method := range methods() {
		if _, object, ok := strings.Cut(method.body, ":"); !ok || object[0] != '{' || !takesID(found[name]) || !strings.Contains(object, `"PID"`) {
			continue
		}
		tried++
		client, _ := newClient(t, everywhere(answer(200, strings.ReplaceAll(method.body, `"PID"`, `"POTHER"`))), pagerduty.WithFrom(testEmail))
		err := method.call(t.Context(), client, "PID")
		if err == nil || errors.Is(err, pagerduty.ErrUndecided) != method.mutates || !strings.Contains(err.Error(), "POTHER") {
			t.Errorf("%s was answered about another object, and returned the error %v: set object on its request", name, err)
		}
	}
	if tried < 12 {
		t.Errorf("%d methods were tried", tried)
	}
}

// The answer may have an id in another case, or the number that was asked for.
func TestOtherNamesOfAnObject(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(200, `{"incident":{"id":"PINC","incident_number":4200}}`)))
	for asked, ok := range map[string]bool{"PINC": true, "pinc": true, "4200": true, "04200": true, "4201": false, "0": false, "PINK": false} {
		if _, err := client.Incidents.Get(t.Context(), asked); (err == nil) != ok {
			t.Errorf("%s: error %v", asked, err)
		}
	}
	client, _ = newClient(t, everywhere(answer(200, `{"incident":{"id":"PINC","incident_number":"?"}}`)))
	if _, err := client.Incidents.Get(t.Context(), "4200"); err != nil {
		t.Errorf("an incident without a number: %v", err)
	}
}

func TestOddPageInformationSpoilsNoRecords(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(200, `{"more":"yes","total":"many","offset":[],"limit":null,"next_cursor":7,"incidents":[{"id":"P1"}]}`)))
	page, err := client.Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID != "P1" || page.More || page.NextCursor != "" {
		t.Errorf("got %+v, %v", page, err)
	}
}

func TestUnknownValuesPass(t *testing.T) {
	t.Parallel()
	got := incidents(t, `{"incidents":[{"id":"P1","status":"snoozed","urgency":"extreme","service":{"type":"galaxy"},"pending_actions":[{"type":"explode"}],"new":{"a":[1]}}]}`)[0]
	if got.Status != "snoozed" || !got.IsOpen() || got.Urgency != "extreme" || got.Service.Type != "galaxy" || got.PendingActions[0].Type != "explode" {
		t.Errorf("got %+v", got)
	}
}

func TestReferencesMayBeWholeObjects(t *testing.T) {
	t.Parallel()
	got := incidents(t, `{"incidents":[{"id":"PINC","service":{"id":"PSVC","type":"service","name":"Payments","summary":"Payments","teams":[{"id":"PT"}],"description":null,
		"integrations":[]},"priority":{"id":"PPRIO","type":"priority","summary":"P1","name":"P1","color":"a8171c"},
		"assignments":[{"at":"2026-03-01T09:00:00Z","assignee":{"id":"PADA","type":"user","email":"ada@example.com","name":"Ada","contact_methods":[]}}],
		"escalation_policy":{"id":"PPOL","type":"escalation_policy_reference","summary":"Payments, on call"},"teams":[{"id":"PTEAM"}]}]}`)[0]
	labels := []string{got.Service.Label(), got.Priority.Label(), got.Assignments[0].Assignee.Label(), got.EscalationPolicy.Label(), got.Teams[0].Label()}
	if want := []string{"Payments", "P1", "Ada", "Payments, on call", "PTEAM"}; !reflect.DeepEqual(labels, want) {
		t.Errorf("labels %q, want %q", labels, want)
	}
	if got.Assignments[0].Assignee.Email != "ada@example.com" {
		t.Errorf("assignee %+v", got.Assignments[0].Assignee)
	}
}

func TestTimesInAnyForm(t *testing.T) {
	t.Parallel()
	moment := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	tests := map[string]time.Time{
		`"2026-03-01T09:30:00Z"`:      moment,
		`"2026-03-01T10:30:00+01:00"`: moment,
		`"2026-03-01T10:30:00+0100"`:  moment,
		`"2026-03-01T09:30:00.250Z"`:  moment.Add(250 * time.Millisecond),
		`"2026-03-01T09:30:00"`:       moment,
		`"2026-03-01"`:                moment.Truncate(24 * time.Hour),
		`null`:                        {},
		`""`:                          {},
		`"never"`:                     {},
		`"2026-13-45T99:99:99Z"`:      {},
		`1772357400`:                  {},
		`true`:                        {},
		`{}`:                          {},
		`["2026-03-01T09:30:00Z"]`:    {},
		`"\"2026-03-01T09:30:00Z\""`:  {},
	}
	for text, want := range tests {
		got := incidents(t, `{"incidents":[{"created_at":`+text+`,"id":"P1"}]}`)[0]
		if !got.CreatedAt.Equal(want) || got.ID != "P1" {
			t.Errorf("%s is %v, want %v", text, got.CreatedAt, want)
		}
		encoded, err := json.Marshal(got.CreatedAt)
		if err != nil || want.IsZero() != (string(encoded) == "null") {
			t.Errorf("%s is encoded as %s, %v", text, encoded, err)
		}
	}
}

func TestTimeThatCannotBeWrittenSpoilsNothing(t *testing.T) {
	t.Parallel()
	got := incidents(t, `{"incidents":[{"id":"P1","created_at":"2026-03-01T09:30:00+24:00","updated_at":"2026-03-01T09:30:00Z"}]}`)
	encoded, err := json.Marshal(got[0])
	if err != nil || !strings.Contains(string(encoded), `"created_at":null,"updated_at":"2026-03-01T09:30:00Z"`) {
		t.Errorf("got %s, %v", encoded, err)
	}
}

// Reusing a buffer must not change what was decoded from it before.
func TestDecodedValuesOutliveTheirAnswer(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, inTurn(t,
		answer(200, `{"incident":{"id":"PONE","body":{"details":{"host":"db-1"}}}}`),
		answer(200, `{"incident":{"id":"PTWO","body":{"details":{"host":"XXXX"}}}}`),
		answer(404, `{"error":{"message":"YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY"}}`)))
	first, err := client.Incidents.Get(t.Context(), "PONE")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = client.Incidents.Get(t.Context(), "PTWO")
	_, _ = client.Incidents.Get(t.Context(), "PNONE")
	if first.ID != "PONE" || string(first.Body.Details) != `{"host":"db-1"}` {
		t.Errorf("got %s, %s", first.ID, first.Body.Details)
	}
}

func TestRelatedAndOutlierIncidents(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, inTurn(t,
		answer(200, `{"related_incidents":[{"incident":{"id":"PREL","title":"Queue full"},"relationships":[{"type":"service_dependency","metadata":{"dependent_services":{}}}]}]}`),
		answer(200, `{"outlier_incident":{"incident":{"id":"PINC","title":"Disk full","occurrence":{"count":10,"frequency":0.04,"category":"rare","since":"2026-01-01T00:00:00Z"}},
			"incident_template":{"id":"PTPL","cluster_id":"PCLU","mined_text":"Disk <*>"}}}`),
		answer(200, `{"change_events":[{"id":"01ABC","summary":"Deployed","timestamp":"2026-03-01T09:30:00Z","correlation_reason":{"reason":"most_recent"}}]}`)))
	related, err := client.Incidents.Related(t.Context(), "PINC")
	if err != nil || related[0].Incident.Title != "Queue full" || related[0].Relationships[0].Type != "service_dependency" {
		t.Errorf("got %+v, %v", related, err)
	}
	outlier, err := client.Incidents.Outlier(t.Context(), "PINC", time.Time{})
	if err != nil || outlier.Incident.Title != "Disk full" || outlier.Incident.Occurrence.Category != "rare" || !strings.Contains(outlier.IncidentTemplate.MinedText, "<*>") {
		t.Errorf("got %+v, %v", outlier, err)
	}
	changes, err := client.Incidents.RelatedChanges(t.Context(), "PINC", 0)
	if err != nil || changes[0].Correlation.Reason != "most_recent" || changes[0].Timestamp.IsZero() {
		t.Errorf("got %+v, %v", changes, err)
	}
}

// A frequency is a number or a number in a string. Other values leave it 0 and do not affect the other fields.
func TestFrequency(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]float64{
		`0.04`: 0.04, `"0.04"`: 0.04, `1e-3`: 0.001, `1`: 1, `null`: 0, `"often"`: 0, `"NaN"`: 0, `"inf"`: 0, `""`: 0, `{}`: 0, `[1]`: 0, `true`: 0, `1e999`: 0,
	} {
		client, _ := newClient(t, everywhere(answer(200, `{"outlier_incident":{"incident":{"id":"PINC","occurrence":{"frequency":`+sent+`,"category":"rare"}}}}`)))
		outlier, err := client.Incidents.Outlier(t.Context(), "PINC", time.Time{})
		if err != nil || outlier.Incident.Occurrence.Frequency != want || outlier.Incident.Occurrence.Category != "rare" {
			t.Errorf("%s: got %+v, %v, want %v", sent, outlier, err, want)
		}
	}
}

// The metadata of a relationship, the targets of a request and the strategy of a rule each come in several forms.
func TestFormsOfTheSame(t *testing.T) {
	t.Parallel()
	responders := `[{"state":"joined","user":{"id":"PADA"}}]`
	for _, target := range []string{
		`{"id":"PPOL","type":"escalation_policy","incident_responders":` + responders + `}`,
		`{"id":"PPOL","type":"escalation_policy","incidents_responders":` + responders + `}`,
		`{"responder_request_target":{"id":"PPOL","type":"escalation_policy","incidents_responders":` + responders + `}}`,
		`{"responder_request_target":{"id":"PPOL","type":"escalation_policy","incident_responders":` + responders + `}}`,
	} {
		got := incidents(t, `{"incidents":[{"id":"PINC","responder_requests":[{"message":"Help","responder_request_targets":[`+target+`]}]}]}`)[0]
		read := got.ResponderRequests[0].Targets[0]
		if read.ID != "PPOL" || len(read.Responders) != 1 || read.Responders[0].State != "joined" || read.Responders[0].User.ID != "PADA" {
			t.Errorf("%s: got %+v", target, read)
		}
	}
	for _, strategy := range []string{`"round_robin"`, `{"type":"round_robin"}`} {
		client, _ := newClient(t, everywhere(answer(200, `{"escalation_policy":{"id":"PPOL","escalation_rules":[{"escalation_rule_assignment_strategy":`+strategy+`,"id":"PRUL"}]}}`)))
		policy, err := client.EscalationPolicies.Get(t.Context(), "PPOL")
		if err != nil || policy.Rules[0].AssignmentStrategy != pagerduty.RoundRobin || policy.Rules[0].ID != "PRUL" {
			t.Errorf("%s: got %+v, %v", strategy, policy, err)
		}
	}
	for parameters, want := range map[string]string{
		`null`: "<nil> ", `{"type":null,"config":null}`: "<nil> ", `{"type":"time","config":{"timeout":120}}`: "*pagerduty.TimeGrouping ",
		`{"type":"new","config":{}}`: "*pagerduty.UnknownGrouping ", `{"id":"PAGS","type":"alert_grouping_setting_reference","summary":"Hosts"}`: "<nil> PAGS", `7`: "<nil> ",
	} {
		client, _ := newClient(t, everywhere(answer(200, `{"service":{"id":"PSVC","alert_grouping_parameters":`+parameters+`}}`)))
		service, err := client.Services.Get(t.Context(), "PSVC")
		if err != nil {
			t.Fatal(err)
		}
		var grouping pagerduty.ServiceAlertGrouping
		if service.AlertGrouping != nil {
			grouping = *service.AlertGrouping
		}
		if got := fmt.Sprintf("%T %s", grouping.Grouping, grouping.Setting.ID); got != want {
			t.Errorf("%s: got %q, want %q", parameters, got, want)
		}
	}
}
