package simulator_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func onCalls(answer object) []string {
	var found []string
	items, _ := answer.at("oncalls").([]any)
	for _, item := range items {
		o := object(item.(map[string]any))
		found = append(found, fmt.Sprintf("%v/%v %v %v %v %v", o.at("escalation_policy.id"), o["escalation_level"], o.at("schedule.id"), o.at("user.id"), o["start"], o["end"]))
	}
	return found
}

func TestOnCalls(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	primary := "PECHECK/1 PSCHKP1 PUAMARA 2026-10-12T08:00:00Z 2026-10-19T08:00:00Z"
	secondary := "PECHECK/2 PSCHKP2 PUBRUNO 2026-10-12T08:00:00Z 2026-10-19T08:00:00Z"
	manager := "PECHECK/3 <nil> PUELENA <nil> <nil>"
	for query, want := range map[string][]string{
		"escalation_policy_ids[]=PECHECK":                                              {primary, secondary, manager},
		"escalation_policy_ids[]=PECHECK&user_ids[]=PUBRUNO":                           {secondary},
		"escalation_policy_ids[]=PECHECK&schedule_ids[]=null":                          {manager},
		"escalation_policy_ids[]=PECHECK&schedule_ids[]=PNONE":                         {},
		"schedule_ids[]=PSCHKP1&since=2026-10-14T12:00:00Z":                            {primary},
		"schedule_ids[]=PSCHKP1&until=2026-10-19T07:59:59Z":                            {primary},
		"schedule_ids[]=PSCHKP1&until=2026-10-19T08:00:00Z":                            {primary}, // the next shift begins at the end
		"schedule_ids[]=PSCHKP1&until=2026-10-19T08:00:01Z":                            {primary, "PECHECK/1 PSCHKP1 PUBRUNO 2026-10-19T08:00:00Z 2026-10-26T09:00:00Z"},
		"schedule_ids[]=PSCHKP1&since=2026-10-12T08:00:00Z":                            {primary}, // the previous shift ended at the beginning
		"escalation_policy_ids[]=PEHELPD&schedule_ids[]=PSHELP1":                       {"PEHELPD/1 PSHELP1 PUJONAS 2026-10-14T08:00:00Z 2026-10-14T17:00:00Z"},
		"schedule_ids[]=PSCHKP1&since=2026-10-19T08:00:00Z&until=2026-10-19T08:00:00Z": {"PECHECK/1 PSCHKP1 PUBRUNO 2026-10-19T08:00:00Z 2026-10-26T09:00:00Z"},
		"schedule_ids[]=PSHELP1&since=2026-10-17T00:00:00Z&until=2026-10-18T23:00:00Z": {}, // a weekend
		"schedule_ids[]=PSHELP1&since=2026-10-14T17:00:00Z&until=2026-10-14T17:00:00Z": {},
	} {
		if got := onCalls(a.ok("GET", "/oncalls?"+query, "")); !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %v\nwant %v", query, got, want)
		}
	}
}

func TestOnCallsOfAShiftBasedSchedule(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	answer := a.ok("GET", "/oncalls?schedule_ids[]=PSHIFT1&include[]=schedules", "")
	a.equal(answer, "oncalls.0.schedule.type", "schedule_v3_reference")
	a.equal(answer, "oncalls.0.schedule.self", a.url+"/v3/schedules/PSHIFT1")
	if answer.at("oncalls.0.user.id") == nil {
		t.Errorf("nobody is on call: %v", answer)
	}
	target := a.ok("GET", "/escalation_policies/PEWAREH?include[]=targets", "")
	a.equal(target, "escalation_policy.escalation_rules.0.targets.0.type", "schedule_v3_reference")
	if ids := a.ok("GET", "/schedules?limit=100", "").column("schedules", "id"); slices.Contains(ids, "PSHIFT1") || len(ids) < 6 {
		t.Errorf("listSchedules lists %v", ids)
	}
	for _, path := range []string{"/schedules/PSHIFT1", "/schedules/PSHIFT1/users"} {
		a.refused(400, 2001, "shift-based schedule. Use the v3 Schedules API (/v3/schedules)", "GET", path, "")
	}
	a.refused(400, 2001, "shift-based", "POST", "/schedules/PSHIFT1/overrides", `{"overrides":[]}`)
}

func TestOnCallsEarliest(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	window := "escalation_policy_ids[]=PECHECK&since=2026-10-14T00:00:00Z&until=2026-12-01T00:00:00Z"
	all, first := onCalls(a.ok("GET", "/oncalls?"+window, "")), onCalls(a.ok("GET", "/oncalls?earliest=true&"+window, ""))
	if len(all) != 17 || len(first) != 7 { // eight weeks on two levels and the manager; three users on two levels and the manager
		t.Errorf("%d shifts, of which %d are the first: %v", len(all), len(first), first)
	}
	if !slices.Contains(first, "PECHECK/1 PSCHKP1 PUCHLOE 2026-10-26T09:00:00Z 2026-11-02T09:00:00Z") {
		t.Errorf("the first of Chloé is not among %v", first)
	}
}

// TestShiftsAreWhole: a shift of two weeks is two weeks long in the list of on-calls, whatever the window, and in a schedule with overflow.
func TestShiftsAreWhole(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok("POST", "/schedules/PSCHKP1/overrides", `{"overrides":[{"start":"2026-10-20T00:00:00Z","end":"2026-11-10T00:00:00Z","user":{"id":"PUDIEGO","type":"user_reference"}}]}`)
	want := "PECHECK/1 PSCHKP1 PUDIEGO 2026-10-20T00:00:00Z 2026-11-10T00:00:00Z"
	if got := onCalls(a.ok("GET", "/oncalls?schedule_ids[]=PSCHKP1&since=2026-10-30T00:00:00Z&until=2026-10-30T01:00:00Z", "")); !slices.Equal(got, []string{want}) {
		t.Errorf("got %v, want %s", got, want)
	}
	const window = "/schedules/PSCHKP1?time_zone=Etc/UTC&since=2026-10-30T00:00:00Z&until=2026-10-31T00:00:00Z"
	for query, want := range map[string]string{
		"":                "2026-10-30T00:00:00Z 2026-10-31T00:00:00Z PUDIEGO",
		"&overflow=true":  "2026-10-20T00:00:00Z 2026-11-10T00:00:00Z PUDIEGO",
		"&overflow=false": "2026-10-30T00:00:00Z 2026-10-31T00:00:00Z PUDIEGO",
	} {
		answer := a.ok("GET", window+query, "")
		for _, part := range []string{"final_schedule", "overrides_subschedule"} {
			if got := entries(answer, "schedule."+part+".rendered_schedule_entries"); !slices.Equal(got, []string{want}) {
				t.Errorf("%s of %q: got %v, want %s", part, query, got, want)
			}
			a.equal(answer, "schedule."+part+".rendered_coverage_percentage", 100)
		}
	}
}

// TestDirectTargetIsOnCallAlways: a user who is a target has no schedule and no times, with every include[].
func TestDirectTargetIsOnCallAlways(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	o := object(a.ok("GET", "/oncalls?escalation_policy_ids[]=PECOMMD&include[]=users&include[]=schedules&include[]=escalation_policies&limit=1", "").at("oncalls.0").(map[string]any))
	for _, member := range []string{"schedule", "start", "end"} {
		if value, ok := o[member]; !ok || value != nil {
			t.Errorf("%s is %v, want null", member, value)
		}
	}
	a.equal(o, "user.email", "henry.adeyemi@lanternfield.example")
	a.equal(o, "escalation_policy.num_loops", 0)
}

func TestOnCallWindow(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.refused(400, 2004, "before since", "GET", "/oncalls?since=2026-10-15T00:00:00Z", "")
	a.refused(400, 2005, "90 days ahead", "GET", "/oncalls?until=2027-01-12T12:00:01Z", "")
	a.refused(400, 2005, "a year apart", "GET", "/oncalls?since=0001-01-01", "")
	a.refused(400, 2005, "a year apart", "GET", "/oncalls?since=2025-10-13T11:59:59Z", "")
	a.ok("GET", "/oncalls?since=2025-10-13T12:00:00Z", "")
	for _, path := range []string{"/schedules/PSCHKP1?", "/schedules/PSCHKP1/users?", "/schedules/PSCHKP1/overrides?", "/schedules?include[]=final_schedule&"} {
		a.refused(400, 2001, "a year apart", "GET", path+"since=0001-01-01&until=2026-11-29", "")
	}
	a.refused(400, 2001, "until", "GET", "/oncalls?until=tomorrow", "")
	a.ok("GET", "/oncalls?until=2027-01-12T12:00:00Z", "")
	tokyo := a.ok("GET", "/oncalls?schedule_ids[]=PSCHKP1&time_zone=Asia/Tokyo", "")
	a.equal(tokyo, "oncalls.0.start", "2026-10-12T17:00:00+09:00")
}

// TestOnCallWindowAtTheEndOfTime: a clock far in the future does not make a window infinite.
func TestOnCallWindowAtTheEndOfTime(t *testing.T) {
	t.Parallel()
	a := serve(t, simulator.New(simulator.WithClock(func() time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC) })))
	a.refused(400, 2005, "a year apart", "GET", "/oncalls?since=2026-11-29", "")
}

// TestCoverageHasAGap: at night nobody is on call at the first level of the help desk, and incidents are assigned to the second.
func TestCoverageHasAGap(t *testing.T) {
	t.Parallel()
	midnight := noon.Add(12 * time.Hour)
	a := serve(t, simulator.New(simulator.WithClock(func() time.Time { return midnight })))
	if got := onCalls(a.ok("GET", "/oncalls?schedule_ids[]=PSHELP1", "")); len(got) != 0 {
		t.Errorf("at midnight the help desk has %v", got)
	}
	incident := a.ok("POST", "/incidents", `{"incident":{"type":"incident","title":"x","service":{"id":"PSHELPD","type":"service_reference"}}}`)
	a.equal(incident, "incident.assignments.0.assignee.id", "PUELENA")
	week := a.ok("GET", "/schedules/PSHELP1?since=2026-10-12T00:00:00Z&until=2026-10-19T00:00:00Z", "")
	a.equal(week, "schedule.final_schedule.rendered_coverage_percentage", 26.7) // 45 of 168 hours
	a.equal(week, "schedule.schedule_layers.0.rendered_coverage_percentage", 26.7)
}

func TestScheduleUsers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for query, want := range map[string][]string{
		"":                                   {"PUAMARA", "PUBRUNO", "PUCHLOE"},
		"?since=2026-10-14&until=2026-10-15": {"PUAMARA"},
		"?since=2026-10-14&until=2026-10-20": {"PUAMARA", "PUBRUNO"},
	} {
		answer := a.ok("GET", "/schedules/PSCHKP1/users"+query, "")
		if got := answer.column("users", "id"); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", query, got, want)
		}
		a.equal(answer, "users.0.email", amara)
	}
}
