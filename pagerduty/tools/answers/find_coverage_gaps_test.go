package answers_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// "Is anyone missing?" The question names nothing, so that all policies in use are checked.
func TestCoverageOfAllPoliciesInUse(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	answer := s.Call("find_coverage_gaps", `{}`)
	const helpDesk, platform = "escalation_policies.0.", "escalation_policies.1."
	answer.Expect(map[string]any{
		"window.since": "2026-11-22T15:30:00Z", "window.until": "2026-12-06T15:30:00Z", "window.time_zone": "Europe/London", "for": nil,
		helpDesk + "id": "PEHELPD", helpDesk + "nobody_at_any_level": nil, helpDesk + "levels.0.level": 1, helpDesk + "levels.0.count": 11, helpDesk + "levels.0.total": "10d 6h",
		helpDesk + "levels.0.gaps.0.start": "2026-11-22T15:30:00Z", helpDesk + "levels.0.gaps.0.end": "2026-11-23T09:00:00Z", helpDesk + "levels.0.gaps.0.length": "17h 30m",
		helpDesk + "levels.0.gaps.1.on_days_in_a_row": 4, helpDesk + "levels.0.left_out": 1, helpDesk + "levels.1": nil,
		helpDesk + "at_two_levels_at_once.0.user.id": "PUELENA", helpDesk + "at_two_levels_at_once.0.times": 5, helpDesk + "at_two_levels_at_once.0.total": "1d 21h",
		platform + "id": "PEPLATF", platform + "at_two_levels_at_once.0.user.id": "PUGRACE", platform + "at_two_levels_at_once.0.first.start": "2026-11-24T08:00:00Z",
		"escalation_policies.2": nil, "schedules": nil, "people": nil, "breaks_under_12h.0.user.id": "PUBRUNO", "breaks_under_12h.0.shortest_break": "11h",
		"breaks_under_12h.0.times": 3, "breaks_under_12h.0.turns_overlap": 2,
		"found":       "escalation policies with findings: 2 of 7; schedules: 0 of 8; people: 0 of 13; people with a break under 12 hours, or none: 5",
		"looked_at.0": "escalation policies that services use: 7 of 7",
		"not_known":   nil, "policies_without_gaps.0.id": "PECHECK",
	})
	if sent := s.Sent(); len(sent) > 25 {
		t.Errorf("%d requests", len(sent))
	}
}

func TestCoverageOfWhatIsNamed(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for arguments, want := range map[string]map[string]any{
		// a service, a policy and a schedule share the name
		`{"for":["Help Desk"]}`: {"for.2.kind": "schedule", "escalation_policies.0.levels.0.count": 11, "schedules.0.id": "PSHELP1", "schedules.0.nobody.count": 11},
		`{"for":["PSHELP1","Partner Line"],"since":"2026-11-28T00:00Z","until":"2026-11-29T00:00Z"}`: {
			"escalation_policies": nil, "schedules.0.id": "PSHELP1", "schedules.0.nobody.total": "1d", "schedules.1.id": "PSHIFT2",
			"schedules.1.nobody.count": 2, "schedules.1.nobody.gaps.0.end": "2026-11-28T15:00:00Z", "schedules.1.nobody.gaps.1.start": "2026-11-28T19:00:00Z",
			"notes.0": "No escalation policy uses Partner Line, so it pages nobody.",
		},
		// from secondary to primary without a break
		`{"for":["Checkout API"],"until":"+30d"}`: {
			"escalation_policies": nil, "policies_without_gaps.0.id": "PECHECK", "breaks_under_12h.0.user.id": "PUAMARA", "breaks_under_12h.0.times": 1,
			"breaks_under_12h.0.after.schedule.id": "PSCHKP2", "breaks_under_12h.0.first.schedule.id": "PSCHKP1", "breaks_under_12h.0.first.from": "2026-12-07T09:00:00Z",
		},
		// the turn before the break ends as the window begins
		`{"for":["Checkout API"],"since":"2026-12-07T09:00:00Z","until":"2026-12-08T09:00:00Z"}`: {
			"breaks_under_12h.0.user.id": "PUAMARA", "breaks_under_12h.0.first.from": "2026-12-07T09:00:00Z", "breaks_under_12h.0.without_break": 1, "breaks_under_12h.0.turns_overlap": nil,
		},
		`{"for":["Checkout Primary"],"since":"2026-11-30T09:00:00Z","until":"2026-12-08T09:00:00Z"}`: {"schedules": nil},
		`{"for":["Warehouse Floor"]}`: {"policies_without_gaps.0.id": "PEWAREH", "escalation_policies": nil},
		`{"for":["Default"]}`:         {"escalation_policies.0.id": "PEDEFAU", "escalation_policies.0.no_second_level": true, "escalation_policies.0.levels": nil},
	} {
		s.Call("find_coverage_gaps", arguments).Expect(want)
	}
}

// A policy with nobody at any level, a rotation of one person, and people whom PagerDuty cannot notify.
func TestCoverageWithEveryDefect(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	client := clientOf(t, s.Simulator)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	alone, err := client.Schedules.Create(t.Context(), pagerduty.ScheduleChange{Name: new("Alone"), TimeZone: "Europe/Berlin", Layers: []pagerduty.LayerChange{{
		Name: "Days", Start: blackbox.Now(), VirtualStart: blackbox.Now(), TurnLength: 24 * time.Hour, UserIDs: []string{"PUCHLOE"},
		Restrictions: []pagerduty.Restriction{{Type: "daily_restriction", StartTimeOfDay: "09:00:00", DurationSeconds: 8 * 3600}},
	}}})
	must(err)
	policy, err := client.EscalationPolicies.Create(t.Context(), pagerduty.EscalationPolicyChange{Name: new("Alone"), Rules: []pagerduty.NewEscalationRule{
		{DelayMinutes: 30, Targets: []pagerduty.EscalationTarget{{ID: alone.ID, Type: pagerduty.TargetSchedule}}},
	}})
	must(err)
	_, err = client.Services.Create(t.Context(), pagerduty.ServiceChange{Name: new("Lonely"), EscalationPolicyID: &policy.ID})
	must(err)
	must(client.Do(t.Context(), pagerduty.Request{Method: http.MethodDelete, Path: []string{"users", "PUCHLOE", "notification_rules", "NRHLOEH"}}, nil))
	answer := s.Call("find_coverage_gaps", `{"for":["Lonely"],"since":"2026-11-23","until":"2026-11-24"}`)
	answer.Expect(map[string]any{
		"escalation_policies.0.nobody_at_any_level.total": "1d 8h", "escalation_policies.0.nobody_at_any_level.count": 3,
		"escalation_policies.0.services_that_then_notify_nobody.0.name": "Lonely", "escalation_policies.0.no_second_level": true,
		"escalation_policies.0.levels.0.total": "1d 8h", "schedules.0.id": alone.ID, "schedules.0.one_person_rotations.0.rotation": "Days",
		"schedules.0.one_person_rotations.0.user.name": "Chloé Lindqvist", "people.0.id": "PUCHLOE", "people.0.trouble": "no notification rule for high urgency",
		"breaks_under_12h": nil,
	})
}

// The gaps of a schedule that is named are shown, also if a level covers them with others.
func TestCoverageOfANamedScheduleWithGaps(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	policy, err := clientOf(t, s.Simulator).EscalationPolicies.Create(t.Context(), pagerduty.EscalationPolicyChange{Name: new("Covered"), Rules: []pagerduty.NewEscalationRule{
		{DelayMinutes: 30, Targets: []pagerduty.EscalationTarget{{ID: "PSHELP1", Type: pagerduty.TargetSchedule}, {ID: "PUAMARA", Type: pagerduty.TargetUser}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.Call("find_coverage_gaps", `{"for":["PSHELP1","`+policy.ID+`"]}`).Expect(map[string]any{
		"escalation_policies.0.id": policy.ID, "escalation_policies.0.levels": nil, "schedules.0.id": "PSHELP1", "schedules.0.nobody.count": 11,
	})
}

func TestCoverageOfAnUnknownName(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for arguments, want := range map[string]string{
		`{"for":["Checkout","Chekout"]}`:                    `for[1] "Chekout": no service, team, escalation policy or schedule has this id or exactly this name. Similar: team Checkout (PTCHECK)`,
		`{"until":"+91d"}`:                                  "at most 90 days ahead",
		`{"since":"-60d","until":"+60d"}`:                   "more than 90 days apart",
		`{"since":"tomorrow 09:00","until":"today"}`:        "is not before",
		`{"for":["Bruno Castellani"],"since":"2026-11-22"}`: "no service, team, escalation policy or schedule has",
	} {
		if sentence := s.CallError("find_coverage_gaps", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

// Without the right to read users and schedules, the gaps are still known.
func TestCoverageWithoutContacts(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/users/*"}, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/schedules/*"})
	answer := s.Call("find_coverage_gaps", `{"for":["PEHELPD"]}`)
	answer.Expect(map[string]any{"escalation_policies.0.levels.0.count": 11, "people": nil})
	says(t, answer, "not_known", "the time zone and contact methods of the user PUELENA", "403")
	says(t, answer, "not_known", "the rotations and overrides of the schedule PSHELP1", "403")
}

// A stakeholder at a level of a policy is among the people whom PagerDuty cannot notify.
func TestCoverageByAStakeholder(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	change := httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/escalation_policies/PECOMMD", strings.NewReader(`{"escalation_policy":{"type":"escalation_policy","escalation_rules":[`+
		`{"escalation_delay_in_minutes":15,"targets":[{"id":"PUNADIA","type":"user_reference"}]}]}}`))
	for name, value := range map[string]string{"Authorization": "Token token=" + simulator.UserKey, "Accept": "application/vnd.pagerduty+json;version=2", "Content-Type": "application/json"} {
		change.Header.Set(name, value)
	}
	changed := httptest.NewRecorder()
	if s.Simulator.ServeHTTP(changed, change); changed.Code != http.StatusOK {
		t.Fatal(changed.Body)
	}
	s.Call("find_coverage_gaps", `{"for":["Incident Commander"]}`).Expect(map[string]any{"people.0.id": "PUNADIA", "people.0.trouble": "the role read_only_user cannot be on call"})
}
