package people_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// On a shift-based schedule, an override has a part for each shift that it replaces.
func TestOverrideOfShifts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_schedule_override", `{"schedule_id":"warehouse shifts","overrides":[{"start":"2026-11-25T12:00","end":"2026-11-26T12:00","user_id":"Diego Ferreyra"}]}`).Expect(map[string]any{
		"schedule.id": shiftBased, "time_zone": "Europe/Berlin", "created": 1, "refused": 0, "overrides.0.outcome": "created",
		"overrides.0.user.name": "Diego Ferreyra", "overrides.0.start": "2026-11-25T12:00:00+01:00", "overrides.0.end": "2026-11-26T12:00:00+01:00",
		"overrides.0.replaces.0.start": "2026-11-25T12:00:00+01:00", "overrides.0.replaces.0.end": "2026-11-25T21:00:00+01:00",
		"overrides.0.replaces.1.start": "2026-11-25T21:00:00+01:00", "overrides.0.replaces.2.end": "2026-11-26T12:00:00+01:00",
		"overrides.0.id": nil, "overrides.0.parts.0.start": "2026-11-25T12:00:00+01:00", "overrides.0.parts.0.end": "2026-11-25T21:00:00+01:00",
		"overrides.0.parts.2.start": "2026-11-26T09:00:00+01:00", "overrides.0.parts.3": nil, "overrides.0.added_shifts": nil, "overrides.0.gaps": nil,
	})
	if writes := s.Writes(); len(writes) != 1 || strings.Count(writes[0].Body, `"rotation_id"`) != 3 {
		t.Errorf("wrote %v", writes)
	}
	shown := s.Call("get_schedule", `{"schedule_id":"PSHIFT1","since":"2026-11-25T12:00","until":"2026-11-26T12:00"}`)
	if users := shown.Column("on_call", "user.name"); len(users) != 3 || users[0] != "Diego Ferreyra" || users[1] != users[0] || users[2] != users[0] {
		t.Errorf("on call are %v", users)
	}
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT1","overrides":[{"start":"2026-11-25T13:00","end":"2026-11-25T14:00","user_id":"PUDIEGO"}]}`).Expect(map[string]any{
		"created": 0, "overrides.0.outcome": "unchanged", "overrides.0.already_on_call.0.user.name": "Diego Ferreyra",
	})
	if len(s.Writes()) > 0 {
		t.Errorf("wrote %v", s.Writes())
	}
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT1","overrides":[{"start":"2026-11-25T13:00","end":"2026-11-25T14:00","user_id":"PUKEIKO"}]}`).Expect(map[string]any{
		"overrides.0.replaces.0.user.name": "Diego Ferreyra", "overrides.0.parts": nil, "overrides.0.outcome": "created",
	})
}

// Where several users are on call at once, an override must say whom it replaces.
func TestOverrideOfOneOfSeveral(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const saturday = `"start":"2026-11-28T11:00","end":"2026-11-28T12:00","user_id":"PUDIEGO"`
	for overrides, words := range map[string]string{
		`{` + saturday + `}`:                              "On call are: Elena Petrova (PUELENA), Jonas Weber (PUJONAS)",
		`{` + saturday + `,"replaces_user_id":"PUGRACE"}`: "that user is not on call in Partner Line then",
		`{` + saturday + `,"replaces_user_id":"PUELENA"},{` + saturday + `,"replaces_user_id":"PUELENA"}`: "separate calls",
	} {
		sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[`+overrides+`]}`)
		if !strings.Contains(sentence, words) || len(s.Writes()) > 0 {
			t.Errorf("%s: %q", overrides, sentence)
		}
	}
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{`+saturday+`,"replaces_user_id":"Elena Petrova"}]}`).Expect(map[string]any{
		"created": 1, "overrides.0.replaces.0.user.name": "Elena Petrova", "overrides.0.replaces.1": nil, "overrides.0.added_shifts": nil,
	})
	shown := s.Call("get_schedule", `{"schedule_id":"PSHIFT2","since":"2026-11-28T11:00","until":"2026-11-28T12:00"}`)
	if users := strings.Join(shown.Column("on_call", "user.name"), ", "); !strings.Contains(users, "Diego Ferreyra") || !strings.Contains(users, "Jonas Weber") || strings.Contains(users, "Elena") {
		t.Errorf("on call are %s", users)
	}
	// in layers, the same argument is only checked
	if sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSDATA1","overrides":[{"start":"+1h","end":"+2h","user_id":"PUDIEGO","replaces_user_id":"PUGRACE"}]}`); !strings.Contains(sentence, "not on call in Data then. On call are: Liam O'Sullivan") {
		t.Error(sentence)
	}
}

// Where nobody is on call, the user gets a shift instead.
func TestOverrideOfNobody(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{"start":"2026-11-23T16:00","end":"2026-11-23T18:00","user_id":"PUDIEGO"}]}`).Expect(map[string]any{
		"created": 1, "overrides.0.replaces.0.user.name": "Keiko Mori", "overrides.0.replaces.0.start": "2026-11-23T17:00:00-05:00",
		"overrides.0.added_shifts.0.start": "2026-11-23T16:00:00-05:00", "overrides.0.added_shifts.0.end": "2026-11-23T17:00:00-05:00", "overrides.0.added_shifts.1": nil,
		"notes.0": "Where nobody was on call there was nothing to override: added_shifts are shifts of the user's own instead. To undo them, remove these shifts.",
	})
	writes := s.Writes()
	if len(writes) != 2 || !strings.Contains(writes[0].Body, `"custom_shift_id":"AGX0LAUNCH0SHIFT0PARTNER00"`) || writes[1].Path != "/v3/schedules/PSHIFT2/custom_shifts" {
		t.Errorf("wrote %v", writes)
	}
	s.Call("get_schedule", `{"schedule_id":"PSHIFT2","since":"2026-11-23T16:00","until":"2026-11-23T18:00"}`).Expect(map[string]any{"coverage_percent": 100})
}

// If the shifts cannot be created after the overrides, the result says so.
func TestOverrideOfShiftsInPart(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/v3/schedules/PSHIFT2/custom_shifts", Method: "POST"})
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{"start":"2026-11-23T16:00","end":"2026-11-23T18:00","user_id":"PUDIEGO"},
		{"start":"2026-11-28T11:00","end":"2026-11-28T12:00","user_id":"PUDIEGO","replaces_user_id":"PUELENA"}]}`).Expect(map[string]any{
		"created": 2, "refused": 0, "overrides.0.outcome": "created in part", "overrides.0.replaces.0.user.name": "Keiko Mori", "overrides.1.outcome": "created",
	})
	s = failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/v3/schedules/PSHIFT1/overrides", Method: "POST"})
	sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSHIFT1","overrides":[{"start":"+1h","end":"+2h","user_id":"PUDIEGO"}]}`)
	if !strings.Contains(sentence, "may have been made") {
		t.Error(sentence)
	}
	s = start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	if sentence := s.CallError("create_schedule_override", `{"schedule_id":"PSHIFT1","overrides":[{"start":"+1h","end":"+2h","user_id":"PUDIEGO"}]}`); !strings.Contains(sentence, "read-only") {
		t.Error(sentence)
	}
}

// PagerDuty keeps whole seconds: a part of a second is no time without anybody on call.
func TestOverrideFromNow(t *testing.T) {
	t.Parallel()
	for _, times := range []string{`"start":"now","end":"+2h"`, `"start":"2026-11-25T12:00:00.5+01:00","end":"2026-11-25T14:00:00.75+01:00"`} {
		s := demo(t)
		s.Call("create_schedule_override", `{"schedule_id":"PSHIFT1","overrides":[{`+times+`,"user_id":"PUDIEGO"}]}`).Expect(map[string]any{
			"created": 1, "overrides.0.outcome": "created", "overrides.0.added_shifts": nil, "overrides.0.errors": nil,
		})
		if writes := s.Writes(); len(writes) != 1 {
			t.Errorf("%s wrote %v", times, writes)
		}
	}
}

// The result shows the hours that an override covers, not those that were asked for.
func TestOverrideCoversFewerHours(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const saturday = `"start":"2026-12-05T09:00","end":"2026-12-05T15:00","user_id":"PUDIEGO"`
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{`+saturday+`,"replaces_user_id":"Jonas Weber"}]}`).Expect(map[string]any{
		"overrides.0.outcome": "created", "overrides.0.start": "2026-12-05T10:00:00-05:00", "overrides.0.end": "2026-12-05T14:00:00-05:00", "overrides.0.parts": nil,
		"overrides.0.gaps.0.start": "2026-12-05T09:00:00-05:00", "overrides.0.gaps.0.end": "2026-12-05T10:00:00-05:00",
		"overrides.0.gaps.1.start": "2026-12-05T14:00:00-05:00", "overrides.0.gaps.1.end": "2026-12-05T15:00:00-05:00", "overrides.0.gaps.2": nil,
		"notes.0": "Nobody is on call in this schedule in the gaps. To cover them, create overrides for those hours without replaces_user_id.",
	})
	// another override of the same call may fill a gap
	s = demo(t)
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{`+saturday+`,"replaces_user_id":"PUJONAS"},{"start":"2026-12-05T09:00","end":"2026-12-05T10:00","user_id":"PUHENRY"}]}`).Expect(map[string]any{
		"overrides.0.gaps.0.start": "2026-12-05T14:00:00-05:00", "overrides.0.gaps.1": nil, "overrides.1.gaps": nil, "overrides.1.added_shifts.0.end": "2026-12-05T10:00:00-05:00",
	})
	// a whole day: each part has its own hours
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{"start":"2026-12-07","end":"2026-12-07","user_id":"PUDIEGO"}]}`).Expect(map[string]any{
		"overrides.0.start": "2026-12-07T00:00:00-05:00", "overrides.0.end": "2026-12-08T00:00:00-05:00", "overrides.0.id": nil, "overrides.0.gaps": nil,
		"overrides.0.parts.0.start": "2026-12-07T09:00:00-05:00", "overrides.0.parts.0.end": "2026-12-07T17:00:00-05:00", "overrides.0.added_shifts.1.end": "2026-12-08T00:00:00-05:00",
	})
}
