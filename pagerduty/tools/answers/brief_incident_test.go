package answers_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const checkout, payments = "Q2CHECKOUTLATE", "Q3PAYACQUIRER0"

// One call names what led to the incident, who did what, how it ended before, and who is next, with ids and in few bytes.
func TestBriefIncident(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	brief := s.Call("brief_incident", `{"incident_id":"4197"}`)
	if requests := len(s.Requests()); len(brief.JSON) > 12_000 || requests > 35 {
		t.Errorf("%d bytes after %d requests", len(brief.JSON), requests)
	}
	brief.Expect(map[string]any{
		"id": checkout, "status": "acknowledged", "priority": "P1", "age": "1h 35m", "service.id": "PSCHKAP",
		"has_it.0.id": "PUAMARA", "has_it.0.since": "2026-11-22T13:55:00Z", "has_it.0.acknowledged_at": "2026-11-22T13:59:00Z", "asked_to_help.0.id": "PUELENA",
		"next.0.action": "unacknowledge", "levels.0.has_it": true, "levels.0.next": nil, "levels.1.next": true, "levels.1.people.0.id": "PUBRUNO", "levels.1.notified": "after 15m",
		"changes.0.summary": "Deployed Checkout API v412 to production: new connection pool settings", "changes.0.before": "12m",
		"changes.1.summary": "Changed max_connections of pg-checkout from 400 to 300", "changes.1.before": "1h 2m", "changes.1.services.0.id": "PSPGDBS", "changes.2": nil,
		"past.0.number": 4190, "past.0.resolution": "Rolled back.", "past.0.took": "47m", "past.0.resolved_by": "Amara Okafor", "past.5": nil,
		"alert_kinds.count": 5, "alert_kinds.open": 4, "alert_kinds.kinds.0.links.0.href": "https://metrics.lanternfield.example/d/checkout-latency",
		"conference.conference_url": "https://meet.lanternfield.example/incident-checkout", "not_known": nil,
		"timeline.0.what": "triggered", "timeline.0.notified.0": "Amara Okafor", "timeline.1.what": "acknowledged", "timeline.1.by": "Amara Okafor", "timeline.4.until": "2026-11-22T20:23:00Z",
	})
	if text := brief.Text("responder_notes.2.text"); !strings.HasPrefix(text, "Rolled back to v411") || brief.Text("timeline.5.note_id") != brief.Text("responder_notes.2.id") {
		t.Errorf("the roll-back: %s", brief.JSON)
	}
	if ids := brief.Column("may_have_same_cause", "id"); !slices.Equal(ids, []string{payments, "Q4CARTERRORS00", "Q5PGREPLICALAG", "Q6NODESNOTREAD"}) {
		t.Errorf("suspects are %v", ids)
	}
	if ids := brief.Column("services_around.business_services", "id"); !slices.Equal(ids, []string{"PBSPAYM", "PBSSHOP"}) {
		t.Errorf("business services are %v", ids)
	}
	says(t, brief, "may_have_same_cause.3.why", "depends on its service through PSPGDBS")
	says(t, brief, "looked_at", "alerts: 5 of 5")
	if whole := s.Call("brief_incident", `{"incident_id":"`+checkout+`","detail":"full"}`); len(whole.JSON) <= len(brief.JSON)/2 {
		t.Errorf("the full answer has %d bytes", len(whole.JSON))
	}
}

// A triggered incident tells whom the next escalation notifies and when, and what is not there.
func TestBriefTriggeredIncident(t *testing.T) {
	t.Parallel()
	brief := demo(t).Call("brief_incident", `{"incident_id":"`+payments+`"}`)
	brief.Expect(map[string]any{
		"has_it.0.id": "PUBRUNO", "next.0.action": "escalate", "next.0.to": "level 3", "levels.2.people.0.id": "PUELENA", "levels.2.next": true,
		"timeline.4.what": "escalated", "timeline.4.to.0": "Bruno Castellani", "changes.0.before": "1d 7h",
	})
	says(t, brief, "notes", "There is no note")
	says(t, brief, "notes", "No change in the two hours before")
}

// A level in round robin says that it notifies one of its people.
func TestBriefIncidentInTurn(t *testing.T) {
	t.Parallel()
	s := demo(t)
	target := func(id string) pagerduty.EscalationTarget {
		return pagerduty.EscalationTarget{ID: id, Type: pagerduty.TargetUser}
	}
	_, err := clientOf(t, s.Simulator).EscalationPolicies.Update(t.Context(), "PECHECK", pagerduty.EscalationPolicyChange{Name: new("Checkout"), Rules: []pagerduty.NewEscalationRule{
		{DelayMinutes: 15, AssignmentStrategy: pagerduty.RoundRobin, Targets: []pagerduty.EscalationTarget{target("PUAMARA"), target("PUELENA")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.Call("brief_incident", `{"incident_id":"`+checkout+`"}`).Expect(map[string]any{"levels.0.one_of": true, "levels.0.has_it": true, "levels.1": nil})
}

// A resolved incident tells how it ended.
func TestBriefResolvedIncident(t *testing.T) {
	t.Parallel()
	s := demo(t)
	past := s.Call("brief_incident", `{"incident_id":"4190"}`)
	past.Expect(map[string]any{
		"status": "resolved", "age": nil, "took": "47m", "resolved_by": "Amara Okafor", "resolution": "Rolled back.", "has_it.0": nil, "next": nil,
		"levels.1.next": nil, "past.0": nil,
	})
}

// Without AIOps the past incidents come from titles, and the rest is there.
func TestBriefIncidentWithoutAIOps(t *testing.T) {
	t.Parallel()
	var faults []simulator.Fault
	for _, path := range []string{"past_incidents", "related_incidents", "related_change_events", "outlier_incident"} {
		faults = append(faults, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired, Path: "/incidents/*/" + path})
	}
	s := failing(t, faults...)
	brief := s.Call("brief_incident", `{"incident_id":"4197"}`)
	brief.Expect(map[string]any{
		"past_source":  "resolved incidents of the same service in the last 180 days with similar titles",
		"past.0.title": "Checkout latency p99 above 2 s in eu-west-1", "past.0.resolution": "Rolled back.", "past.0.number": 4190, "past.0.took": "47m", "past.1.resolution": "Rolled back.",
		"changes.0.before": "12m", "changes.0.why": "a change of this service", "changes.1.why": "a change of PSPGDBS, on which this service depends",
		"may_have_same_cause.0.id": payments,
	})
	for _, name := range []string{"past incidents", "incidents that PagerDuty relates", "changes that PagerDuty relates"} {
		says(t, brief, "not_known", name, "plan lacks this feature")
	}
}

// A token without a scope costs only what the scope protects.
func TestBriefIncidentWithoutAScope(t *testing.T) {
	t.Parallel()
	for path, name := range map[string]string{
		"/incidents/*/log_entries": "log entries", "/incidents/*/notes": "notes", "/oncalls": "who is on call", "/change_events": "changes",
		"/service_dependencies": "dependencies", "/escalation_policies": "escalation levels", "/incidents/*/alerts": "alerts", "/incidents/{$}": "open incidents",
	} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: path})
		brief := s.Call("brief_incident", `{"incident_id":"`+checkout+`"}`)
		says(t, brief, "not_known", name+": ", "403")
		brief.Expect(map[string]any{"id": checkout, "has_it.0.id": "PUAMARA"})
		if absent := brief.At("notes"); path == "/incidents/*/notes" && strings.Contains(brief.JSON, "There is no note") {
			t.Errorf("notes that could not be read are said to be absent: %v", absent)
		}
	}
	if sentence := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incidents/" + checkout}).
		CallError("brief_incident", `{"incident_id":"`+checkout+`"}`); !strings.Contains(sentence, "403") {
		t.Errorf("the incident itself: %q", sentence)
	}
}

// A storm of incidents, and a large account, fit into an answer.
func TestBriefIncidentOfALargeAccount(t *testing.T) {
	t.Parallel()
	storm := simulator.New(simulator.WithSeed(simulator.Large), simulator.WithScenario(simulator.IncidentStorm), simulator.WithClock(blackbox.Now))
	s := start(t, blackbox.Account{Simulator: storm})
	brief := s.Call("brief_incident", `{"incident_id":"Q1STORMDNSROOT"}`)
	if requests := len(s.Requests()); len(brief.JSON) > 12_000 || requests > 60 || brief.Has("omitted") {
		t.Errorf("%d bytes after %d requests: %s", len(brief.JSON), requests, brief.JSON)
	}
	if brief.Len("may_have_same_cause") != 8 {
		t.Errorf("suspects: %s", brief.JSON)
	}
}

// eventful puts a long log, newest first as PagerDuty lists it, and its notes in the place of an incident's: 35 events with a resolution
// among them, an opening, and 12 notes of which two say the same.
func eventful(account http.Handler) http.Handler {
	begin := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	var log, notes []string
	add := func(kind, text string) {
		at := begin.Add(time.Duration(len(log)) * time.Minute).Format(time.RFC3339)
		log = append(log, fmt.Sprintf(`{"id":"R%02d","type":"%s_log_entry","created_at":%q,"note":%q,"channel":{"type":"api","summary":"%d"},"agent":{"id":"PUAMARA","type":"user_reference"}}`, len(log), kind, at, text, len(log)))
		if text != "" {
			notes = append(notes, fmt.Sprintf(`{"id":"PN%02d","content":%q,"created_at":%q,"user":{"id":"PUAMARA","type":"user_reference"}}`, len(notes), text, at))
		}
	}
	add("trigger", "")
	for n := range 2 { // too old to be shown as notes
		add("annotate", fmt.Sprintf("early note %d", n))
	}
	for range 6 {
		add("urgency_change", "")
	}
	add("resolve", "")
	for range 14 {
		add("urgency_change", "")
	}
	add("trigger", "")
	for n := range 10 {
		text := fmt.Sprintf("late note %d", n)
		if n == 3 || n == 7 {
			text = "restarted"
		}
		add("annotate", text)
	}
	slices.Reverse(log)
	slices.Reverse(notes)
	inner := replacing("/incidents/"+checkout+"/notes", `{"notes":[`+strings.Join(notes, ",")+`]}`)(account)
	return replacing("/incidents/"+checkout+"/log_entries", `{"log_entries":[`+strings.Join(log, ",")+`],"offset":0,"limit":100,"more":false}`)(inner)
}

// A long timeline keeps the texts of notes that are not shown elsewhere, names each note once, and knows what was reopened.
func TestBriefIncidentWithALongTimeline(t *testing.T) {
	t.Parallel()
	brief := start(t, blackbox.Account{Around: eventful}).Call("brief_incident", `{"incident_id":"`+checkout+`"}`)
	brief.Expect(map[string]any{
		"timeline.1.text": "early note 0", "timeline.1.note_id": nil, "timeline.2.text": "early note 1", "responder_notes.0.id": "PN02", "responder_notes.9.id": "PN11",
		"timeline.21.what": "reopened", "timeline.22.note_id": "PN02", "timeline.22.text": nil,
		"timeline.25.note_id": "PN05", "timeline.29.note_id": "PN09", "responder_notes.3.text": "restarted", "responder_notes.7.text": "restarted",
	})
	if brief.Len("timeline") != 32 {
		t.Errorf("%d events: %s", brief.Len("timeline"), brief.JSON)
	}
}

// If the dependencies are not known, the brief does not say that they had no change.
func TestBriefIncidentWithoutDependenciesAndChanges(t *testing.T) {
	t.Parallel()
	const both = "on this service or those it depends on"
	if known := demo(t).Call("brief_incident", `{"incident_id":"`+payments+`"}`); !strings.Contains(known.JSON, both) {
		t.Errorf("the dependencies are known: %v", known.At("notes"))
	}
	brief := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/service_dependencies"}).
		Call("brief_incident", `{"incident_id":"`+payments+`"}`)
	says(t, brief, "notes", "on this service. Not everything that it depends on is known.")
	if strings.Contains(brief.JSON, both) {
		t.Errorf("notes: %v", brief.At("notes"))
	}
}

// More changes of the service than a page are said to be more.
func TestBriefIncidentWithMoreChanges(t *testing.T) {
	t.Parallel()
	body := `{"change_events":[` + strings.Repeat(`{"id":"PCH","type":"change_event"},`, 99) + `{"id":"PCH","type":"change_event"}],"offset":0,"limit":100,"more":true}`
	brief := start(t, blackbox.Account{Around: replacing("/services/PSCHKAP/change_events", body)}).Call("brief_incident", `{"incident_id":"`+checkout+`"}`)
	says(t, brief, "notes", "changes of this service since the incident only the first page of 100")
}

// A time zone that is not to be had does not hold the brief.
func TestBriefIncidentWithoutAZone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		client := directClient(t, sleeping("/users/me", time.Hour, &sent, simulator.New()))
		start := time.Now()
		result := mcptools.CallNamed(t.Context(), answers.Toolset(client).Tools, "brief_incident", json.RawMessage(`{"incident_id":"4197"}`))
		if took := time.Since(start); result.Err != nil || took > 4*time.Second || !strings.Contains(result.Text, "your time zone, so times are in UTC: ") {
			t.Errorf("%v after %v: %s", result.Err, took, result.Text)
		}
	})
}

// Who acknowledged twice without being assigned is named once.
func TestBriefIncidentAcknowledgedTwice(t *testing.T) {
	t.Parallel()
	twice := func(account http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			recorded := httptest.NewRecorder()
			account.ServeHTTP(recorded, r)
			one := `{"at":"2026-11-22T14:00:00Z","acknowledger":{"id":"PUTWICE","type":"user_reference"}}`
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(recorded.Code)
			_, _ = io.WriteString(w, strings.ReplaceAll(recorded.Body.String(), `"acknowledgements":[`, `"acknowledgements":[`+one+`,`+one+`,`))
		})
	}
	brief := start(t, blackbox.Account{Around: twice}).Call("brief_incident", `{"incident_id":"`+checkout+`"}`)
	if count := strings.Count(brief.JSON, "(PUTWICE), who is not assigned"); count != 1 {
		t.Errorf("named %d times: %s", count, brief.JSON)
	}
}

// A person whose zone is UTC need not be told so.
func TestBriefIncidentForAUserInUTC(t *testing.T) {
	t.Parallel()
	user := `{"user":{"id":"PUAMARA","type":"user","name":"Amara Okafor","email":"amara@example.com","time_zone":"UTC"}}`
	brief := start(t, blackbox.Account{Around: replacing("/users/me", user)}).Call("brief_incident", `{"incident_id":"4197"}`)
	if strings.Contains(brief.JSON, "Times are in UTC") || !strings.HasSuffix(brief.Text("created_at"), "Z") {
		t.Error(brief.JSON)
	}
}

// An incident that does not exist is named as the person named it, without the API.
func TestBriefIncidentThatDoesNotExist(t *testing.T) {
	t.Parallel()
	said := demo(t).CallError("brief_incident", `{"incident_id":"99999"}`)
	if !strings.HasPrefix(said, "PagerDuty has no incident 99999") || strings.Contains(said, "/") || strings.Contains(said, "2100") {
		t.Error(said)
	}
}
