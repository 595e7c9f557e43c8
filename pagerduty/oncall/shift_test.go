package oncall_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
)

func onCall(policy string, level, from, to int) pagerduty.OnCall {
	hour := func(n int) pagerduty.Time { return pagerduty.Time{Time: start.Add(time.Duration(n) * time.Hour)} }
	return pagerduty.OnCall{EscalationPolicy: pagerduty.Reference{ID: policy}, EscalationLevel: level, User: person("A"), Start: hour(from), End: hour(to)}
}

func TestLatestShift(t *testing.T) {
	t.Parallel()
	permanent := pagerduty.OnCall{EscalationLevel: 1, User: person("A")}
	for name, test := range map[string]struct {
		onCalls []pagerduty.OnCall
		want    string
	}{
		"none":                                   {nil, "none"},
		"only for ever, or later":                {[]pagerduty.OnCall{permanent, onCall("P", 1, 1, 5)}, "none"},
		"runs":                                   {[]pagerduty.OnCall{onCall("P", 1, -9, -2), onCall("P", 1, -1, 5), permanent}, "-1..5 P"},
		"two run":                                {[]pagerduty.OnCall{onCall("P", 1, -9, 1), onCall("Q", 1, -1, 5), onCall("R", 1, -20, -3)}, "-9..5 P,Q"},
		"ended":                                  {[]pagerduty.OnCall{onCall("P", 1, -30, -20), onCall("P", 1, -9, -2), onCall("Q", 1, -8, -3)}, "-9..-2 P"},
		"a second level beside a first one":      {[]pagerduty.OnCall{onCall("P", 2, -9, 9), onCall("Q", 1, -30, -20)}, "-30..-20 Q"},
		"only at the second level":               {[]pagerduty.OnCall{onCall("P", 2, -9, 9)}, "-9..9 P"},
		"two that ended together, and one later": {[]pagerduty.OnCall{onCall("P", 1, -9, -2), onCall("Q", 1, -5, -2), onCall("R", 1, 2, 3)}, "-9..-2 P,Q"},
	} {
		got := "none"
		if shift, found := oncall.LatestShift(test.onCalls, start); found {
			var policies []string
			for _, o := range shift.OnCalls {
				policies = append(policies, o.EscalationPolicy.ID)
			}
			got = fmt.Sprintf("%.0f..%.0f %s", shift.Since.Sub(start).Hours(), shift.Until.Sub(start).Hours(), strings.Join(policies, ","))
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// of is an entry in the log of an incident.
func of(incident string, e pagerduty.LogEntry) pagerduty.LogEntry {
	e.Incident.ID = incident
	return e
}

func TestTouchedIn(t *testing.T) {
	t.Parallel()
	window := oncall.Window{Since: start, Until: start.Add(time.Hour)}
	incidents := []pagerduty.Incident{incident("old", "Disk 1% on web-1", "C", -600), incident("new", "Disk 2% on web-2", "C", 1), incident("untouched", "x", "C", -5)}
	touched := oncall.TouchedIn(window, incidents, newestFirst(
		of("old", entry("0", -9, "acknowledge", "B")),
		of("old", entry("1", 5, "resolve", "A")), of("new", entry("2", 60, "trigger", "S")), of("new", assigning(entry("3", 60, "assign", "S"), "A")),
		of("old", entry("4", 200, "trigger", "B")), of("old", assigning(entry("5", 200, "assign", "B"), "C")), of("new", entry("6", 300, "acknowledge", "A")),
		of("new", entry("7", 400, "snooze", "A")), of("old", assigning(entry("8", 500, "delegate", "C"), "D")), of("new", entry("9", 3601, "resolve", "A")),
	))
	old, fresh, untouched := touched[0], touched[1], touched[2]
	if old.Opened || old.Reopened == nil || old.Resolved != nil || old.Acknowledged != nil || old.Moved == nil || old.Moved.Assignees[0].ID != "D" || len(old.Acts) != 3 {
		t.Errorf("the old one: %+v", old)
	}
	if !fresh.Opened || fresh.Reopened != nil || fresh.Moved != nil || fresh.Snoozed == nil || fresh.Acknowledged == nil || fresh.Resolved != nil || !fresh.Asleep || len(fresh.Acts) != 3 {
		t.Errorf("the new one: %+v", fresh)
	}
	if len(untouched.Acts) != 0 || untouched.Opened || untouched.Concerns("A") {
		t.Errorf("the untouched one: %+v", untouched)
	}
	for user, want := range map[string][2]bool{"A": {true, true}, "B": {true, false}, "D": {true, false}, "X": {false, false}} {
		if got := [2]bool{old.Concerns(user), fresh.Concerns(user)}; got != want {
			t.Errorf("concerns %s: %v, want %v", user, got, want)
		}
	}
	if done := oncall.DoneBy("A", touched); fmt.Sprint(done) != "map[acknowledge:[new] resolve:[old] snooze:[new]]" {
		t.Errorf("done by A: %v", done)
	}
}

// A snooze that is over happened all the same.
func TestTouchedAfterASnooze(t *testing.T) {
	t.Parallel()
	window := oncall.Window{Since: start, Until: start.Add(time.Hour)}
	for _, end := range []string{"acknowledge", "unacknowledge", "resolve", "trigger"} {
		touched := oncall.TouchedIn(window, []pagerduty.Incident{incident("i", "x", "C", -600)}, newestFirst(of("i", entry("1", 60, "snooze", "A")), of("i", entry("2", 120, end, "A"))))
		if touched[0].Snoozed == nil || touched[0].Asleep {
			t.Errorf("then %s: %+v", end, touched[0])
		}
	}
}

func TestRepeatedKinds(t *testing.T) {
	t.Parallel()
	var opened []oncall.Touched
	for n, title := range []string{"Disk 1% on web-1", "Login fails", "Disk 2% on web-2", "Queue holds 5", "Disk 3% on web-3", "Queue holds 9"} {
		i := incident(fmt.Sprint(n), title, "C", n)
		if n != 4 {
			i.Status, i.LastStatusChangeBy = pagerduty.StatusResolved, &pagerduty.Reference{Type: []string{"integration_reference", "user_reference"}[n%2]}
		}
		opened = append(opened, oncall.Touched{Incident: i})
	}
	opened[0].Acknowledged = &oncall.Act{}
	var got []string
	for _, r := range oncall.RepeatedKinds(opened) {
		got = append(got, fmt.Sprintf("%d latest %s: %d %d", len(r.Incidents), r.Incidents[0].ID, r.ByItself, r.NeverAcknowledged))
	}
	if want := []string{"3 latest 4: 2 2", "2 latest 5: 0 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
