package answers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// find returns the path of the item with an id in a list of an answer; "nowhere" if there is none.
func find(answer blackbox.Answer, list, id string) string {
	at := slices.Index(answer.Column(list, "id"), id)
	if at < 0 {
		return "nowhere"
	}
	return list + "." + string(rune('0'+at))
}

// Incidents that were touched in the shift are all there, also those that are older: one that was resolved, one that was reopened, one
// that was snoozed past the end of the shift, and one that was moved to another person.
func TestReportShift(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC)
	account := simulator.New(simulator.WithClock(func() time.Time { return now }))
	web := httptest.NewServer(account)
	t.Cleanup(web.Close)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(web.URL))
	if err != nil {
		t.Fatal(err)
	}
	const certificate, reopened, replica = "Q10LDCERTIFICA", "QNUGCZJDIJ4AMT", "Q5PGREPLICALAG"
	for _, update := range []pagerduty.IncidentUpdate{
		{ID: certificate, Status: new(pagerduty.StatusResolved), Resolution: new("Renewed it early.")},
		{ID: reopened, Status: new(pagerduty.StatusTriggered), Reopens: true},
		{ID: replica, AssigneeIDs: []string{"PUDIEGO"}},
	} {
		now = now.Add(2 * time.Minute)
		if _, err := client.Incidents.Update(t.Context(), update); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(2 * time.Minute)
	if _, err := client.Incidents.Snooze(t.Context(), payments, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Minute)

	s := start(t, blackbox.Account{Simulator: account, Clock: func() time.Time { return now }})
	report := s.Call("report_shift", `{}`)
	if requests := len(s.Requests()); len(report.JSON) > 12_000 || requests > 25 {
		t.Errorf("%d bytes after %d requests", len(report.JSON), requests)
	}
	moved, again, snoozed, resolved := find(report, "still_open", replica), find(report, "still_open", reopened), find(report, "still_open", payments), find(report, "resolved", certificate)
	report.Expect(map[string]any{
		"shift.user.id": "PUAMARA", "shift.until": "2026-11-23T09:00:00Z", "shift.ends_in": "17h 20m", "window.until": "2026-11-22T15:40:00Z", "not_known": nil,
		resolved + ".resolved_by": "Amara Okafor", resolved + ".resolution": "Renewed it early.", resolved + ".took": "45d",
		again + ".happened.0": "reopened", again + ".status": "triggered", again + ".happened.1": nil, moved + ".moved_to.0": "Diego Ferreyra", moved + ".moved_by": "Amara Okafor", moved + ".has_it.0": "Diego Ferreyra",
		snoozed + ".snoozed_until": "2026-11-23T15:38:00Z", snoozed + ".snoozed_past_the_shift": true,
		"counts.reopened": 1, "counts.moved": 1, "next_on_call.0.user.id": "PUBRUNO", "next_on_call.0.from": "2026-11-23T09:00:00Z", "maintenance": nil,
	})
	if report.Number("counts.resolved") != 6 || report.Number("user_did.resolved") != 6 {
		t.Errorf("resolved: %s", report.JSON)
	}
	checkoutPath := find(report, "still_open", checkout)
	report.Expect(map[string]any{checkoutPath + ".last.id": "PFKLUDM", checkoutPath + ".last.by": "Bruno Castellani", checkoutPath + ".snoozed_past_the_shift": nil})
}

// What people did and what happened agree: a snooze counts, though the incident was resolved later.
func TestReportShiftOfASnoozeThatIsOver(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	client := clientOf(t, s.Simulator)
	before := s.Call("report_shift", `{"since":"-12h"}`)
	if _, err := client.Incidents.Snooze(t.Context(), payments, time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Incidents.Update(t.Context(), pagerduty.IncidentUpdate{ID: payments, Status: new(pagerduty.StatusResolved)}); err != nil {
		t.Fatal(err)
	}
	report := s.Call("report_shift", `{"since":"-12h"}`)
	if got, done := report.Number("counts.snoozed"), report.Number("user_did.snoozed"); got != before.Number("counts.snoozed")+1 || done != got {
		t.Errorf("%d snoozed, the user did %d: %s", got, done, report.JSON)
	}
	if happened := fmt.Sprint(report.At(find(report, "resolved", payments) + ".happened")); !strings.Contains(happened, "snoozed") {
		t.Errorf("happened: %s", happened)
	}
}

// The shift of another user that ended, a window, and filters.
func TestReportShiftOfOthers(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	ended := s.Call("report_shift", `{"user_id":"Bruno Castellani"}`)
	ended.Expect(map[string]any{
		"shift.user.id": "PUBRUNO", "shift.until": "2026-11-22T08:00:00Z", "shift.ends_in": nil, "window.since": "2026-11-21T20:00:00Z", "counts.opened": 2,
		"noise.0.count": 2, "noise.0.resolved_by_itself": 2, "noise.0.never_acknowledged": 2, "next_on_call.0.user.id": "PULIAMO",
	})
	says(t, ended, "notes", "None of the ", " open incidents belongs to this report")
	filtered := s.Call("report_shift", `{"since":"-24h","service_ids":["Postgres Fleet"]}`)
	filtered.Expect(map[string]any{
		"window.since": "2026-11-21T15:30:00Z", "window.until": "2026-11-22T15:30:00Z", "still_open.0.id": "Q5PGREPLICALAG", "still_open.1": nil, "resolved": nil,
		"next_on_call.0.escalation_policy.id": "PEPLATF", "changes.0.summary": "Changed max_connections of pg-checkout from 400 to 300",
	})
	nobody := start(t, blackbox.Account{Key: simulator.AccountKey}).Call("report_shift", `{"since":"-12h"}`)
	says(t, nobody, "looked_at", "whole account")
	nobody.Expect(map[string]any{"shift": nil, "user_did": nil})
	for arguments, word := range map[string]string{
		`{"since":"-60d"}`: "31 days", `{"since":"now"}`: "not before", `{"since":"tomorrow","until":"+3d"}`: "is in the future: give a past time", `{"since":"whenever"}`: "whenever", `{"service_ids":["No Such Service"]}`: "No Such Service",
	} {
		if sentence := s.CallError("report_shift", arguments); !strings.Contains(sentence, word) {
			t.Errorf("%s: %q", arguments, sentence)
		}
	}
}

// What cannot be read is named, and costs only what rests on it.
func TestReportShiftWithoutAScope(t *testing.T) {
	t.Parallel()
	for path, name := range map[string]string{
		"/log_entries": "log entries", "/incidents/{$}": "open incidents", "/change_events": "changes", "/maintenance_windows": "maintenance windows",
		"/oncalls": "the user's shifts", "/incidents/*/notes": "the last note on",
	} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: path})
		report := s.Call("report_shift", `{}`)
		says(t, report, "not_known", name, "403")
		if counted := report.Has("counts"); counted != (name != "log entries" && name != "open incidents") {
			t.Errorf("without %s there are counts: %v", path, counted)
		}
		if strings.Contains(report.JSON, "No change") && path == "/change_events" || strings.Contains(report.JSON, "No incident") && path == "/incidents/{$}" {
			t.Errorf("something that could not be read is reported as absent: %s", report.JSON)
		}
	}
}

// A large account in a storm fits into an answer.
func TestReportShiftOfALargeAccount(t *testing.T) {
	t.Parallel()
	storm := simulator.New(simulator.WithSeed(simulator.Large), simulator.WithScenario(simulator.IncidentStorm), simulator.WithClock(blackbox.Now))
	s := start(t, blackbox.Account{Simulator: storm, Key: simulator.AccountKey})
	report := s.Call("report_shift", `{"since":"-30d"}`)
	if requests := len(s.Requests()); len(report.JSON) > 12_000 || requests > 80 || report.Has("omitted") {
		t.Errorf("%d bytes after %d requests, omitted: %v", len(report.JSON), requests, report.At("omitted"))
	}
	says(t, report, "notes", "still_open: shown are 11 of ")
}
