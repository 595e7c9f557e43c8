package answers_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// stoppedAt is demo with a clock that stands still.
func stoppedAt(t *testing.T, now time.Time) *blackbox.Session {
	t.Helper()
	return start(t, blackbox.Account{Clock: func() time.Time { return now }})
}

// A report on a team, a service or a time is handed over at its end, not at the end of the shift of the key's owner.
func TestReportShiftWithoutAUser(t *testing.T) {
	t.Parallel()
	s := stoppedAt(t, time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC))
	week := s.Call("report_shift", `{"team_ids":["Checkout"],"since":"2026-11-23T09:00","until":"2026-11-30T09:00"}`)
	week.Expect(map[string]any{
		"shift": nil, "next_on_call.0.level": 1, "next_on_call.0.user.name": "Amara Okafor", "next_on_call.0.from": "2026-11-30T09:00:00Z",
	})
	security := s.Call("report_shift", `{"service_ids":["Identity and Login"]}`)
	security.Expect(map[string]any{
		"shift": nil, "window.since": "2026-11-29T12:00:00Z", "next_on_call.0.level": 1, "next_on_call.0.from": "2026-11-30T01:00:00Z", "next_on_call.0.until": "2026-11-30T13:00:00Z",
	})
	security.Expect(map[string]any{"next_on_call.0.next.0.user.name": "Diego Ferreyra", "next_on_call.0.next.0.from": "2026-11-30T13:00:00Z"})
	says(t, security, "notes", "covers the last 24 hours")
	past := s.Call("report_shift", `{"until":"2026-11-23T08:00"}`)
	past.Expect(map[string]any{"next_on_call.0.until": "2026-11-23T09:00:00Z"})
	named := s.Call("report_shift", `{"user_id":"Amara Okafor","service_ids":["Checkout API"]}`)
	named.Expect(map[string]any{"shift.until": "2026-12-07T09:00:00Z", "next_on_call.0.from": "2026-12-07T09:00:00Z", "next_on_call.0.next": nil})
}

// A user whom a policy names always has no shift: the report is about the incidents of that policy.
func TestReportShiftOfAUserWithoutTurns(t *testing.T) {
	t.Parallel()
	report := stopped(t).Call("report_shift", `{"user_id":"Irene Novák"}`)
	report.Expect(map[string]any{"shift": nil, "still_open.0.number": 4196, "still_open.1.number": 4142, "still_open.2": nil, "next_on_call.0.escalation_policy.id": "PESECUR"})
	says(t, report, "looked_at", "the escalation policies that name the user")
}

// A snooze of before the window counts as long as it lasts. An acknowledgement that the service ends is none.
func TestReportShiftOfAnEarlierSnooze(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	report := s.Call("report_shift", `{"since":"-2h","team_ids":["Platform"]}`)
	report.Expect(map[string]any{find(report, "still_open", "Q6NODESNOTREAD") + ".snoozed_until": "2026-11-22T23:06:00Z", "not_known": nil})
}

// A level with nobody at the handover is named, with who comes next there.
func TestReportShiftHandsOverToNobody(t *testing.T) {
	t.Parallel()
	report := stopped(t).Call("report_shift", `{"service_ids":["Help Desk"]}`) // on a Sunday
	report.Expect(map[string]any{
		"next_on_call.0.level": 1, "next_on_call.0.user": nil, "next_on_call.0.nobody": "nobody at level 1", "next_on_call.0.next.0.from": "2026-11-23T09:00:00Z",
		"next_on_call.1.level": 2, "next_on_call.1.user.id": "PUELENA", "next_on_call.1.nobody": nil,
	})
}

// Maintenance is that of the report's services and time.
func TestReportShiftMaintenance(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	s.Call("report_shift", `{"until":"-7d","service_ids":["PSWAREH"]}`).Expect(map[string]any{"maintenance.0.id": "PWCOUN1", "maintenance.0.runs": nil, "maintenance.1": nil})
	s.Call("report_shift", `{"service_ids":["PSWAREH"]}`).Expect(map[string]any{"maintenance.0.id": "PWCOUN2", "maintenance.0.runs": true, "maintenance.1.id": "PWCOUN3"})
	security := s.Call("report_shift", `{"user_id":"Irene Novák"}`)
	security.Expect(map[string]any{"maintenance": nil})
	says(t, security, "notes", "No maintenance window of these services")
}
