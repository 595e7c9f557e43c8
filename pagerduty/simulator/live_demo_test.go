package simulator_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestDemoAtEveryHour: at every start time of the demo, open incidents are in a state that PagerDuty would produce. A day without
// any action of users keeps them so.
func TestDemoAtEveryHour(t *testing.T) {
	t.Parallel()
	step := 15*24*time.Hour + 25*time.Hour + 7*time.Minute // reaches every hour of the day and every day of the week
	if os.Getenv("FULL_TESTS") == "" {                     // "make full" tests all of them
		step *= 4
	}
	year := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for at := year; at.Before(year.AddDate(1, 0, 0)); at = at.Add(step) {
		t.Run(at.Format("2006-01-02T15:04"), func(t *testing.T) {
			t.Parallel()
			still := simulator.New(simulator.WithClock(func() time.Time { return at }))
			demoDay{living{serve(t, still), still.Clock()}, at}.check()
			s := simulator.New(simulator.WithClock(func() time.Time { return at }), simulator.WithLiveTime())
			d := demoDay{living{serve(t, s), s.Clock()}, at}
			for _, passed := range []time.Duration{0, 10 * time.Minute, time.Hour, 5 * time.Hour, 8 * time.Hour, 24 * time.Hour} {
				s.Clock().Set(at.Add(passed))
				d.check()
			}
			d.checkDay()
		})
	}
}

// demoDay is a demo account that was started at a time.
type demoDay struct {
	living
	began time.Time
}

// check compares every open incident with the actions that PagerDuty would have taken by now.
func (d demoDay) check() {
	d.t.Helper()
	now := d.clock.Now()
	open := d.ok("GET", "/incidents?date_range=all&limit=100&statuses[]=triggered&statuses[]=acknowledged&include[]=services&include[]=escalation_policies", "")
	for _, item := range open.at("incidents").([]any) {
		i := object(item.(map[string]any))
		if problems := d.problems(i, now); len(problems) > 0 {
			d.t.Errorf("%v after %v: %s", i.at("summary"), now.Sub(d.began), strings.Join(problems, "; "))
		}
	}
	hours := now.In(london)
	atWork := hours.Weekday() >= time.Monday && hours.Weekday() <= time.Friday && hours.Hour() >= 9 && hours.Hour() < 18
	if onCall := len(d.ok("GET", "/oncalls?schedule_ids[]=PSHELP1", "").column("oncalls", "user.id")) > 0; onCall != atWork {
		d.t.Errorf("at %v someone at the help desk is on call: %v", hours, onCall)
	}
}

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

func (d demoDay) problems(i object, now time.Time) (problems []string) {
	problem := func(format string, arguments ...any) { problems = append(problems, fmt.Sprintf(format, arguments...)) }
	pending := map[string]time.Time{}
	for n, kind := range i.column("pending_actions", "type") {
		pending[kind] = moment(d.t, i.column("pending_actions", "at")[n])
		if !pending[kind].After(now) {
			problem("%s is pending at %v, which has passed", kind, pending[kind])
		}
	}
	if seconds, resolves := i.at("service.auto_resolve_timeout").(float64); resolves && !moment(d.t, i.at("created_at")).Add(time.Duration(seconds)*time.Second).After(now) {
		problem("it was to be resolved %v seconds after %v", seconds, i.at("created_at"))
	}
	log := d.ok("GET", fmt.Sprintf("/incidents/%v/log_entries?limit=100", i.at("id")), "")
	last := lastOf(log, "acknowledge_log_entry", "snooze_log_entry")
	if seconds, ends := i.at("service.acknowledgement_timeout").(float64); ends && i.at("status") == "acknowledged" && last.at("type") == "acknowledge_log_entry" &&
		!moment(d.t, last.at("created_at")).Add(time.Duration(seconds)*time.Second).After(now) {
		problem("its acknowledgement was to end %v seconds after %v", seconds, last.at("created_at"))
	}
	if level := d.level(i, log); level == 0 {
		problem("its assignees %v are none whom its policy calls, nor have they acknowledged it", i.column("assignments", "assignee.id"))
	} else if i.at("status") == "triggered" && i.at("urgency") == "high" {
		problems = append(problems, d.waiting(i, log, level, pending["escalate"])...)
	}
	return problems
}

// level returns the level of the policy to whose users the incident is assigned, or 0. Users who have acknowledged it may be
// assigned as well.
func (d demoDay) level(i, log object) int {
	given := lastOf(log, "assign_log_entry", "escalate_log_entry")
	at := moment(d.t, given.at("created_at"))
	onCalls := d.ok("GET", fmt.Sprintf("/oncalls?limit=100&escalation_policy_ids[]=%v&since=%s&until=%s", i.at("escalation_policy.id"), at.Format(time.RFC3339), at.Format(time.RFC3339)), "")
	var acknowledged []string
	for _, entry := range log.at("log_entries").([]any) {
		if e := object(entry.(map[string]any)); e.at("type") == "acknowledge_log_entry" {
			acknowledged = append(acknowledged, fmt.Sprint(e.at("agent.id")))
		}
	}
	for level := 1; level <= len(i.at("escalation_policy.escalation_rules").([]any)); level++ {
		called := slices.Clone(acknowledged)
		some := false
		for n, user := range onCalls.column("oncalls", "user.id") {
			if onCalls.column("oncalls", "escalation_level")[n] == fmt.Sprint(level) {
				called = append(called, user)
				some = some || slices.Contains(i.column("assignments", "assignee.id"), user)
			}
		}
		if stranger := slices.ContainsFunc(i.column("assignments", "assignee.id"), func(id string) bool { return !slices.Contains(called, id) }); some && !stranger {
			return level
		}
	}
	return 0
}

// waiting checks a triggered incident: its escalation is pending within the delay of its level, or there is no further level.
func (d demoDay) waiting(i, log object, level int, escalates time.Time) (problems []string) {
	repeats := 0
	for _, kind := range log.column("log_entries", "type") {
		if kind == "repeat_escalation_path_log_entry" {
			repeats++
		}
	}
	exhausted := level == len(i.at("escalation_policy.escalation_rules").([]any)) && repeats == int(i.at("escalation_policy.num_loops").(float64))
	since := moment(d.t, lastOf(log, "assign_log_entry", "escalate_log_entry", "unacknowledge_log_entry").at("created_at"))
	minutes, _ := i.at(fmt.Sprintf("escalation_policy.escalation_rules.%d.escalation_delay_in_minutes", level-1)).(float64)
	switch want := since.Add(time.Duration(minutes) * time.Minute); {
	case exhausted && !escalates.IsZero():
		problems = append(problems, fmt.Sprintf("its policy is exhausted, and it escalates at %v", escalates))
	case !exhausted && !escalates.Equal(want):
		problems = append(problems, fmt.Sprintf("it has waited at level %d since %v for %v minutes, and escalates at %v", level, since, minutes, escalates))
	}
	return problems
}

// checkDay checks that after a day, unacknowledged incidents have been escalated through all levels of their policies.
func (d demoDay) checkDay() {
	d.t.Helper()
	for id, want := range map[string]string{
		"Q2CHECKOUTLATE": "triggered", "Q3PAYACQUIRER0": "resolved", "Q4CARTERRORS00": "resolved", "Q5PGREPLICALAG": "triggered", "Q6NODESNOTREAD": "resolved",
		"Q7INDEXSTALE00": "triggered", "Q8ORDERSDLQ000": "acknowledged", "Q9STOCKIMPORT0": "resolved", "Q10LDCERTIFICA": "acknowledged", "Q11NJECTIONTXT": "triggered",
	} {
		i := d.ok("GET", "/incidents/"+id, "")
		if got := i.at("incident.status"); got != want {
			d.t.Errorf("after a day %s is %v, want %s", id, got, want)
		}
		if pending := i.column("incident.pending_actions", "type"); slices.Contains(pending, "escalate") {
			d.t.Errorf("after a day %s still escalates: %v", id, i.at("incident.assignments"))
		}
	}
}

// lastOf returns the latest entry of a log that has one of the types.
func lastOf(log object, types ...string) object {
	for _, entry := range log.at("log_entries").([]any) {
		if e := object(entry.(map[string]any)); slices.Contains(types, fmt.Sprint(e.at("type"))) {
			return e
		}
	}
	return object{}
}

func moment(t *testing.T, text any) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, fmt.Sprint(text))
	if err != nil {
		t.Fatal(err)
	}
	return at
}
