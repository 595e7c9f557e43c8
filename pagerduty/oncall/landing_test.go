package oncall_test

import (
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestLand(t *testing.T) {
	t.Parallel()
	window := func(from, to time.Duration) []pagerduty.MaintenanceWindow {
		return []pagerduty.MaintenanceWindow{{ID: "PMW", Start: pagerduty.Time{Time: mondayNoon.Add(from)}, End: pagerduty.Time{Time: mondayNoon.Add(to)}}}
	}
	shop := pagerduty.Service{ID: "PSHOP", Status: "active", EscalationPolicy: pagerduty.Reference{ID: "PEP"}, UrgencyRule: pagerduty.UrgencyRule{Type: "constant", Urgency: "severity_based"}}
	off := shop
	off.Status = "disabled"
	set := func(settings ...oncall.Setting) oncall.Passage {
		p := oncall.Arrive(eventOf(t, `{"severity":"warning"}`))
		p.Service, p.Settings = "PSHOP", settings
		return p
	}
	unread := oncall.Arrive(eventOf(t, `{}`))
	unread.Unread = []string{"router"}
	unsure := set()
	unsure.Unread = []string{"service"}
	if got := oncall.Land(unsure, &shop, nil, mondayNoon); got.Severity != "" || got.Urgency != "" || got.PolicyID != "PEP" {
		t.Errorf("without the rules of the service: %+v", got)
	}
	resolve := oncall.Arrive(eventOf(t, `{"event_action":"resolve"}`))
	for name, test := range map[string]struct {
		passage oncall.Passage
		service *pagerduty.Service
		windows []pagerduty.MaintenanceWindow
		want    oncall.Outcome
		policy  string
	}{
		"usual":          {set(), &shop, window(-2*time.Hour, 0), oncall.OutcomeIncident, "PEP"},
		"later":          {set(), &shop, window(1, time.Hour), oncall.OutcomeIncident, "PEP"},
		"maintenance":    {set(), &shop, window(0, 1), oncall.OutcomeMaintenance, ""},
		"disabled":       {set(), &off, nil, oncall.OutcomeDisabled, ""},
		"suppressed":     {set(oncall.Setting{Action: "suppress", Value: "true"}), &shop, nil, oncall.OutcomeSuppressed, ""},
		"held":           {set(oncall.Setting{Action: "suspend", Value: "60"}), &shop, nil, oncall.OutcomeHeld, "PEP"},
		"policy":         {set(oncall.Setting{Action: "escalation_policy", Value: "POTHER"}), &shop, nil, oncall.OutcomeIncident, "POTHER"},
		"no service":     {oncall.Arrive(eventOf(t, `{}`)), nil, nil, oncall.OutcomeUnrouted, ""},
		"unread router":  {unread, nil, nil, oncall.OutcomeUnknown, ""},
		"unread service": {set(), nil, nil, oncall.OutcomeUnknown, ""},
		"resolves":       {resolve, &shop, nil, oncall.OutcomeUpdate, ""},
	} {
		got := oncall.Land(test.passage, test.service, test.windows, mondayNoon)
		if got.Outcome != test.want || got.PolicyID != test.policy || (got.PolicyID != "") != (got.Urgency == "low") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestUrgency(t *testing.T) {
	t.Parallel()
	hours := &pagerduty.SupportHours{TimeZone: "Europe/Berlin", DaysOfWeek: []int{1, 2, 3, 4, 5}, StartTime: "09:00:00", EndTime: "13:00:00"}
	rule := func(during, outside string) pagerduty.UrgencyRule {
		return pagerduty.UrgencyRule{Type: "use_support_hours", DuringSupportHours: &pagerduty.SupportHoursUrgency{Urgency: during}, OutsideSupportHours: &pagerduty.SupportHoursUrgency{Urgency: outside}}
	}
	for _, test := range []struct {
		rule     pagerduty.UrgencyRule
		severity string
		at       time.Time
		urgency  string
	}{
		{pagerduty.UrgencyRule{Type: "constant", Urgency: "low"}, "critical", mondayNoon, "low"},
		{pagerduty.UrgencyRule{Type: "constant", Urgency: "severity_based"}, "error", mondayNoon, "high"},
		{pagerduty.UrgencyRule{Type: "constant", Urgency: "severity_based"}, "P1", mondayNoon, ""},
		{rule("high", "low"), "info", mondayNoon, "low"}, // it is 13:00:00 in Berlin
		{rule("high", "low"), "info", mondayNoon.Add(-time.Second), "high"},
		{rule("high", "low"), "info", mondayNoon.Add(-4 * time.Hour), "high"},
		{rule("high", "low"), "info", mondayNoon.Add(-4*time.Hour - time.Second), "low"},
		{rule("high", "low"), "info", mondayNoon.AddDate(0, 0, -1).Add(-time.Hour), "low"}, // on Sunday
		{rule("severity_based", "low"), "warning", mondayNoon.Add(-time.Hour), "low"},
	} {
		service := pagerduty.Service{UrgencyRule: test.rule, SupportHours: hours}
		if got, by := oncall.Urgency(service, test.severity, test.at); got != test.urgency || by == "" {
			t.Errorf("%+v at %v: %q by %q", test.rule, test.at, got, by)
		}
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	policy := pagerduty.EscalationPolicy{ID: "PEP", Rules: []pagerduty.EscalationRule{{DelayMinutes: 10}, {DelayMinutes: 20, AssignmentStrategy: pagerduty.RoundRobin}, {DelayMinutes: 5}}}
	onCall := func(policy string, level int, user string, from, to time.Duration) pagerduty.OnCall {
		entry := pagerduty.OnCall{EscalationPolicy: pagerduty.Reference{ID: policy}, EscalationLevel: level, User: pagerduty.Reference{ID: user}}
		if from != to {
			entry.Start, entry.End = pagerduty.Time{Time: mondayNoon.Add(from)}, pagerduty.Time{Time: mondayNoon.Add(to)}
		}
		return entry
	}
	levels := oncall.Levels(policy, []pagerduty.OnCall{
		onCall("PEP", 2, "PADA", -time.Hour, time.Hour), onCall("PEP", 2, "PADA", -time.Hour, 2*time.Hour), onCall("PEP", 2, "PBOB", 0, 1),
		onCall("PEP", 2, "PCY", -time.Hour, 0), onCall("PEP", 3, "PADA", 0, 0), onCall("POTHER", 1, "PADA", 0, 0),
	}, mondayNoon)
	second := levels[1]
	if len(levels[0].People) != 0 || len(second.People) != 2 || !second.OneOf || second.After != 10*time.Minute || levels[2].After != 30*time.Minute || second.Soonest != 0 || levels[2].Soonest != 20*time.Minute {
		t.Errorf("%+v", levels)
	}
	if !second.People[0].Until.Equal(mondayNoon.Add(2*time.Hour)) || !levels[2].People[0].Until.IsZero() || oncall.FirstNotified(levels).Number != 2 {
		t.Errorf("%+v", levels)
	}
	if oncall.FirstNotified(levels[:1]) != nil {
		t.Error("somebody is at level 1")
	}
}
