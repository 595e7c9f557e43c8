package staffing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

// Overrides of both kinds of schedules are listed and deleted by the same calls.
func TestOverridesOfBothKinds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		schedule, id, user, instead, start, end string
	}{
		{"Platform Follow the Sun", "PSOVER1", "Grace Tanaka", "Jonas Weber", "2026-11-24T08:00:00Z", "2026-11-24T16:00:00Z"},
		{"Warehouse Shifts", "AGX0SWAP00OVERRIDE0WAREHOU", "Liam O'Sullivan", "Farid Rahimi", "2026-11-24T09:00:00+01:00", "2026-11-24T21:00:00+01:00"},
	} {
		s := demo(t)
		s.Call("list_schedule_overrides", `{"schedule_id":"`+test.schedule+`"}`).Expect(map[string]any{
			"items.0.id": test.id, "items.0.user.name": test.user, "items.0.start": test.start, "items.0.end": test.end,
			"items.0.replaces.0.user.name": test.instead, "items.0.replaces.0.start": test.start, "items.1": nil, "more": false,
		})
		s.Call("list_schedule_overrides", `{"schedule_id":"`+test.schedule+`","since":"2026-11-26"}`).Expect(map[string]any{"items.0": nil})
		refuses(t, s, "delete_schedule_override", `{"schedule_id":"`+test.schedule+`","override_id":"PNOSUC1"}`, "override_id", "list_schedule_overrides")
		s.Call("delete_schedule_override", `{"schedule_id":"`+test.schedule+`","override_id":"`+test.id+`"}`).Expect(map[string]any{
			"deleted.id": test.id, "deleted.user.name": test.user, "schedule.name": test.schedule, "from": test.start,
			"on_call_instead.0.user.name": test.instead, "on_call_instead.0.start": test.start, "on_call_instead.0.end": test.end, "on_call_instead.1": nil, "gaps": nil,
		})
		refuses(t, s, "delete_schedule_override", `{"schedule_id":"`+test.schedule+`","override_id":"`+test.id+`"}`, "has no override")
	}
}

// A schedule is read, overridden, and its override removed by the same calls, whatever its kind.
func TestRoundOfAnOverride(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"PSDATA1", "PSHIFT1"} {
		account := blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now))}
		s, other := start(t, account), blackbox.Start(t, people.Toolset, account)
		before := other.Call("get_schedule", `{"schedule_id":"`+id+`","since":"2026-11-25T12:00Z","until":"2026-11-25T14:00Z"}`).Text("on_call.0.user.name")
		created := other.Call("create_schedule_override", `{"schedule_id":"`+id+`","overrides":[{"start":"2026-11-25T12:00Z","end":"2026-11-25T14:00Z","user_id":"PUDIEGO"}]}`)
		created.Expect(map[string]any{"created": 1, "overrides.0.replaces.0.user.name": before})
		override := created.Text("overrides.0.id")
		s.Call("list_schedule_overrides", `{"schedule_id":"`+id+`","since":"2026-11-25","until":"2026-11-25"}`).Expect(map[string]any{
			"items.0.id": override, "items.0.user.name": "Diego Ferreyra", "items.0.replaces.0.user.name": before,
		})
		s.Call("delete_schedule_override", `{"schedule_id":"`+id+`","override_id":"`+override+`"}`).Expect(map[string]any{"on_call_instead.0.user.name": before})
		if after := other.Call("get_schedule", `{"schedule_id":"`+id+`","since":"2026-11-25T12:00Z","until":"2026-11-25T14:00Z"}`).Text("on_call.0.user.name"); after != before {
			t.Errorf("%s: %s is on call, want %s again", id, after, before)
		}
	}
}

// An override that has begun ends now. A past one is refused.
func TestOverrideThatHasBegun(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"PSHELP1", "PSHIFT1"} {
		account := blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now))}
		s, other := start(t, account), blackbox.Start(t, people.Toolset, account)
		override := other.Call("create_schedule_override", `{"schedule_id":"`+id+`","overrides":[{"start":"-1h","end":"+2h","user_id":"PUDIEGO"}]}`).Text("overrides.0.id")
		deleted := s.Call("delete_schedule_override", `{"schedule_id":"`+id+`","override_id":"`+override+`"}`)
		deleted.Expect(map[string]any{"deleted.user.name": "Diego Ferreyra"})
		if from := parse(t, deleted.Text("from")); blackbox.Now().Sub(from).Abs() > 10e9 {
			t.Errorf("%s: it takes effect at %v, want now", id, from)
		}
		if id == "PSHELP1" {
			deleted.Expect(map[string]any{"on_call_instead": nil, "gaps.0.on_days_in_a_row": nil, "notes.0": "Nobody is on call in this schedule in the gaps."})
		}
		if sentence := s.CallError("delete_schedule_override", `{"schedule_id":"`+id+`","override_id":"`+override+`"}`); !strings.Contains(sentence, "ended at") || len(s.Writes()) > 0 {
			t.Errorf("%s: %q", id, sentence)
		}
	}
}

// An override and a shift end when PagerDuty reads the request, by a clock that may be ahead.
func TestEndByAClockThatIsAhead(t *testing.T) {
	t.Parallel()
	ahead := func() time.Time { return blackbox.Now().Add(5 * time.Second) }
	account := blackbox.Account{Simulator: simulator.New(simulator.WithClock(ahead)), Clock: blackbox.Now}
	s, other := start(t, account), blackbox.Start(t, people.Toolset, account)
	for _, id := range []string{"PSDATA1", "PSHIFT1"} {
		override := other.Call("create_schedule_override", `{"schedule_id":"`+id+`","overrides":[{"start":"-1h","end":"+2h","user_id":"PUHENRY"}]}`).Text("overrides.0.id")
		deleted := s.Call("delete_schedule_override", `{"schedule_id":"`+id+`","override_id":"`+override+`"}`)
		if who := deleted.Text("on_call_instead.0.user.name"); who == "" || who == "Henry Adeyemi" {
			t.Errorf("%s: %s", id, deleted.JSON)
		}
	}
	begun := s.Call("add_schedule_shift", `{"schedule_id":"PSHIFT2","user_id":"PUHENRY","start":"-1h","end":"+1h"}`).Text("id")
	s.Call("remove_schedule_shift", `{"schedule_id":"PSHIFT2","shift_id":"`+begun+`"}`).Expect(map[string]any{"removed.user.name": "Henry Adeyemi", "on_call": nil})
}

func TestOverridesFail(t *testing.T) {
	t.Parallel()
	empty := empty(t)
	refuses(t, empty, "list_schedule_overrides", `{"schedule_id":"Data"}`, "no schedule has this id")
	for status, words := range map[int]string{402: "plan", 403: "not allowed", 500: "PagerDuty failed"} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: "/schedules/PSPLSUN/overrides"})
		for tool, arguments := range map[string]string{"list_schedule_overrides": `{"schedule_id":"PSPLSUN"}`, "delete_schedule_override": `{"schedule_id":"PSPLSUN","override_id":"PSOVER1"}`} {
			refuses(t, s, tool, arguments, words)
		}
	}
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/schedules/PSPLSUN", Method: "GET", After: 2})
	s.Call("delete_schedule_override", `{"schedule_id":"PSPLSUN","override_id":"PSOVER1"}`).Expect(map[string]any{
		"deleted.id": "PSOVER1", "notes.0": "The change was made, but who is on call now could not be read.",
	})
}

func TestShifts(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const times = `"start":"2026-11-28T09:00","end":"2026-11-28T12:00"`
	added := s.Call("add_schedule_shift", `{"schedule_id":"partner line","user_id":"Diego Ferreyra",`+times+`}`)
	added.Expect(map[string]any{
		"schedule.name": "Partner Line", "user.name": "Diego Ferreyra", "start": "2026-11-28T09:00:00-05:00", "end": "2026-11-28T12:00:00-05:00",
		"beside.0.user.name": "Elena Petrova", "beside.0.start": "2026-11-28T10:00:00-05:00", "beside.0.end": "2026-11-28T12:00:00-05:00", "beside.1.user.name": "Jonas Weber", "already_on_call": nil,
		"notes.0": "No escalation policy uses Partner Line, so it pages nobody.",
	})
	s.Call("add_schedule_shift", `{"schedule_id":"partner line","user_id":"PUDIEGO",`+times+`}`).Expect(map[string]any{
		"id": added.Text("id"), "beside.1.user.name": "Jonas Weber",
		"notes.0": "Nothing changed: a shift of Diego Ferreyra from 2026-11-28T09:00:00-05:00 to 2026-11-28T12:00:00-05:00 covers this already.",
	})
	// a shift within it is shown with the times of the whole, which remove_schedule_shift removes
	s.Call("add_schedule_shift", `{"schedule_id":"partner line","user_id":"PUDIEGO","start":"2026-11-28T10:00","end":"2026-11-28T11:00"}`).Expect(map[string]any{
		"id": added.Text("id"), "start": "2026-11-28T09:00:00-05:00", "end": "2026-11-28T12:00:00-05:00", "already_on_call.0.end": "2026-11-28T11:00:00-05:00",
		"notes.1": "No escalation policy uses Partner Line, so it pages nobody.",
	})
	if len(s.Writes()) > 0 {
		t.Errorf("wrote %v", s.Sent())
	}
	s.Call("add_schedule_shift", `{"schedule_id":"PSHIFT2","user_id":"PUDIEGO","start":"2026-11-24","end":"2026-11-24"}`).Expect(map[string]any{
		"start": "2026-11-24T00:00:00-05:00", "end": "2026-11-25T00:00:00-05:00", "notes.0": "Nobody else is on call then.",
	})
	s.Call("remove_schedule_shift", `{"schedule_id":"PSHIFT2","shift_id":"`+added.Text("id")+`"}`).Expect(map[string]any{
		"removed.user.name": "Diego Ferreyra", "from": "2026-11-28T09:00:00-05:00", "on_call.0.user.name": "Elena Petrova", "on_call.1.user.name": "Jonas Weber",
		"gaps.0.start": "2026-11-28T09:00:00-05:00", "gaps.0.end": "2026-11-28T10:00:00-05:00",
	})
	refuses(t, s, "delete_schedule_override", `{"schedule_id":"PSHIFT2","override_id":"AGX0LAUNCH0SHIFT0PARTNER00"}`, "is an added shift of Partner Line, not an override: use remove_schedule_shift")
	begun := s.Call("add_schedule_shift", `{"schedule_id":"PSHIFT2","user_id":"PUDIEGO","start":"-1h","end":"+1h"}`).Text("id")
	s.Call("remove_schedule_shift", `{"schedule_id":"PSHIFT2","shift_id":"`+begun+`"}`).Expect(map[string]any{"removed.id": begun})
	refuses(t, s, "remove_schedule_shift", `{"schedule_id":"PSHIFT2","shift_id":"`+begun+`"}`, "shift_id: the shift ended at")
	for arguments, words := range map[string]string{
		`{"schedule_id":"Data","user_id":"me",` + times + `}`:                                      "create an override",
		`{"schedule_id":"PSHIFT2","user_id":"Nobody",` + times + `}`:                               "user_id",
		`{"schedule_id":"PSHIFT2","user_id":"me","start":"+2h","end":"+1h"}`:                       "is not before end",
		`{"schedule_id":"PSHIFT2","user_id":"me","start":"now","end":"+400d"}`:                     "update_schedule",
		`{"schedule_id":"PSHIFT2","user_id":"me","start":"2026-11-28 at nine","end":"2026-11-29"}`: "start",
	} {
		refuses(t, s, "add_schedule_shift", arguments, words)
	}
	refuses(t, s, "remove_schedule_shift", `{"schedule_id":"Data","shift_id":"`+begun+`"}`, "delete_schedule_override")
	refuses(t, s, "remove_schedule_shift", `{"schedule_id":"PSHIFT2","shift_id":"PNOSUC1"}`, "added_shifts")
	for status, words := range map[int]string{402: "plan", 403: "not allowed", 404: "404", 500: "PagerDuty failed"} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: "/v3/schedules/PSHIFT2/custom_shifts", Method: "POST"})
		if sentence := s.CallError("add_schedule_shift", `{"schedule_id":"PSHIFT2","user_id":"me",`+times+`}`); !strings.Contains(sentence, words) {
			t.Errorf("%d: %q", status, sentence)
		}
	}
}
