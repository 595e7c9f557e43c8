package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const (
	warehouse     = "/v3/schedules/PSHIFT1"
	earlyRotation = "AGX0EARLY0ROTATION0WAREHOU"
	earlyEvent    = warehouse + "/rotations/" + earlyRotation + "/events/AGX0EARLY0EVENT0WAREHOUSE0"
	partner       = "/v3/schedules/PSHIFT2"
	launchShift   = "AGX0LAUNCH0SHIFT0PARTNER00"
	threeDays     = "since=2026-10-14T00:00:00Z&until=2026-10-17T00:00:00Z"
)

func shiftReadPaths(a *api) []string {
	paths := []string{"/v3/schedules", "/v3/schedules?query=shift&limit=1000&offset=0&total=true&team_ids[]=PTDATAE"}
	for _, id := range a.ok("GET", "/v3/schedules", "").column("schedules", "id") {
		of := "/v3/schedules/" + id
		paths = append(paths, of, of+"?include[]=final_schedule&"+october, of+"?include[]=final_schedule&overflow=true&time_zone=Asia/Tokyo&"+october,
			of+"/rotations", of+"/overrides?"+october, of+"/overrides?limit=100&offset=0&overflow=true&time_zone=Asia/Tokyo&"+october,
			of+"/custom_shifts?"+october, of+"/custom_shifts?overflow=true&time_zone=Asia/Tokyo&"+october)
		for _, rotation := range a.ok("GET", of+"/rotations", "").column("rotations", "id") {
			one := of + "/rotations/" + rotation
			paths = append(paths, one, one+"?"+october, one+"/events?limit=100")
			for _, event := range a.ok("GET", one+"/events", "").column("events", "id") {
				paths = append(paths, one+"/events/"+event, one+"/events/"+event+"?"+october)
			}
		}
	}
	return append(paths, warehouse+"/overrides/AGX0SWAP00OVERRIDE0WAREHOU", partner+"/custom_shifts/"+launchShift)
}

// anEvent returns an event from nine to five in London, from a day of October on. more are members, which replace earlier ones.
func anEvent(day, rule, members, more string) string {
	return fmt.Sprintf(`{"event":{"name":"Day","start_time":{"date_time":"2026-10-%s09:00:00+01:00","time_zone":"Europe/London"},
		"end_time":{"date_time":"2026-10-%s17:00:00+01:00","time_zone":"Europe/London"},"effective_since":"2026-10-%s00:00:00Z","recurrence":["RRULE:%s"],
		"assignment_strategy":{"type":"rotating_member_assignment_strategy","shifts_per_member":1,"members":[%s]}%s}}`, day+"T", day+"T", day+"T", rule, members, more)
}

func aMember(id string) string { return `{"type":"user_member","user_id":"` + id + `"}` }

const emptyMember = `{"type":"empty_member"}`

func aSwap(source, start, end, from, to string) string {
	return fmt.Sprintf(`{"type":"override_shift",%s,"start_time":"2026-10-%s:00Z","end_time":"2026-10-%s:00Z","overridden_member":%s,"overriding_member":%s}`, source, start, end, from, to)
}

func aCustomShift(start, end, member string) string {
	return fmt.Sprintf(`{"type":"custom_shift","start_time":"2026-10-%s:00Z","end_time":"2026-10-%s:00Z","assignments":[{"type":"shift_assignment","member":%s}]}`, start, end, member)
}

// newShiftSchedule creates a shift-based schedule with one rotation. It returns their paths.
func newShiftSchedule(a *api, name string) (schedule, rotation string) {
	a.t.Helper()
	created := a.ok("POST", "/v3/schedules", `{"schedule":{"name":"`+name+`","time_zone":"Europe/London","description":"x","teams":[{"id":"PTCHECK","type":"team_reference"}]}}`)
	schedule = fmt.Sprint("/v3/schedules/", created.at("schedule.id"))
	return schedule, fmt.Sprint(schedule, "/rotations/", a.ok("POST", schedule+"/rotations", `{}`).at("rotation.id"))
}

// shiftExchanges writes shift-based schedules in every way.
func shiftExchanges(a *api) {
	schedule, rotation := newShiftSchedule(a, "Held shifts")
	a.ok("PUT", schedule, `{"schedule":{"name":"Held","time_zone":"Europe/Paris"}}`)
	event := fmt.Sprint(rotation, "/events/", a.ok("POST", rotation+"/events", anEvent("15", "FREQ=DAILY", aMember("PUDIEGO")+","+emptyMember, "")).at("event.id"))
	a.ok("PUT", event, `{"event":{"effective_until":"2026-11-15T00:00:00Z"}}`)
	id := rotation[strings.LastIndex(rotation, "/")+1:]
	shifts := a.ok("POST", schedule+"/custom_shifts", `{"custom_shifts":[`+aCustomShift("16T00:00", "16T04:00", aMember("PUGRACE"))+`]}`)
	custom := fmt.Sprint(shifts.at("custom_shifts.0.id"))
	a.ok("PUT", schedule+"/custom_shifts/"+custom, `{"custom_shift":{"end_time":"2026-10-16T05:00:00Z"}}`)
	swaps := a.ok("POST", schedule+"/overrides", `{"overrides":[`+aSwap(`"rotation_id":"`+id+`"`, "15T08:00", "15T10:00", aMember("PUDIEGO"), aMember("PUKEIKO"))+`,`+
		aSwap(`"custom_shift_id":"`+custom+`"`, "16T01:00", "16T02:00", aMember("PUGRACE"), emptyMember)+`]}`)
	swap := fmt.Sprint(schedule, "/overrides/", swaps.at("overrides.0.id"))
	a.ok("PUT", swap, `{"override":{"end_time":"2026-10-15T11:00:00Z","overriding_member":`+aMember("PUHENRY")+`}}`)
	a.ok("GET", schedule+"?include[]=final_schedule&"+october, "")
	for _, path := range []string{swap, schedule + "/custom_shifts/" + custom, event, rotation, schedule} {
		a.ok("DELETE", path, "")
	}
	a.refused(400, 2001, "Use the v2 Schedules API to access it.", "GET", "/v3/schedules/PSCHKP1", "")
	a.refused(404, 2100, "no schedule", "GET", schedule, "")
}

// shiftsIn returns the computed shifts of a schedule in a window.
func shiftsIn(a *api, path, query string) []string {
	a.t.Helper()
	var found []string
	list, _ := a.ok("GET", path+"?include[]=final_schedule&"+query, "").at("schedule.final_schedule.computed_shift_assignments").([]any)
	for _, item := range list {
		s := object(item.(map[string]any))
		who := s.at("member.user_id")
		if s.at("member.type") == "empty_member" {
			who = "nobody"
		}
		found = append(found, fmt.Sprintf("%v %v %v %v", s["start_time"], s["end_time"], who, s.at("source.type")))
	}
	return found
}

func expect(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n\t%s\nwant\n\t%s", what, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestShiftsOfTheDemo(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	expect(t, "warehouse", shiftsIn(a, warehouse, "overflow=true&"+threeDays), []string{
		"2026-10-13T19:00:00Z 2026-10-14T07:00:00Z PULIAMO schedule_rotation",
		"2026-10-14T07:00:00Z 2026-10-14T19:00:00Z PUFARID schedule_rotation",
		"2026-10-14T19:00:00Z 2026-10-15T07:00:00Z PUBRUNO schedule_rotation",
		"2026-10-15T07:00:00Z 2026-10-15T19:00:00Z PULIAMO schedule_rotation",
		"2026-10-15T19:00:00Z 2026-10-16T07:00:00Z PUFARID schedule_rotation",
		"2026-10-16T07:00:00Z 2026-10-16T19:00:00Z PUFARID schedule_rotation_override",
		"2026-10-16T19:00:00Z 2026-10-17T07:00:00Z PULIAMO schedule_rotation",
	})
	expect(t, "partner", shiftsIn(a, partner, "since=2026-10-12T00:00:00Z&until=2026-10-18T00:00:00Z"), []string{
		"2026-10-12T13:00:00Z 2026-10-12T21:00:00Z PUJONAS schedule_rotation",
		"2026-10-13T13:00:00Z 2026-10-13T21:00:00Z PUJONAS schedule_rotation",
		"2026-10-14T13:00:00Z 2026-10-14T21:00:00Z PUJONAS schedule_rotation",
		"2026-10-15T13:00:00Z 2026-10-15T21:00:00Z PUJONAS schedule_rotation",
		"2026-10-15T22:00:00Z 2026-10-16T02:00:00Z PUKEIKO custom_shift",
		"2026-10-16T13:00:00Z 2026-10-16T21:00:00Z PUJONAS schedule_rotation",
		"2026-10-17T14:00:00Z 2026-10-17T18:00:00Z PUELENA schedule_rotation",
		"2026-10-17T14:00:00Z 2026-10-17T18:00:00Z PUJONAS schedule_rotation",
	})
	expect(t, "an empty place", shiftsIn(a, partner, "since=2026-10-19T00:00:00Z&until=2026-10-20T00:00:00Z"), []string{
		"2026-10-19T13:00:00Z 2026-10-19T21:00:00Z nobody schedule_rotation",
	})
	answer := a.ok("GET", partner+"?include[]=final_schedule&since=2026-10-14T00:00:00Z&until=2026-10-15T00:00:00Z", "")
	a.equal(answer, "schedule.final_schedule.rendered_coverage_percentage", 33.3)
	a.equal(answer, "schedule.rotations.0.events.0.start_time.time_zone", "America/New_York")
	if got := answer.column("schedule.users", "id"); !slices.Equal(got, []string{"PUJONAS", "PUCHLOE", "PUELENA", "PUKEIKO"}) {
		t.Errorf("the users are %v", got)
	}
	list := a.ok("GET", "/v3/schedules?limit=1", "")
	a.equal(list, "schedules.0.summary", "Partner Line")
	a.equal(list, "schedules.0.type", "schedule_v3_reference")
	a.equal(list, "more", true)
	a.equal(list, "total", nil)
	a.refused(400, 2001, "needs since and until", "GET", warehouse+"?include[]=final_schedule", "")
	a.refused(400, 2001, "limit must be 1 to 1000", "GET", "/v3/schedules?limit=1001", "")
}

// TestShiftsBeginAtTheSameLocalTime: shifts stay at nine when clocks change, and the turns go on.
func TestShiftsBeginAtTheSameLocalTime(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	schedule, rotation := newShiftSchedule(a, "Days")
	a.ok("POST", rotation+"/events", anEvent("15", "FREQ=DAILY", aMember("PUDIEGO")+","+aMember("PUKEIKO"), ""))
	expect(t, "the end of summer time", shiftsIn(a, schedule, "since=2026-10-24T00:00:00Z&until=2026-10-27T00:00:00Z"), []string{
		"2026-10-24T08:00:00Z 2026-10-24T16:00:00Z PUKEIKO schedule_rotation",
		"2026-10-25T09:00:00Z 2026-10-25T17:00:00Z PUDIEGO schedule_rotation",
		"2026-10-26T09:00:00Z 2026-10-26T17:00:00Z PUKEIKO schedule_rotation",
	})
}

// TestEventsFollowEachOther: an effective event changes in its end only, and a successor with the same times continues its turns.
func TestEventsFollowEachOther(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := serve(t, s)
	schedule, rotation := newShiftSchedule(a, "Days")
	event := fmt.Sprint(rotation, "/events/", a.ok("POST", rotation+"/events", anEvent("14", "FREQ=DAILY", aMember("PUDIEGO")+","+aMember("PUKEIKO"), "")).at("event.id"))
	a.equal(a.ok("GET", event, ""), "event.effective_since", "2026-10-14T12:00:00Z") // a past one is now
	s.Clock().Set(noon.Add(24 * time.Hour))
	a.refused(400, 2001, "only its effective_until can be changed", "PUT", event, `{"event":{"name":"Night"}}`)
	a.refused(400, 2001, "overlaps that of another", "POST", rotation+"/events", anEvent("20", "FREQ=DAILY", aMember("PUGRACE"), ""))
	a.refused(400, 2001, "not in the past", "PUT", event, `{"event":{"effective_until":"2026-10-15T11:00:00Z"}}`)
	a.ok("PUT", event, `{"event":{"name":"Day","effective_until":"2026-10-30T00:00:00Z"}}`)
	a.ok("DELETE", event, "")
	a.equal(a.ok("GET", event, ""), "event.effective_until", "2026-10-15T12:00:00Z")
	a.ok("POST", rotation+"/events", anEvent("14", "FREQ=DAILY", aMember("PUGRACE")+","+aMember("PUKEIKO"), ""))
	expect(t, "with a successor", shiftsIn(a, schedule, "since=2026-10-14T00:00:00Z&until=2026-10-18T00:00:00Z"), []string{
		"2026-10-14T12:00:00Z 2026-10-14T16:00:00Z PUDIEGO schedule_rotation",
		"2026-10-15T08:00:00Z 2026-10-15T12:00:00Z PUKEIKO schedule_rotation",
		"2026-10-15T12:00:00Z 2026-10-15T16:00:00Z PUKEIKO schedule_rotation",
		"2026-10-16T08:00:00Z 2026-10-16T16:00:00Z PUGRACE schedule_rotation",
		"2026-10-17T08:00:00Z 2026-10-17T16:00:00Z PUKEIKO schedule_rotation",
	})
	a.refused(400, 2001, "is in the past and cannot be changed", "PUT", event, `{"event":{"effective_until":null}}`)
	a.refused(400, 2001, "is in the past and cannot be deleted", "DELETE", event, "")
	if got := a.ok("GET", rotation+"?since=2026-10-15T13:00:00Z", "").column("rotation.events", "id"); len(got) != 1 {
		t.Errorf("effective later are %v", got)
	}
	s.Clock().Set(noon.Add(48 * time.Hour))
	a.ok("DELETE", rotation, "")
	a.refused(404, 2100, "no rotation", "GET", rotation, "")
	expect(t, "after the rotation", shiftsIn(a, schedule, "since=2026-10-16T00:00:00Z&until=2026-10-20T00:00:00Z"), []string{
		"2026-10-16T08:00:00Z 2026-10-16T12:00:00Z PUGRACE schedule_rotation",
	})
}

func TestFutureEventChanges(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	schedule, rotation := newShiftSchedule(a, "Days")
	event := fmt.Sprint(rotation, "/events/", a.ok("POST", rotation+"/events", anEvent("20", "FREQ=DAILY", aMember("PUDIEGO"), "")).at("event.id"))
	a.ok("PUT", event, `{"event":{"name":"All","recurrence":["RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;COUNT=3"],
		"assignment_strategy":{"type":"every_member_assignment_strategy","members":[`+aMember("PUDIEGO")+`,`+aMember("PUGRACE")+`]}}}`)
	expect(t, "changed", shiftsIn(a, schedule, "since=2026-10-14T00:00:00Z&until=2026-12-14T00:00:00Z"), []string{
		"2026-10-20T08:00:00Z 2026-10-20T16:00:00Z PUDIEGO schedule_rotation",
		"2026-10-20T08:00:00Z 2026-10-20T16:00:00Z PUGRACE schedule_rotation",
		"2026-10-23T08:00:00Z 2026-10-23T16:00:00Z PUDIEGO schedule_rotation",
		"2026-10-23T08:00:00Z 2026-10-23T16:00:00Z PUGRACE schedule_rotation",
		"2026-11-03T09:00:00Z 2026-11-03T17:00:00Z PUDIEGO schedule_rotation",
		"2026-11-03T09:00:00Z 2026-11-03T17:00:00Z PUGRACE schedule_rotation",
	})
	a.ok("DELETE", event, "")
	a.refused(404, 2100, "no event", "GET", event, "")
}

// TestShiftOverrides: an override replaces a member of its source only, and its deletion gives the turn back.
func TestShiftOverrides(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := serve(t, s)
	farid, grace, keiko := aMember("PUFARID"), aMember("PUGRACE"), aMember("PUKEIKO")
	const source = `"rotation_id":"` + earlyRotation + `"`
	created := a.ok("POST", warehouse+"/overrides", `{"overrides":[`+aSwap(source, "14T10:00", "14T18:00", farid, grace)+`,`+aSwap(source, "14T16:00", "14T17:00", farid, keiko)+`]}`)
	first, second := fmt.Sprint(warehouse, "/overrides/", created.at("overrides.0.id")), fmt.Sprint(warehouse, "/overrides/", created.at("overrides.1.id"))
	const today = "since=2026-10-14T08:00:00Z&until=2026-10-14T20:00:00Z"
	expect(t, "overridden", shiftsIn(a, warehouse, today), []string{
		"2026-10-14T08:00:00Z 2026-10-14T10:00:00Z PUFARID schedule_rotation",
		"2026-10-14T10:00:00Z 2026-10-14T16:00:00Z PUGRACE schedule_rotation_override",
		"2026-10-14T16:00:00Z 2026-10-14T17:00:00Z PUKEIKO schedule_rotation_override",
		"2026-10-14T17:00:00Z 2026-10-14T18:00:00Z PUGRACE schedule_rotation_override",
		"2026-10-14T18:00:00Z 2026-10-14T19:00:00Z PUFARID schedule_rotation",
		"2026-10-14T19:00:00Z 2026-10-14T20:00:00Z PUBRUNO schedule_rotation",
	})
	a.equal(a.ok("GET", "/oncalls?schedule_ids[]=PSHIFT1", ""), "oncalls.0.user.id", "PUGRACE")
	body := `{"incident":{"type":"incident","title":"x","service":{"id":"PSSCANN","type":"service_reference"}}}`
	a.equal(a.ok("POST", "/incidents", body), "incident.assignments.0.assignee.id", "PUGRACE")
	s.Clock().Set(noon.Add(time.Hour))
	a.ok("DELETE", first, "")
	a.ok("DELETE", second, "")
	a.equal(a.ok("GET", first, ""), "override.end_time", "2026-10-14T13:00:00Z")
	a.refused(404, 2100, "no override", "GET", second, "")
	expect(t, "given back", shiftsIn(a, warehouse, "since=2026-10-14T12:00:00Z&until=2026-10-14T19:00:00Z"), []string{
		"2026-10-14T12:00:00Z 2026-10-14T13:00:00Z PUGRACE schedule_rotation_override",
		"2026-10-14T13:00:00Z 2026-10-14T19:00:00Z PUFARID schedule_rotation",
	})
	a.refused(400, 2001, "in the past and cannot be deleted", "DELETE", first, "")
	a.refused(400, 2001, "in the past and cannot be changed", "PUT", first, `{"override":{"end_time":"2026-10-14T14:00:00Z"}}`)
	listed := a.ok("GET", warehouse+"/overrides?since=2026-10-14T11:00:00Z&until=2026-10-14T12:00:00Z", "")
	a.equal(listed, "overrides.0.start_time", "2026-10-14T11:00:00Z")
	a.equal(listed, "overrides.0.rotation_id", earlyRotation)
	a.refused(400, 2001, "since and until are required", "GET", warehouse+"/overrides?since=2026-10-14T11:00:00Z", "")
}

// TestCustomShiftAddsSomebody: a custom shift puts a user on call beside the others, and can be overridden.
func TestCustomShiftAddsSomebody(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := serve(t, s)
	created := a.ok("POST", warehouse+"/custom_shifts", `{"custom_shifts":[`+aCustomShift("14T11:00", "14T15:00", aMember("PUGRACE"))+`,`+
		aCustomShift("14T14:00", "14T20:00", aMember("PUGRACE"))+`]}`)
	id := fmt.Sprint(created.at("custom_shifts.0.id"))
	if got := a.ok("GET", "/oncalls?schedule_ids[]=PSHIFT1", "").column("oncalls", "user.id"); !slices.Equal(got, []string{"PUFARID", "PUGRACE"}) {
		t.Errorf("on call are %v", got)
	}
	if got := onCalls(a.ok("GET", "/oncalls?schedule_ids[]=PSHIFT1&user_ids[]=PUGRACE", "")); !slices.Equal(got, []string{"PEWAREH/1 PSHIFT1 PUGRACE 2026-10-14T11:00:00Z 2026-10-14T20:00:00Z"}) {
		t.Errorf("two shifts in a row are %v", got)
	}
	body := `{"incident":{"type":"incident","title":"x","service":{"id":"PSSCANN","type":"service_reference"}}}`
	if got := a.ok("POST", "/incidents", body).column("incident.assignments", "assignee.id"); !slices.Equal(got, []string{"PUFARID", "PUGRACE"}) {
		t.Errorf("assigned to %v", got)
	}
	if got := a.ok("GET", "/escalation_policies?user_ids[]=PUGRACE", "").column("escalation_policies", "id"); !slices.Contains(got, "PEWAREH") {
		t.Errorf("the policies that notify her are %v", got)
	}
	a.ok("POST", warehouse+"/overrides", `{"overrides":[`+aSwap(`"custom_shift_id":"`+id+`"`, "14T13:00", "14T14:00", aMember("PUGRACE"), aMember("PUKEIKO"))+`]}`)
	if got := shiftsIn(a, warehouse, "since=2026-10-14T13:00:00Z&until=2026-10-14T14:00:00Z"); !slices.Contains(got, "2026-10-14T13:00:00Z 2026-10-14T14:00:00Z PUKEIKO custom_shift_override") {
		t.Errorf("the shifts are %v", got)
	}
	one := warehouse + "/custom_shifts/" + id
	a.equal(a.ok("PUT", one, `{"custom_shift":{"assignments":[{"type":"shift_assignment","member":`+aMember("PUHENRY")+`}]}}`), "custom_shift.assignments.0.member.user_id", "PUHENRY")
	a.ok("DELETE", one, "")
	a.equal(a.ok("GET", one, ""), "custom_shift.end_time", "2026-10-14T12:00:00Z")
	a.refused(400, 2001, "in the past", "DELETE", one, "")
	future := fmt.Sprint(warehouse, "/custom_shifts/", created.at("custom_shifts.1.id"))
	a.ok("DELETE", future, "")
	a.refused(404, 2100, "no custom shift", "GET", future, "")
}

func TestShiftsRefuse(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	schedule, rotation := newShiftSchedule(a, "Days")
	diego, grace := aMember("PUDIEGO"), aMember("PUGRACE")
	event := func(was, now string) string {
		return strings.Replace(anEvent("15", "FREQ=DAILY", diego, ""), was, now, 1)
	}
	rule := func(rule string) string { return anEvent("15", rule, diego, "") }
	swaps := func(swap string) string { return `{"overrides":[` + swap + `]}` }
	const early = `"rotation_id":"` + earlyRotation + `"`
	for name, c := range map[string]struct{ method, path, body, want string }{
		"rotations in a schedule": {"POST", "/v3/schedules", `{"schedule":{"name":"x","time_zone":"Etc/UTC","rotations":[]}}`, "rotations"},
		"no name":                 {"POST", "/v3/schedules", `{"schedule":{"time_zone":"Etc/UTC"}}`, "Name must not be empty"},
		"a name that is taken":    {"POST", "/v3/schedules", `{"schedule":{"name":"partner line","time_zone":"Etc/UTC"}}`, "Name has already been taken"},
		"no time zone":            {"PUT", schedule, `{"schedule":{"name":"x"}}`, "Time zone cannot be empty"},
		"no name in a change":     {"PUT", schedule, `{"schedule":{"time_zone":"Etc/UTC"}}`, "Name must not be empty"},
		"teams in a change":       {"PUT", schedule, `{"schedule":{"name":"x","time_zone":"Etc/UTC","teams":[]}}`, "teams"},
		"a schedule in use":       {"DELETE", warehouse, "", "being used by escalation policies"},
		"a layered one":           {"DELETE", "/v3/schedules/PSCHKP1", "", "This is a layer-based schedule. Use the v2 Schedules API to access it."},
		"a rotation with events":  {"POST", schedule + "/rotations", `{"events":[]}`, "must be {}"},
		"an event of nothing":     {"POST", rotation + "/events", `{"event":{}}`, "event.assignment_strategy is required"},
		"an end before its start": {"POST", rotation + "/events", event("T17:00", "T08:00"), "end_time must be after start_time"},
		"two zones":               {"POST", rotation + "/events", event(`17:00:00+01:00","time_zone":"Europe/London"`, `17:00:00+01:00","time_zone":"Europe/Paris"`), "must be that of start_time"},
		"no zone":                 {"POST", rotation + "/events", event(`"Europe/London"`, `""`), "time_zone is not known"},
		"no rule":                 {"POST", rotation + "/events", event("RRULE:FREQ=DAILY", "FREQ=DAILY"), "must begin with RRULE:"},
		"two rules":               {"POST", rotation + "/events", event(`"RRULE:FREQ=DAILY"`, `"RRULE:FREQ=DAILY","EXDATE:20261020"`), "exactly one RRULE"},
		"monthly":                 {"POST", rotation + "/events", rule("FREQ=MONTHLY"), "has FREQ=MONTHLY"},
		"a position":              {"POST", rotation + "/events", rule("FREQ=WEEKLY;BYDAY=1MO"), "has BYDAY=1MO"},
		"by month":                {"POST", rotation + "/events", rule("FREQ=DAILY;BYMONTH=1"), `has "BYMONTH"`},
		"never":                   {"POST", rotation + "/events", rule("FREQ=DAILY;INTERVAL=7;BYDAY=MO"), "never occurs"},
		"two ends":                {"POST", rotation + "/events", rule("FREQ=DAILY;COUNT=3;UNTIL=20261231"), "COUNT and UNTIL"},
		"no interval":             {"POST", rotation + "/events", rule("FREQ=DAILY;INTERVAL=0"), "INTERVAL=0"},
		"no frequency":            {"POST", rotation + "/events", rule("INTERVAL=2"), "lacks FREQ"},
		"twice":                   {"POST", rotation + "/events", rule("FREQ=DAILY;FREQ=WEEKLY"), "has FREQ twice"},
		"a local end":             {"POST", rotation + "/events", rule("FREQ=DAILY;UNTIL=20261231T000000"), "UNTIL=20261231T000000"},
		"no turns":                {"POST", rotation + "/events", event(`"shifts_per_member":1,`, ""), "shifts_per_member is required"},
		"turns of all":            {"POST", rotation + "/events", event("rotating_member", "every_member"), "shifts_per_member is only for"},
		"no such strategy":        {"POST", rotation + "/events", event("rotating_member", "user"), "must be rotating_member_assignment_strategy or every_member"},
		"nobody":                  {"POST", rotation + "/events", anEvent("15", "FREQ=DAILY", "", ""), "must have 1 to 20 members, not 0"},
		"too many":                {"POST", rotation + "/events", anEvent("15", "FREQ=DAILY", diego+strings.Repeat(","+diego, 20), ""), "must have 1 to 20 members, not 21"},
		"no such user":            {"POST", rotation + "/events", anEvent("15", "FREQ=DAILY", aMember("PNOBODY"), ""), "PNOBODY"},
		"an empty user":           {"POST", rotation + "/events", anEvent("15", "FREQ=DAILY", `{"type":"empty_member","user_id":"PUDIEGO"}`, ""), "must not be given for an empty_member"},
		"nothing":                 {"POST", warehouse + "/overrides", `{"overrides":[{"type":"override_shift"}]}`, "overridden_member is required"},
		"no source":               {"POST", warehouse + "/overrides", swaps(aSwap(`"rotation_id":""`, "15T08:00", "15T10:00", diego, grace)), "either a rotation_id or a custom_shift_id"},
		"two sources":             {"POST", warehouse + "/overrides", swaps(aSwap(early+`,"custom_shift_id":"X"`, "15T08:00", "15T10:00", diego, grace)), "either a rotation_id or a custom_shift_id"},
		"no such source":          {"POST", warehouse + "/overrides", swaps(aSwap(`"rotation_id":"ANOWHERE"`, "15T08:00", "15T10:00", diego, grace)), "ANOWHERE"},
		"not their turn":          {"POST", warehouse + "/overrides", swaps(aSwap(early, "15T08:00", "15T10:00", diego, grace)), "has no shift there"},
		"a past swap":             {"POST", warehouse + "/overrides", swaps(aSwap(early, "13T08:00", "13T10:00", aMember("PUBRUNO"), grace)), "must not be in the past"},
		"no swaps":                {"POST", warehouse + "/overrides", `{"overrides":[]}`, "at least one override"},
		"no shifts":               {"POST", schedule + "/custom_shifts", `{"custom_shifts":[]}`, "at least one shift"},
		"a past shift":            {"POST", schedule + "/custom_shifts", `{"custom_shifts":[` + aCustomShift("13T08:00", "13T10:00", diego) + `]}`, "must not be in the past"},
		"two people":              {"POST", schedule + "/custom_shifts", `{"custom_shifts":[` + strings.Replace(aCustomShift("15T08:00", "15T10:00", diego), `}]}`, `},{"type":"shift_assignment","member":`+grace+`}]}`, 1) + `]}`, "exactly one assignment"},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := (&api{t, a.url, a.client}).do(c.method, c.path, c.body)
			if told := fmt.Sprint(answer.at("error")); status != 400 || !strings.Contains(told, c.want) {
				t.Errorf("%d %s, want %q", status, told, c.want)
			}
		})
	}
	if got := a.ok("GET", schedule, "").column("schedule.rotations.0.events", "id"); len(got) > 0 {
		t.Errorf("events were created: %v", got)
	}
}

func TestLimitsOfShifts(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	schedule, rotation := newShiftSchedule(a, "Days")
	for range 9 {
		a.ok("POST", schedule+"/rotations", "")
	}
	a.refused(400, 2019, "at most 10 rotations", "POST", schedule+"/rotations", `{}`)
	for day := 15; day < 20; day++ {
		until := fmt.Sprintf(`,"effective_until":"2026-10-%dT00:00:00Z"`, day+1)
		a.ok("POST", rotation+"/events", anEvent(fmt.Sprint(day), "FREQ=DAILY", aMember("PUDIEGO"), until))
	}
	a.refused(400, 2001, "at most 5 events", "POST", rotation+"/events", anEvent("20", "FREQ=DAILY", aMember("PUDIEGO"), ""))
	list := a.ok("GET", rotation+"/events?limit=2&offset=2", "")
	a.equal(list, "events.0.effective_since", "2026-10-17T00:00:00Z")
	a.equal(list, "more", true)
}

// TestUserOfShiftsStays: a user cannot be deleted while a shift-based schedule contains them.
func TestUserOfShiftsStays(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	user := a.ok("POST", "/users", `{"user":{"type":"user","name":"Olga Marsh","email":"olga@lanternfield.example"}}`).at("user.id").(string)
	schedule, rotation := newShiftSchedule(a, "Days")
	a.ok("POST", rotation+"/events", anEvent("20", "FREQ=DAILY", aMember(user), ""))
	a.refused(400, 2002, "the schedule Days", "DELETE", "/users/"+user, "")
	a.ok("DELETE", rotation, "")
	swap := aSwap(`"rotation_id":"`+earlyRotation+`"`, "15T08:00", "15T10:00", aMember("PULIAMO"), aMember(user))
	a.ok("POST", warehouse+"/overrides", `{"overrides":[`+swap+`]}`)
	a.ok("DELETE", "/users/"+user, "")
	a.ok("DELETE", schedule, "")
	expect(t, "given back", shiftsIn(a, warehouse, "since=2026-10-15T08:00:00Z&until=2026-10-15T10:00:00Z"), []string{
		"2026-10-15T08:00:00Z 2026-10-15T10:00:00Z PULIAMO schedule_rotation",
	})
}
