package pagerduty_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func scheduleBodies() map[string]bodyTest {
	const line, layer = "PUT /schedules/P1", `"start":"2026-03-01T09:00:00+01:00","end":"2026-03-01T10:00:00+01:00","rotation_virtual_start":"2026-03-01T09:00:00+01:00",` +
		`"rotation_turn_length_seconds":604800,"users":[{"user":{"id":"PADA","type":"user_reference"}},{"user":{"id":"PBOB","type":"user_reference"}}],` +
		`"restrictions":[{"type":"daily_restriction","start_time_of_day":"09:00:00","duration_seconds":3600},` +
		`{"type":"weekly_restriction","start_time_of_day":"10:00:00","duration_seconds":7200,"start_day_of_week":7}]}]}}`
	const everything = `{"schedule":{"type":"schedule","name":"Payments","time_zone":"Europe/Berlin","description":"Primary.",` +
		`"teams":[{"id":"PTEAM","type":"team_reference"}],"schedule_layers":[{`
	update := func(change pagerduty.ScheduleChange, body string) bodyTest {
		change.TimeZone = "Etc/UTC"
		return bodyTest{func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Schedules.Update(ctx, id, change))
		}, line, `{"schedule":{"type":"schedule",` + body + `}}`}
	}
	return map[string]bodyTest{
		"nothing":        update(pagerduty.ScheduleChange{}, `"time_zone":"Etc/UTC"`),
		"no description": update(pagerduty.ScheduleChange{Description: new("")}, `"time_zone":"Etc/UTC","description":""`),
		"no teams":       update(pagerduty.ScheduleChange{TeamIDs: []string{}}, `"time_zone":"Etc/UTC","teams":[]`),
		"a layer without an end": update(pagerduty.ScheduleChange{Layers: []pagerduty.LayerChange{
			{Start: since(), VirtualStart: since(), TurnLength: time.Hour, UserIDs: []string{"PADA"}},
		}}, `"time_zone":"Etc/UTC","schedule_layers":[{"start":"2026-03-01T09:00:00+01:00","rotation_virtual_start":"2026-03-01T09:00:00+01:00",`+
			`"rotation_turn_length_seconds":3600,"users":[{"user":{"id":"PADA","type":"user_reference"}}],"restrictions":[]}]`),
		"everything":            {scheduleChanges()["Schedules.Update"].call, line, everything + `"id":"PLAY","name":"Day",` + layer},
		"everything, a new one": {scheduleChanges()["Schedules.Create"].call, "POST /schedules", everything + `"name":"Day",` + layer},
		"a preview": {scheduleChanges()["Schedules.Preview"].call,
			"POST /schedules/preview?overflow=true&since=2026-03-01T09:00:00%2B01:00&until=2026-03-01T10:00:00%2B01:00", everything + `"name":"Day",` + layer},
		"removal": {scheduleChanges()["Schedules.Delete"].call, "DELETE /schedules/P1", ""},
	}
}

func shiftScheduleBodies() map[string]bodyTest {
	const event = `"start_time":{"date_time":"2026-03-01T09:00:00+01:00","time_zone":"Europe/Berlin"},"end_time":{"date_time":"2026-03-01T17:00:00+01:00",` +
		`"time_zone":"Europe/Berlin"},"effective_since":"2026-03-01T09:00:00+01:00","effective_until":`
	const assignment = `,"recurrence":["RRULE:FREQ=WEEKLY;BYDAY=MO,TU"],"assignment_strategy":{"type":"rotating_member_assignment_strategy","shifts_per_member":2,` +
		`"members":[{"type":"user_member","user_id":"PADA"},{"type":"empty_member"}]}}}`
	methods := shiftScheduleMethods()
	until := func(until time.Time, body string) bodyTest {
		return bodyTest{func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.UpdateEvent(ctx, id, "PROT", "PEVENT", pagerduty.ShiftEventChange{EffectiveUntil: &until}))
		}, "PUT /v3/schedules/P1/rotations/PROT/events/PEVENT", `{"event":{"effective_until":` + body + `}}`}
	}
	return map[string]bodyTest{
		"a schedule": {methods["ShiftSchedules.Create"].call, "POST /v3/schedules", `{"schedule":{"name":"Pay","time_zone":"Etc/UTC","description":"x",` +
			`"teams":[{"id":"PONE","type":"team_reference"},{"id":"PTWO","type":"team_reference"}]}}`},
		"a changed one": {methods["ShiftSchedules.Update"].call, "PUT /v3/schedules/P1", `{"schedule":{"name":"Pay","time_zone":"Etc/UTC","description":""}}`},
		"a rotation":    {methods["ShiftSchedules.CreateRotation"].call, "POST /v3/schedules/P1/rotations", `{}`},
		"an event": {methods["ShiftSchedules.CreateEvent"].call, "POST /v3/schedules/P1/rotations/P1/events",
			`{"event":{"name":"Day",` + event + `"2027-03-01T09:00:00+01:00"` + assignment},
		"an event that ends":  until(since(), `"2026-03-01T09:00:00+01:00"`),
		"an event for good":   until(time.Time{}, `null`),
		"a rotation less":     {methods["ShiftSchedules.DeleteRotation"].call, "DELETE /v3/schedules/P1/rotations/P1", ""},
		"an event less":       {methods["ShiftSchedules.DeleteEvent"].call, "DELETE /v3/schedules/P1/rotations/P1/events/P1", ""},
		"a schedule less":     {methods["ShiftSchedules.Delete"].call, "DELETE /v3/schedules/P1", ""},
		"an override less":    {shiftMethods()["ShiftSchedules.DeleteOverride"].call, "DELETE /v3/schedules/P1/overrides/P1", ""},
		"a custom shift less": {shiftMethods()["ShiftSchedules.DeleteCustomShift"].call, "DELETE /v3/schedules/P1/custom_shifts/P1", ""},
	}
}

func shiftBodies() map[string]bodyTest {
	const times = `"start_time":"2026-03-01T09:00:00+01:00","end_time":"2026-03-01T10:00:00+01:00"`
	const ada, bob = `{"type":"user_member","user_id":"PADA"}`, `{"type":"user_member","user_id":"PBOB"}`
	return map[string]bodyTest{
		"overrides": {shiftMethods()["ShiftSchedules.CreateOverrides"].call, "POST /v3/schedules/P1/overrides", `{"overrides":[{"type":"override_shift","rotation_id":"P1",` +
			times + `,"overridden_member":` + ada + `,"overriding_member":` + bob + `},{"type":"override_shift","custom_shift_id":"P1",` + times +
			`,"overridden_member":` + bob + `,"overriding_member":{"type":"empty_member"}}]}`},
		"a changed override": {func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.UpdateOverride(ctx, id, "POVR", pagerduty.ShiftOverrideChange{End: new(since())}))
		}, "PUT /v3/schedules/P1/overrides/POVR", `{"override":{"end_time":"2026-03-01T09:00:00+01:00"}}`},
		"custom shifts": {shiftMethods()["ShiftSchedules.CreateCustomShifts"].call, "POST /v3/schedules/P1/custom_shifts",
			`{"custom_shifts":[{"type":"custom_shift",` + times + `,"assignments":[{"type":"shift_assignment","member":` + ada + `}]}]}`},
		"a changed custom shift": {func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ShiftSchedules.UpdateCustomShift(ctx, id, "PSHIFT", pagerduty.CustomShiftChange{Member: new(pagerduty.UserMember("PBOB"))}))
		}, "PUT /v3/schedules/P1/custom_shifts/PSHIFT", `{"custom_shift":{"assignments":[{"type":"shift_assignment","member":` + bob + `}]}}`},
	}
}

// Every method for shift-based schedules recognises one that is made of layers.
func TestLayeredScheduleIsRecognised(t *testing.T) {
	t.Parallel()
	for kind, test := range map[string]struct {
		status  int
		body    string
		layered bool
	}{
		"by its kind":     {400, `{"error":{"message":"This is a layer-based schedule. Use the v2 Schedules API to access it.","code":2001}}`, true},
		"by field":        {400, `{"error":{"message":"Invalid Input Provided","code":2001,"errors":{"id":["is a layer-based schedule"]}}}`, true},
		"another mistake": {400, `{"error":{"message":"Invalid Input Provided","code":2001,"errors":{"name":["is too long"]}}}`, false},
		"not there":       {404, `{"error":{"message":"Not Found","code":2100}}`, false},
	} {
		for _, methods := range []map[string]method{shiftScheduleMethods(), shiftMethods()} {
			for name, method := range methods {
				client, _ := newClient(t, everywhere(answer(test.status, test.body)))
				err := method.call(t.Context(), client, "PV2")
				exempt := strings.HasSuffix(name, ".List") || strings.HasSuffix(name, ".Pages") || strings.HasSuffix(name, ".All") || name == "ShiftSchedules.Create"
				if err == nil || errors.Is(err, pagerduty.ErrLayered) != test.layered && !exempt {
					t.Errorf("%s, %s: error %v", name, kind, err)
				}
			}
		}
	}
	client, _ := newClient(t, everywhere(answer(http.StatusOK, `{"schedule":{"id":"PV2","type":"schedule"}}`)))
	if schedule, err := client.ShiftSchedules.Get(t.Context(), "PV2", pagerduty.ScheduleWindow{}); schedule != nil || !errors.Is(err, pagerduty.ErrLayered) {
		t.Errorf("got %v, %v", schedule, err)
	}
}

// PagerDuty answers 204, or 200 for an override that has begun.
func TestOverrideIsDeletedOrEnded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		body   string
		fails  bool
	}{
		"deleted": {204, "", false}, "ended": {200, "", false}, "ended, and shown": {200, `{"override":{"id":"QOVR"}}`, false},
		"a web page": {200, "<html>", true}, "something else": {200, `{"message":"ok"}`, true}, "accepted": {202, "", true},
		"past": {400, `{"error":{"message":"Override Is Invalid","code":4004}}`, true},
	} {
		client, sent := newClient(t, inTurn(t, answer(test.status, test.body)))
		if err := client.Schedules.DeleteOverride(t.Context(), "PSCH", "QOVR"); (err != nil) != test.fails {
			t.Errorf("%s: error %v", name, err)
		}
		sent.expect(t, "DELETE /schedules/PSCH/overrides/QOVR")
	}
}

func TestShiftsAreDecoded(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusOK, `{"schedule":{"id":"PV3","type":"schedule_v3","name":"Line","time_zone":"America/New_York",
		"http_cal_url":"https://acme.pagerduty.com/private/S3CR3T","rotations":[{"id":"AROT","type":"schedule_rotation","events":[{"id":"AEVE","type":"schedule_event","name":"Day",
			"start_time":{"date_time":"2026-01-05T09:00:00-05:00","time_zone":"America/New_York"},"end_time":{"date_time":"2026-01-05T17:00:00-05:00","time_zone":"America/New_York"},
			"effective_since":"2026-01-05T14:00:00Z","effective_until":null,"recurrence":["RRULE:FREQ=WEEKLY"],
			"assignment_strategy":{"type":"every_member_assignment_strategy","members":[{"type":"empty_member"},{"type":"user_member","user_id":"PADA"}]}}]}],
		"final_schedule":{"type":"final_schedule","rendered_coverage_percentage":50,"computed_shift_assignments":[{"type":"computed_shift_assignment",
			"start_time":"2026-01-05T14:00:00Z","end_time":"2026-01-05T22:00:00Z","member":{"type":"user_member","user_id":"PADA"},
			"source":{"type":"schedule_rotation_override","rotation_id":"AROT","override_id":"AOVR"}}]}}}`)))
	schedule, err := client.ShiftSchedules.Get(t.Context(), "PV3", pagerduty.ScheduleWindow{Since: since(), Until: since().Add(time.Hour), TimeZone: "Etc/UTC"})
	if err != nil {
		t.Fatal(err)
	}
	event := schedule.Rotations[0].Events[0]
	if event.Start.TimeZone != "America/New_York" || event.Start.DateTime.Hour() != 9 || !event.EffectiveUntil.IsZero() || event.Assignment.Members[1].UserID != "PADA" {
		t.Errorf("got %+v", event)
	}
	shift := schedule.Final.Assignments[0]
	if shift.Member != pagerduty.UserMember("PADA") || shift.Source.OverrideID != "AOVR" || shift.End.Sub(shift.Start.Time) != 8*time.Hour || schedule.Final.Coverage != 50 {
		t.Errorf("got %+v", shift)
	}
	expectNoSampleSecret(t, "schedule", schedule)
	sent.expect(t, "GET /v3/schedules/PV3?include[]=final_schedule&since=2026-03-01T09:00:00%2B01:00&time_zone=Etc%2FUTC&until=2026-03-01T10:00:00%2B01:00")
}

// A list of shift-based schedules has pages of up to 1,000.
func TestLargePagesOfShiftSchedules(t *testing.T) {
	t.Parallel()
	client, sent := newClient(t, everywhere(answer(http.StatusOK, `{"schedules":[{"id":"PV3","type":"schedule_v3_reference","summary":"Line"}],"more":false}`)))
	all, err := drain(client.ShiftSchedules.All(t.Context(), pagerduty.ListShiftSchedulesOptions{}))
	if err != nil || len(all) != 1 || all[0].Label() != "Line" {
		t.Errorf("got %v, %v", all, err)
	}
	if _, err := client.ShiftSchedules.List(t.Context(), pagerduty.ListShiftSchedulesOptions{PageOptions: pagerduty.PageOptions{PageSize: 1001}}); !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("error %v", err)
	}
	if _, err := client.ShiftSchedules.Rotations(t.Context(), "PV3", pagerduty.PageOptions{PageSize: 101}); !errors.Is(err, pagerduty.ErrInvalid) {
		t.Errorf("error %v", err)
	}
	sent.expect(t, "GET /v3/schedules?limit=1000")
}
