package staffing_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// The rotations in force go on until the first new one starts, so that nobody is missing in between.
func TestUpdateLayers(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_schedule", `{"schedule_id":"data","rotations":[{"name":"Three","user_ids":["Diego Ferreyra","PULIAMO"],"starts_at":"2026-11-30T09:00"}]}`).Expect(map[string]any{
		"id": "PSDATA1", "kind": "layered", "changed.0": "rotations", "changed.1": nil, "before.rotations.0": "Weekly, 1w each: Liam O'Sullivan, Farid Rahimi",
		"escalation_policies.0.name": "Data", "window.until": "2026-12-14T09:00:00-05:00",
		"turns.0.user.name": "Liam O'Sullivan", "turns.0.end": "2026-11-23T09:00:00-05:00", "turns.1.user.name": "Farid Rahimi", "turns.1.end": "2026-11-30T09:00:00-05:00",
		"turns.2.user.name": "Diego Ferreyra", "turns.2.start": "2026-11-30T09:00:00-05:00", "turns.3.user.name": "Liam O'Sullivan", "turns.4": nil,
		"gains.0.user.name": "Diego Ferreyra", "gains.0.start": "2026-11-30T09:00:00-05:00", "gains.1.user.name": "Liam O'Sullivan", "gains.2": nil,
		"loses.0.user.name": "Liam O'Sullivan", "loses.1.user.name": "Farid Rahimi", "loses.2": nil, "gap_hours": 0,
	})
	after, err := accountOf(t, s).Schedules.Get(context.Background(), "PSDATA1", pagerduty.ScheduleWindow{})
	if err != nil || len(after.Layers) != 2 || after.Layers[0].Name != "Three" || !after.Layers[0].End.IsZero() || !after.Layers[1].End.Equal(time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)) {
		t.Errorf("the layers are %+v, %v", after.Layers, err)
	}
	// what has begun replaces the others at once, and goes on with its turns
	s.Call("update_schedule", `{"schedule_id":"PSDATA1","rotations":[{"user_ids":["PUKEIKO","PUGRACE"],"shift_length":"1d","starts_at":"2026-11-21T09:00","hours":[{"from":"09:00","to":"21:00"}]}]}`).Expect(map[string]any{
		"turns.0.user.name": "Grace Tanaka", "gains.0.user.name": "Grace Tanaka", "loses.0.user.name": "Liam O'Sullivan", "gaps.0.end": "2026-11-23T09:00:00-05:00", "gaps.0.on_days_in_a_row": 14,
	})
}

// What is not given stays as it is.
func TestUpdateSettings(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_schedule", `{"schedule_id":"PSDATA1","name":"Data Duty","description":"Renamed."}`).Expect(map[string]any{
		"name": "Data Duty", "changed.0": "name", "changed.1": "description", "before.name": "Data", "gains": nil, "loses": nil, "time_zone": "America/New_York",
		"turns": nil, "gaps": nil, "gap_hours": nil, "window": nil, "hours": nil, "notes": nil, // who is on call stays the same
	})
	if body := s.Writes()[0].Body; body != `{"schedule":{"type":"schedule","name":"Data Duty","time_zone":"America/New_York","description":"Renamed."}}` {
		t.Errorf("sent %s", body)
	}
	s.Call("update_schedule", `{"schedule_id":"PSDATA1","team_ids":["Checkout"]}`).Expect(map[string]any{"teams.0.name": "Checkout", "before.teams.0.name": "Data", "changed.1": nil})
	s.Call("update_schedule", `{"schedule_id":"PSDATA1","time_zone":"Europe/London"}`).Expect(map[string]any{"changed.0": "time_zone", "before.time_zone": "America/New_York", "notes.0": "Nobody gains or loses a turn in this time."})
	s.Call("update_schedule", `{"schedule_id":"PSHIFT2","name":"Partners"}`).Expect(map[string]any{"name": "Partners", "kind": "shift_based", "before.name": "Partner Line"})
	if body := s.Writes()[0].Body; body != `{"schedule":{"name":"Partners","time_zone":"America/New_York"}}` {
		t.Errorf("sent %s", body)
	}
	refuses(t, s, "update_schedule", `{"schedule_id":"PSDATA1"}`, "nothing to change")
	refuses(t, s, "update_schedule", `{"schedule_id":"PSHIFT2","team_ids":["Checkout"]}`, "no teams of a shift-based schedule")
	refuses(t, s, "update_schedule", `{"schedule_id":"PSHIFT2","rotations":[{"user_ids":["me"],"starts_at":"now"}]}`, "not in the future")
	refuses(t, s, "update_schedule", `{"schedule_id":"PSDATA1","rotations":[{"user_ids":["me"],"starts_at":"+400d"}]}`, "more than 300 days ahead")
	refuses(t, s, "update_schedule", `{"schedule_id":"PSDATA1","time_zone":"Nowhere"}`, "time_zone")
}

// A schedule that was changed and cannot be read again is a success.
func TestUpdateWithoutReadingAgain(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/schedules/PSDATA1", Method: "GET", After: 2})
	s.Call("update_schedule", `{"schedule_id":"PSDATA1","rotations":[{"user_ids":["PUDIEGO"],"starts_at":"2026-11-24T09:00"}]}`).Expect(map[string]any{
		"changed.0": "rotations", "turns.0.user.name": "Liam O'Sullivan", "turns.1.user.name": "Farid Rahimi", "turns.1.hours": 24, "turns.2.user.name": "Diego Ferreyra",
		"gap_hours": 0, "loses.0.start": "2026-11-24T09:00:00-05:00", "notes.0": "The schedule was changed, but could not be read again: what follows is computed, without overrides.",
	})
}

const newShifts = `{"schedule_id":"PSHIFT2","rotations":[{"name":"Weekdays","user_ids":["PUDIEGO","PUFARID"],"starts_at":"2026-11-30T09:00",
	"hours":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"},{"days":["sat"],"from":"10:00","to":"14:00"}]}]}`

func TestUpdateShifts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_schedule", newShifts).Expect(map[string]any{
		"kind": "shift_based", "changed.0": "rotations", "before.rotations.0": "Weekdays, 09:00-17:00 on mon, tue, wed, thu, fri, 5 shifts each: Jonas Weber, nobody, Chloé Lindqvist", "before.rotations.1": "Saturdays, 10:00-14:00 on sat, all at once: Elena Petrova, Jonas Weber",
		"gains.0.user.name": "Diego Ferreyra", "gains.0.start": "2026-11-30T09:00:00-05:00", "gains.0.hours": 44, "gains.1.user.name": "Farid Rahimi", "gains.2": nil,
		"loses.0.user.name": "Chloé Lindqvist", "loses.1.user.name": "Elena Petrova", "loses.1.start": "2026-12-05T10:00:00-05:00",
		"turns.0.user.name": "Keiko Mori", "turns.1.user.name": "Elena Petrova", "turns.2.user.name": "Jonas Weber", "turns.3.user.name": "Diego Ferreyra", "turns.3.hours": 44,
	})
	found, err := accountOf(t, s).ShiftSchedules.Get(context.Background(), "PSHIFT2", pagerduty.ScheduleWindow{})
	start := time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)
	if err != nil || len(found.Rotations) != 4 || !found.Rotations[0].Events[0].EffectiveUntil.Equal(start) || !found.Rotations[1].Events[0].EffectiveUntil.Equal(start) || found.Rotations[2].Events[0].Name != "Weekdays" {
		t.Errorf("the rotations are %+v, %v", found.Rotations, err)
	}
	// a later change ends these, of which those that have not begun are deleted
	s.Call("update_schedule", strings.ReplaceAll(strings.ReplaceAll(newShifts, "PUDIEGO", "PUHENRY"), "2026-11-30", "2026-11-27")).Expect(map[string]any{"gains.0.user.name": "Henry Adeyemi"})
	window := oncall.Window{Since: start, Until: start.AddDate(0, 0, 14)}
	for _, turn := range turnsOf(t, accountOf(t, s), "PSHIFT2", window) {
		if turn.UserID != "PUHENRY" && turn.UserID != "PUFARID" {
			t.Errorf("%v is left", turn)
		}
	}
	five := strings.ReplaceAll(newShifts, `"hours":[`, `"hours":[`+strings.Repeat(`{"days":["sun"],"from":"09:00","to":"17:00"},`, 3))
	s.Call("update_schedule", five)
	refuses(t, s, "update_schedule", five, "at most 10 rotations", "are in force until the new ones begin")
}

// An update of several requests creates before it ends anything: a failure leaves nobody without a turn, and is named.
func TestUpdateOfShiftsFailsHalfWay(t *testing.T) {
	t.Parallel()
	window := oncall.Window{Since: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)}
	before := turnsOf(t, accountOf(t, demo(t)), "PSHIFT2", window)
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/v3/schedules/PSHIFT2/rotations/*/events", Method: "POST", After: 1})
	sentence := s.CallError("update_schedule", newShifts)
	if !strings.Contains(sentence, "Only 1 of 2 new rotations could be created. They were deleted again, and the old ones remain.") || !strings.HasSuffix(sentence, "Nothing was changed.") {
		t.Error(sentence)
	}
	if after := turnsOf(t, accountOf(t, s), "PSHIFT2", window); len(after) != len(before) {
		t.Errorf("the turns are %v, want %v", after, before)
	}
	s = failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/v3/schedules/PSHIFT2/rotations", Method: "PUT", After: 1})
	sentence = s.CallError("update_schedule", newShifts)
	if !strings.Contains(sentence, "these old ones did not end, and are on call beside them from 2026-11-30T09:00:00-05:00: Saturdays (rotation AGX0SATURDAYROTATION0PARTN, event AGX0SATURDAYEVENT0PARTNER0).") ||
		!strings.HasPrefix(sentence, "The change may have been made.") {
		t.Error(sentence)
	}
}

// A change also ends rotations that begin later than the next weeks that it shows.
func TestUpdateBeforeALaterUpdate(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_schedule", strings.ReplaceAll(newShifts, "2026-11-30", "2027-02-01"))
	s.Call("update_schedule", strings.ReplaceAll(newShifts, `"PUDIEGO","PUFARID"`, `"PUHENRY"`)).Expect(map[string]any{"gains.0.user.name": "Henry Adeyemi"})
	window := oncall.Window{Since: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), Until: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)}
	for _, turn := range turnsOf(t, accountOf(t, s), "PSHIFT2", window) {
		if turn.UserID != "PUHENRY" {
			t.Fatalf("%v is left", turn)
		}
	}
	s.Call("update_schedule", `{"schedule_id":"PSHIFT2","time_zone":"Europe/London"}`).Expect(map[string]any{
		"time_zone": "Europe/London", "gains": nil, "notes.0": "The shifts keep America/New_York hours; give rotations to move them.",
	})
}
