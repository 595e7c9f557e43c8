package simulator_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func entries(answer object, list string) []string {
	var found []string
	items, _ := answer.at(list).([]any)
	for _, item := range items {
		e := object(item.(map[string]any))
		found = append(found, fmt.Sprintf("%v %v %v", e["start"], e["end"], e.at("user.id")))
	}
	return found
}

func TestFinalSchedule(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for name, c := range map[string]struct {
		path string
		want []string
	}{
		"weekly in London, over the end of summer time": {
			"/schedules/PSCHKP1?since=2026-10-19T00:00:00Z&until=2026-11-03T00:00:00Z", []string{
				"2026-10-19T01:00:00+01:00 2026-10-19T09:00:00+01:00 PUAMARA",
				"2026-10-19T09:00:00+01:00 2026-10-26T09:00:00Z PUBRUNO",
				"2026-10-26T09:00:00Z 2026-11-02T09:00:00Z PUCHLOE",
				"2026-11-02T09:00:00Z 2026-11-03T00:00:00Z PUAMARA",
			},
		},
		"follow the sun with an override": {
			"/schedules/PSPLSUN?since=2026-10-16T04:00:00Z&until=2026-10-17T04:00:00Z", []string{
				"2026-10-16T04:00:00Z 2026-10-16T08:00:00Z PUKEIKO",
				"2026-10-16T08:00:00Z 2026-10-16T16:00:00Z PUGRACE",
				"2026-10-16T16:00:00Z 2026-10-17T00:00:00Z PUFARID",
				"2026-10-17T00:00:00Z 2026-10-17T04:00:00Z PUKEIKO",
			},
		},
		"a weekend layer above a daily one, over the end of summer time, in another zone": {
			"/schedules/PSSEAR1?since=2026-10-23T12:00:00Z&until=2026-10-26T12:00:00Z&time_zone=Etc/UTC", []string{
				"2026-10-23T12:00:00Z 2026-10-23T22:00:00Z PUCHLOE",
				"2026-10-23T22:00:00Z 2026-10-25T23:00:00Z PUBRUNO",
				"2026-10-25T23:00:00Z 2026-10-26T08:00:00Z PUCHLOE",
				"2026-10-26T08:00:00Z 2026-10-26T12:00:00Z PUJONAS",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := a.ok("GET", c.path, "")
			if got := entries(answer, "schedule.final_schedule.rendered_schedule_entries"); !slices.Equal(got, c.want) {
				t.Errorf("got %v\nwant %v", got, c.want)
			}
			a.equal(answer, "schedule.final_schedule.rendered_coverage_percentage", 100)
		})
	}
}

func TestScheduleParts(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	answer := a.ok("GET", "/schedules/PSPLSUN?since=2026-10-16T00:00:00Z&until=2026-10-17T00:00:00Z", "")
	if got := answer.column("schedule.schedule_layers", "name"); !slices.Equal(got, []string{"Americas", "Europe", "Asia-Pacific"}) {
		t.Errorf("the layers are %v, want the highest first", got)
	}
	a.equal(answer, "schedule.schedule_layers.1.restrictions.0.start_time_of_day", "08:00:00")
	a.equal(answer, "schedule.schedule_layers.1.rendered_schedule_entries.0.user.id", "PUAMARA")
	a.equal(answer, "schedule.overrides_subschedule.rendered_schedule_entries.0.user.id", "PUGRACE")
	a.equal(answer, "schedule.overrides_subschedule.rendered_coverage_percentage", 33.3)
	a.equal(answer, "schedule.escalation_policies.0.id", "PEPLATF")
	if plain := a.ok("GET", "/schedules/PSPLSUN", ""); len(entries(plain, "schedule.final_schedule.rendered_schedule_entries")) != 0 {
		t.Error("entries are rendered without since and until")
	}
	half := entries(a.ok("GET", "/schedules/PSCHKP1?since=2026-10-16T00:00:00Z", ""), "schedule.final_schedule.rendered_schedule_entries")
	if len(half) != 3 {
		t.Errorf("since alone renders %v, want two weeks", half)
	}
	if listed := a.ok("GET", "/schedules", ""); listed.at("schedules.0.schedule_layers") != nil || listed.at("schedules.0.users.0.id") == nil {
		t.Errorf("a listed schedule has users and no layers: %v", listed.at("schedules.0"))
	}
	a.refused(400, 2001, "a year", "GET", "/schedules/PSPLSUN?since=2020-01-01&until=2026-01-01", "")
	a.refused(400, 2001, "before since", "GET", "/schedules/PSPLSUN?since=2026-01-02&until=2026-01-01", "")
}

// TestKeyUserIsOnCall: at every start time of the demo, the owner of UserKey is on call for checkout, and somebody is on call in
// every policy.
func TestKeyUserIsOnCall(t *testing.T) {
	t.Parallel()
	for step := range 34 { // a little over a week
		now := noon.Add(time.Duration(step) * 5 * time.Hour)
		a := serve(t, simulator.New(simulator.WithClock(func() time.Time { return now })))
		a.equal(a.ok("POST", "/incidents", newIncident("")), "incident.assignments.0.assignee.id", "PUAMARA")
		for _, service := range []string{"PSSTORE", "PSORDER", "PSPGDBS", "PSIDENT"} {
			body := `{"incident":{"type":"incident","title":"x","service":{"id":"` + service + `","type":"service_reference"}}}`
			if a.ok("POST", "/incidents", body).at("incident.assignments.0.assignee.id") == nil {
				t.Errorf("at %v nobody is on call for %s", now, service)
			}
		}
	}
}
