package response_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
)

func TestSnooze(t *testing.T) {
	t.Parallel()
	s := demo(t)
	answer := s.Call("snooze_incidents", `{"incident_ids":["4200","4199"],"duration":"90m"}`)
	answer.Expect(map[string]any{
		"changed": 2, "time_zone": "Europe/London", "items.0.id": postgres, "items.0.before.status": "triggered", "items.0.status": "acknowledged",
		"items.0.acknowledged_by.0": "Amara Okafor", "items.1.before.status": "acknowledged", "items.0.error": nil, "notes": nil,
	})
	if at := answer.Text("items.1.wakes_at"); !isNear(at, blackbox.Now().Add(90*time.Minute)) {
		t.Errorf("it wakes at %s", at)
	}
	for _, write := range s.Writes() {
		if write.Body != `{"duration":5400}` || write.From == "" {
			t.Errorf("sent %s %s from %q", write, write.Body, write.From)
		}
	}
	if at := s.Call("snooze_incidents", `{"incident_ids":["4200"],"until":"tomorrow at 9:00"}`).Text("items.0.wakes_at"); !strings.HasPrefix(at, "2026-11-23T09:00:0") {
		t.Errorf("it wakes at %s", at)
	}
	if at := s.Call("snooze_incidents", `{"incident_ids":["4200"],"until":"2026-11-24T09:00:00+01:00"}`).Text("items.0.before.wakes_at"); !strings.HasPrefix(at, "2026-11-23T09:00:0") {
		t.Errorf("before, it would wake at %s", at)
	}
}

func TestSnoozeRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	resolved := s.Call("list_log_entries", `{"overview":true,"user_ids":["me"],"limit":100}`)
	closed := ""
	for i, what := range resolved.Column("items", "what") {
		if what == "resolve" {
			closed = resolved.Column("items", "incident.id")[i]
		}
	}
	for arguments, want := range map[string]string{
		`{"incident_ids":["4200"]}`:                                    "either duration",
		`{"incident_ids":["4200"],"duration":"2h","until":"tomorrow"}`: "either duration",
		`{"incident_ids":["4200"],"duration":"8d"}`:                    "7 days",
		`{"incident_ids":["4200"],"duration":"soon"}`:                  "duration",
		`{"incident_ids":["4200"],"until":"yesterday 09:00"}`:          "not in the future",
		`{"incident_ids":["4200"],"until":"tomorrow"}`:                 "until: give an hour, such as tomorrow 09:00",
		`{"incident_ids":["4200"],"duration":"30"}`:                    "write 30m or 30h",
		`{"incident_ids":["4200"],"until":"+8d"}`:                      "7 days",
		`{"incident_ids":["4200"],"until":"later"}`:                    "until",
		`{"incident_ids":[],"duration":"2h"}`:                          "incident_ids",
		`{"incident_ids":["4200","` + closed + `"],"duration":"2h"}`:   "only open incidents can be snoozed",
		`{"incident_ids":["4200","99999"],"duration":"2h"}`:            "99999",
	} {
		if sentence := s.CallError("snooze_incidents", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %s after %v", arguments, sentence, s.Writes())
		}
	}
}

// What one incident prevents is told, and does not hide what was done for the others.
func TestSnoozePartly(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Method: "POST", Path: "/incidents/" + cart + "/snooze"})
	answer := s.Call("snooze_incidents", `{"incident_ids":["4200","4199"],"duration":"2h"}`)
	answer.Expect(map[string]any{"changed": 1, "items.0.error": nil, "items.1.wakes_at": nil, "items.1.id": cart, "notes.0": "1 of 2 incidents were snoozed; see error for the others."})
	if reason := answer.Text("items.1.error"); !strings.Contains(reason, "403") {
		t.Error(answer.JSON)
	}
	if sentence := s.CallError("snooze_incidents", `{"incident_ids":["4199"],"duration":"2h"}`); !strings.Contains(sentence, "403") || !strings.HasSuffix(sentence, "Nothing was changed.") {
		t.Error(sentence)
	}
}

// A snoozed incident is triggered again when the time is over.
func TestSnoozedIncidentsWake(t *testing.T) {
	t.Parallel()
	account := simulator.New(simulator.WithClock(blackbox.Now), simulator.WithLiveTime())
	s := start(t, blackbox.Account{Simulator: account})
	s.Call("snooze_incidents", `{"incident_ids":["4200"],"duration":"30m"}`)
	account.Clock().Advance(31 * time.Minute)
	answer := s.Call("list_log_entries", `{"incident_id":"4200","limit":4}`)
	if what := strings.Join(answer.Column("items", "what"), " "); !strings.Contains(what, "notify") || !strings.Contains(what, "unacknowledge") {
		t.Errorf("afterwards the log ends with %s", what)
	}
}

func TestSnoozeCountsPages(t *testing.T) {
	t.Parallel()
	for _, tool := range response.Toolset(nil).Tools {
		if tool.Name == "snooze_incidents" {
			call := mcptools.Call{Tool: tool, Arguments: []byte(`{"incident_ids":["1","2","3"],"duration":"2h"}`)}
			if count := call.Count(marks.Pages); count != 3 {
				t.Errorf("three incidents count %d", count)
			}
		}
	}
}
