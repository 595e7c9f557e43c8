package response_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListLogEntries(t *testing.T) {
	t.Parallel()
	s := demo(t)
	since := sinceCheckout(8 * time.Minute).Truncate(time.Minute) // a note was written after 11 minutes, the next after 26
	until := since.Add(10 * time.Minute)
	for name, test := range map[string]struct {
		arguments string
		want      map[string]any
		sent      string // the last request
	}{
		"newest first": {`{"incident_id":"4197","limit":2}`, map[string]any{
			"items.0.by": "Bruno Castellani", "items.1.what": "snooze", "items.2": nil, "items.0.incident": nil, "more": true, "next_offset": 2, "notes": nil,
		}, "/incidents/" + checkout + "/log_entries?limit=2"},
		"oldest first": {`{"incident_id":"4197","order":"oldest","limit":3,"offset":2}`, map[string]any{
			"items.0.what": "notify", "items.1.what": "acknowledge", "items.2.by": "Amara Okafor", "more": true, "next_offset": 5, "notes": nil,
		}, "/incidents/" + checkout + "/log_entries?limit=100"},
		"overview":        {`{"incident_id":"4197","overview":true}`, map[string]any{"items.0.what": "snooze", "items.3.what": "trigger", "items.4": nil}, "/incidents/" + checkout + "/log_entries?is_overview=true&limit=25"},
		"by a user":       {`{"incident_id":"4197","user_ids":["elena.petrova@lanternfield.example"]}`, map[string]any{"items.0.by": "Elena Petrova", "items.1": nil, "notes.0": "Searched 8 log entries."}, "/incidents/" + checkout + "/log_entries?limit=100"},
		"about a user":    {`{"incident_id":"4197","user_ids":["me"],"order":"oldest"}`, map[string]any{"items.0.what": "assign", "items.1.what": "notify", "items.2.what": "acknowledge"}, "/incidents/" + checkout + "/log_entries?limit=100"},
		"of another team": {`{"incident_id":"4197","team_ids":["Security"]}`, map[string]any{"items.0": nil, "notes.0": "Searched 8 log entries."}, "/incidents/" + checkout + "/log_entries?limit=100"},
		"of its team":     {`{"incident_id":"4197","team_ids":["Checkout"]}`, map[string]any{"items.7.what": "trigger", "items.8": nil}, "/incidents/" + checkout + "/log_entries?limit=100"},
		"a window": {`{"incident_id":"4197","since":"` + since.Format("2006-01-02T15:04") + `","until":"today ` + until.Format("15:04") + `"}`, map[string]any{
			"items.0.what": "annotate", "items.1": nil, "window.since": since.Format(time.RFC3339), "window.time_zone": "Europe/London",
		}, "/incidents/" + checkout + "/log_entries?limit=25&since=" + since.Format(time.RFC3339) + "&until=" + until.Format(time.RFC3339)},
		"all incidents":     {`{"limit":1}`, map[string]any{"items.0.incident.id": postgres, "window": nil}, "/log_entries?limit=1"},
		"all, of a team":    {`{"team_ids":["PTCHECK"],"limit":1}`, map[string]any{"items.0.incident.name": "[#4198] Card authorisations time out at the acquirer: 3.1% of attempts", "notes": nil}, "/log_entries?limit=1&team_ids[]=PTCHECK"},
		"all, from a start": {`{"since":"2026-11-22T15:00:00Z","order":"oldest"}`, map[string]any{"items.0.incident.id": payments, "items.0.what": "escalate", "more": false}, "/log_entries?limit=100&since=2026-11-22T15:00:00Z"},
	} {
		s.Call("list_log_entries", test.arguments).Expect(test.want)
		if sent := s.Sent(); sent[len(sent)-1] != "GET "+test.sent {
			t.Errorf("%s: sent %v", name, sent)
		}
	}
	// Oldest first, all incidents have a window by default.
	s.Call("list_log_entries", `{"order":"oldest","until":"2026-11-18T12:00:00Z","limit":1}`).Expect(map[string]any{"window.since": "2026-11-17T12:00:00Z", "window.until": "2026-11-18T12:00:00Z"})
	if answer := s.Call("list_log_entries", `{"order":"oldest","limit":1}`); !isNear(answer.Text("window.since"), blackbox.Now().Add(-24*time.Hour)) {
		t.Error(answer.JSON)
	}
}

func TestListLogEntriesRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`{"order":"random"}`:                    "order",
		`{"since":"soon"}`:                      "since",
		`{"user_ids":["Nobody Here"]}`:          "user_ids[0]",
		`{"incident_id":"4197","limit":2000}`:   "limit",
		`{"incident_id":"4197","offset":10000}`: "10,000",
	} {
		if sentence := s.CallError("list_log_entries", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %s", arguments, sentence)
		}
	}
	start(t, blackbox.Empty()).Call("list_log_entries", `{"order":"oldest"}`).Expect(map[string]any{"items.0": nil, "more": false, "notes": nil})
}

// The pages of a long log are read to its beginning.
func TestOldestOfALongLog(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: largeAccount()})
	answer := s.Call("list_log_entries", `{"since":"-90d","order":"oldest","limit":2}`)
	if answer.At("more") != true || answer.Len("items") != 2 || len(s.Requests()) < 20 {
		t.Errorf("%d requests, %s", len(s.Requests()), answer.JSON)
	}
	newest := s.Call("list_log_entries", `{"since":"-90d","limit":1}`)
	if first, last := answer.Text("items.0.at"), newest.Text("items.0.at"); first >= last || answer.Text("items.1.at") < first {
		t.Errorf("the oldest are of %s, the newest of %s", first, last)
	}
	if sent := fmt.Sprint(s.Sent()); strings.Contains(sent, "offset") {
		t.Errorf("the newest took %s", sent)
	}
}

// What the API has no type of log entries for is in the log as an annotation.
func TestLogOfResponse(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("send_status_update", `{"incident_id":"4197","message":"Falling."}`)
	ask(t, s, checkout, "PEPLATF", "escalation_policy_reference")
	s.Call("cancel_responder_requests", `{"incident_id":"4197","escalation_policy_ids":["Platform"]}`)
	s.Call("merge_incidents", `{"incident_id":"4197","source_incident_ids":["4199"]}`)
	s.Call("manage_alerts", `{"incident_id":"4197","alert_ids":["QOWAABHIMQ31J6"],"status":"resolved"}`)
	s.Call("start_incident_workflow", `{"incident_id":"4197","workflow_id":"PWMAJOR"}`)
	s.Call("list_log_entries", `{"incident_id":"4197","limit":8}`).Expect(map[string]any{
		"items.0.what": "annotate", "items.0.text": "Status update sent by Amara Okafor", "items.0.note": "We are working on a major incident.",
		"items.1.text": "Help requested from Platform by Amara Okafor", "items.2.text": `Incident workflow "Major incident response" started by Amara Okafor`,
		"items.3.text": "1 alert(s) resolved by Amara Okafor", "items.4.text": "[#4199] Cart page answers 2.4% of requests with 5xx merged into this incident by Amara Okafor",
		"items.5.text": "Requests for help withdrawn by Amara Okafor", "items.6.text": "Help requested from Platform by Amara Okafor",
		"items.7.text": "Status update sent by Amara Okafor", "items.7.note": "Falling.",
	})
}
