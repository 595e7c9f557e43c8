package oncall_test

import (
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func TestNeglected(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) pagerduty.Time { return pagerduty.Time{Time: noon().Add(-d)} }
	given := func(id string, deleted time.Duration) []pagerduty.Assignment {
		user := pagerduty.Reference{ID: id}
		if deleted > 0 {
			user.DeletedAt = ago(deleted)
		}
		return []pagerduty.Assignment{{Assignee: user}}
	}
	escalates := func(in time.Duration) []pagerduty.Pending {
		return []pagerduty.Pending{{Type: "escalate", At: ago(-in)}}
	}
	var resolved []pagerduty.Incident
	for n := range 5 {
		resolved = append(resolved, pagerduty.Incident{Status: "resolved", Service: pagerduty.Reference{ID: "PS1"}, CreatedAt: ago(10 * time.Hour), ResolvedAt: ago(10*time.Hour - time.Duration(n+1)*time.Hour)})
	}
	resolved = append(resolved, pagerduty.Incident{Status: "resolved", Service: pagerduty.Reference{ID: "PS1"}, ResolveReason: &pagerduty.ResolveReason{}}, resolved[0])
	resolved[6].Service.ID = "PS2"
	usual := oncall.Usuals(resolved)
	if usual["PS1"] != (oncall.Usual{Resolved: 5, Median: 3 * time.Hour, P95: 5 * time.Hour}) || usual["PS2"].Resolved != 1 {
		t.Errorf("usual: %v", usual)
	}
	facts := oncall.NeglectFacts{
		Now: noon(), Usual: usual, LastEntry: map[string]time.Time{"silent": noon().Add(-4 * time.Hour), "low": noon().Add(-23 * time.Hour), "spoken": noon().Add(-time.Hour)},
		OnCall: map[oncall.PolicyUser]bool{{PolicyID: "PE1", UserID: "PUON"}: true, {PolicyID: "PE2", UserID: "PUOTHER"}: true}, Maintenance: map[string]bool{"PS9": true},
	}
	one := func(id, service string, age time.Duration, change func(*pagerduty.Incident)) pagerduty.Incident {
		i := pagerduty.Incident{ID: id, Status: "triggered", Urgency: "high", CreatedAt: ago(age), Service: pagerduty.Reference{ID: service}, Assignments: given("PUON", 0),
			EscalationPolicy: pagerduty.Reference{ID: "PE1"}, PendingActions: escalates(16 * time.Minute)}
		if change != nil {
			change(&i)
		}
		return i
	}
	acknowledged := func(i *pagerduty.Incident) { i.Status = "acknowledged" }
	for _, test := range []struct {
		incident pagerduty.Incident
		want     []oncall.NeglectReason
	}{
		{one("young", "PS1", 5*time.Hour, nil), nil},
		{one("old", "PS1", 5*time.Hour+time.Second, nil), []oncall.NeglectReason{oncall.LongerThanUsual}},
		{one("few to compare", "PS2", 900*time.Hour, nil), nil},
		{one("silent", "PS2", time.Hour, acknowledged), []oncall.NeglectReason{oncall.Silent}},
		{one("silent", "PS2", time.Hour, nil), nil},
		{one("silent", "PS2", time.Hour, func(i *pagerduty.Incident) {
			i.Status, i.PendingActions = "acknowledged", []pagerduty.Pending{{Type: "unacknowledge", At: ago(-9 * time.Hour)}}
		}), nil},
		{one("spoken", "PS2", time.Hour, acknowledged), nil},
		{one("low", "PS2", time.Hour, func(i *pagerduty.Incident) { i.Status, i.Urgency = "acknowledged", "low" }), nil},
		{one("log not known", "PS2", time.Hour, acknowledged), nil},
		{one("nobody", "PS2", time.Hour, func(i *pagerduty.Incident) { i.Assignments = nil }), []oncall.NeglectReason{oncall.NobodyAssigned}},
		{one("gone", "PS2", time.Hour, func(i *pagerduty.Incident) { i.Assignments = given("PUGONE", time.Hour) }), []oncall.NeglectReason{oncall.OwnerDeleted}},
		{one("off", "PS2", time.Hour, func(i *pagerduty.Incident) { i.Assignments = given("PUOFF", 0) }), []oncall.NeglectReason{oncall.OwnerOffCall}},
		{one("on call for another policy", "PS2", time.Hour, func(i *pagerduty.Incident) { i.Assignments = given("PUOTHER", 0) }), []oncall.NeglectReason{oncall.OwnerOffCall}},
		{one("stuck", "PS2", time.Hour, func(i *pagerduty.Incident) { i.PendingActions = nil }), []oncall.NeglectReason{oncall.Stuck}},
		{one("escalated already", "PS2", time.Hour, func(i *pagerduty.Incident) { i.PendingActions = escalates(-time.Minute) }), []oncall.NeglectReason{oncall.Stuck}},
		{one("new", "PS2", 59*time.Minute, func(i *pagerduty.Incident) { i.PendingActions = nil }), nil},
		{one("low and stuck", "PS2", 2*time.Hour, func(i *pagerduty.Incident) { i.Urgency, i.PendingActions = "low", nil }), []oncall.NeglectReason{oncall.Stuck}},
		{one("low and new", "PS2", 119*time.Minute, func(i *pagerduty.Incident) { i.Urgency, i.PendingActions = "low", nil }), nil},
		{one("escalates", "PS2", time.Minute, func(i *pagerduty.Incident) { i.PendingActions = escalates(15 * time.Minute) }), []oncall.NeglectReason{oncall.Escalating}},
		{one("one is on", "PS2", time.Hour, func(i *pagerduty.Incident) { i.Assignments = append(given("PUOFF", 0), given("PUON", 0)...) }), nil},
		{one("ends", "PS2", time.Hour, func(i *pagerduty.Incident) {
			i.Status, i.PendingActions = "acknowledged", []pagerduty.Pending{{Type: "unacknowledge", At: ago(-2 * time.Hour)}}
		}), []oncall.NeglectReason{oncall.AcknowledgeEnds}},
		{one("ends later", "PS2", time.Hour, func(i *pagerduty.Incident) {
			i.Status, i.PendingActions = "acknowledged", []pagerduty.Pending{{Type: "unacknowledge", At: ago(-3 * time.Hour)}}
		}), nil},
		{one("low and old", "PS2", 7*24*time.Hour, func(i *pagerduty.Incident) { i.Urgency = "low" }), []oncall.NeglectReason{oncall.LowUrgencyAndOld}},
		{one("maintained", "PS9", time.Hour, nil), []oncall.NeglectReason{oncall.UnderMaintenance}},
		{one("resolved", "PS9", time.Hour, func(i *pagerduty.Incident) { i.Status = "resolved" }), nil},
	} {
		found := oncall.Neglected([]pagerduty.Incident{test.incident}, facts)
		var got []oncall.NeglectReason
		if len(found) > 0 {
			got = found[0].Reasons
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.incident.ID, got, test.want)
		}
	}
	if found := oncall.Neglected([]pagerduty.Incident{one("on call is not known", "PS2", time.Hour, func(i *pagerduty.Incident) { i.Assignments = given("PUOFF", 0) })}, oncall.NeglectFacts{Now: noon()}); len(found) > 0 {
		t.Errorf("without facts: %v", found)
	}
}
