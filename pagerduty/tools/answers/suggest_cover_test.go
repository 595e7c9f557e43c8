package answers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/people"
)

// "Who can take over from Bruno until Wednesday?"
func TestSuggestCover(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	answer := s.Call("suggest_cover", `{"schedule_id":"Checkout Primary","user_id":"Bruno Castellani","start":"tomorrow 12:00","end":"2026-11-25T12:00"}`)
	answer.Expect(map[string]any{
		"to_cover.0.schedule.id": "PSCHKP1", "to_cover.0.kind": "layered", "to_cover.0.turns.0.user.id": "PUBRUNO", "to_cover.1": nil,
		"to_cover.0.turns.0.from": "2026-11-23T12:00:00Z", "to_cover.0.turns.0.until": "2026-11-25T12:00:00Z", "window.until": "2026-11-25T12:00:00Z",
		"free": 1, "candidates.0.user.id": "PUAMARA", "candidates.0.free": true, "candidates.0.rest_before": "3h", "candidates.0.rest_after": "4d 21h",
		"candidates.0.local_start": "Mon 12:00", "candidates.0.local_end": "Wed 12:00", "candidates.0.at_night": "18h", "candidates.0.on_call_last_30_days": "25d 8h",
		"candidates.1.user.id": "PUELENA", "candidates.1.free": false, "candidates.1.on_call_elsewhere.0.schedule.id": "PSHELP1",
		"candidates.1.on_call_always.0.escalation_policy.id": "PESEARC", "candidates.1.on_call_always.2.escalation_policy.id": "PECHECK",
		"candidates.1.create_schedule_override": nil, "candidates.1.rest_before": nil, "candidates.2.user.id": "PUCHLOE", "candidates.3": nil, "not_known": nil,
	})
	if sent := s.Sent(); len(sent) > 14 {
		t.Errorf("%d requests: %v", len(sent), sent)
	}
}

// The arguments that the answer holds put the candidate on call, in both kinds of schedules.
func TestSuggestedOverridesWork(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ arguments, schedule, user, at string }{
		"layers":         {`{"user_id":"PUBRUNO","schedule_id":"PSCHKP1","start":"tomorrow 12:00","end":"2026-11-25T12:00"}`, "PSCHKP1", "PUAMARA", "2026-11-24T03:00:00Z"},
		"shifts":         {`{"schedule_id":"Warehouse Shifts","start":"2026-11-24T09:00Z","end":"2026-11-24T19:00Z"}`, "PSHIFT1", "PUHENRY", "2026-11-24T12:00:00Z"},
		"shifts of one":  {`{"schedule_id":"PSHIFT2","user_id":"PUJONAS","start":"2026-11-28","end":"2026-11-28"}`, "PSHIFT2", "PUKEIKO", "2026-11-28T16:00:00Z"},
		"nobody is on":   {`{"schedule_id":"PSHELP1","start":"2026-11-28T10:00","end":"2026-11-28T12:00"}`, "PSHELP1", "PUELENA", "2026-11-28T11:00:00Z"},
		"in the morning": {`{"schedule_id":"PSPLSUN","user_id":"me","start":"now","end":"+18h"}`, "PSPLSUN", "PUKEIKO", "2026-11-23T08:30:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stopped(t)
			answer := s.Call("suggest_cover", test.arguments)
			ready, err := json.Marshal(answer.At("candidates.0.create_schedule_override.0"))
			if err != nil || answer.Text("candidates.0.user.id") != test.user {
				t.Fatalf("%v, in %s", err, answer.JSON)
			}
			writer := blackbox.Start(t, people.Toolset, blackbox.Account{Simulator: s.Simulator, Clock: func() time.Time { return time.Date(2026, 11, 22, 15, 30, 0, 0, time.UTC) }})
			writer.Call("create_schedule_override", string(ready)).Expect(map[string]any{"refused": 0})
			onCall := writer.Call("get_schedule", `{"schedule_id":"`+test.schedule+`","since":"`+test.at+`","until":"`+strings.Replace(test.at, ":00Z", ":01Z", 1)+`"}`)
			if !strings.Contains(onCall.JSON, test.user) {
				t.Errorf("%s is not on call after %s: %s", test.user, ready, onCall.JSON)
			}
		})
	}
}

func TestSuggestCoverOfAllSchedulesOfAUser(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	s.Call("suggest_cover", `{"user_id":"me","start":"now","end":"+10h"}`).Expect(map[string]any{
		"to_cover.0.schedule.id": "PSCHKP1", "to_cover.1.schedule.id": "PSPLSUN", "to_cover.1.turns.0.until": "2026-11-22T16:00:00Z", "free": 3,
		"candidates.0.create_schedule_override.1.overrides.0.end": "2026-11-22T16:00:00Z", "candidates.0.create_schedule_override.1.overrides.0.replaces_user_id": "PUAMARA",
	})
	s.Call("suggest_cover", `{"user_id":"PUHENRY","start":"now","end":"+10h"}`).Expect(map[string]any{
		"to_cover": nil, "candidates": nil, "free": 0, "notes.0": "Henry Adeyemi is on call always at level 2 of Data (PEDATAE), which names the user: no override changes that.",
	})
	s.Call("suggest_cover", `{"user_id":"PUNADIA","start":"now","end":"+10h"}`).Expect(map[string]any{
		"notes.0": "Nadia Haddad (PUNADIA) has no turn in a schedule then: there is nothing to cover.",
	})
}

// Liam O'Sullivan has turns, only not in the schedule that is asked about.
func TestSuggestCoverOfAnotherSchedule(t *testing.T) {
	t.Parallel()
	answer := stopped(t).Call("suggest_cover", `{"schedule_id":"PSCHKP1","user_id":"PULIAMO","start":"2026-11-24T09:00","end":"2026-11-25T09:00"}`)
	says(t, answer, "notes", "Liam O'Sullivan (PULIAMO) has no turn in Checkout Primary (PSCHKP1) then")
	says(t, answer, "notes", "Liam O'Sullivan has turns then in: ", "Warehouse Shifts (PSHIFT1)")
}

// Without a user, those who are on call in the schedule need the cover and cannot give it.
func TestSuggestCoverLeavesOutWhoIsOnCall(t *testing.T) {
	t.Parallel()
	answer := stopped(t).Call("suggest_cover", `{"schedule_id":"PSCHKP1","start":"2026-11-24T09:00","end":"2026-11-24T12:00"}`)
	answer.Expect(map[string]any{"to_cover.0.turns.0.user.id": "PUBRUNO", "to_cover.0.turns.1": nil})
	if answer.Len("candidates") == 0 || slices.Contains(answer.Column("candidates", "user.id"), "PUBRUNO") {
		t.Errorf("the absent one is a candidate: %s", answer.JSON)
	}
}

// Turns beyond the limit are counted in brief and shown in full, those at level 1 first.
func TestSuggestCoverShowsAllTurns(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	question := `{"schedule_id":"PSCHKP1","start":"2026-11-23T12:00","end":"2026-12-20T12:00","user_id":"PUBRUNO","detail":"`
	brief, full := s.Call("suggest_cover", question+`brief"}`), s.Call("suggest_cover", question+`full"}`)
	left := 0
	for i, id := range brief.Column("candidates", "user.id") {
		one := fmt.Sprintf("candidates.%d.", i)
		if full.Text(one+"user.id") != id || full.At(one+"on_call_elsewhere_not_shown") != nil {
			t.Errorf("%s: %s", id, full.JSON)
		}
		if brief.At(one+"on_call_elsewhere_not_shown") == nil {
			continue
		}
		left++
		if more := brief.Number(one + "on_call_elsewhere_not_shown"); brief.Len(one+"on_call_elsewhere")+more != full.Len(one+"on_call_elsewhere") {
			t.Errorf("%s: %d more in %s", id, more, brief.JSON)
		}
		last := 0
		for j := range full.Len(one + "on_call_elsewhere") {
			level := full.Number(fmt.Sprintf("%son_call_elsewhere.%d.level", one, j))
			if level < last {
				t.Errorf("%s: level %d after level %d", id, level, last)
			}
			last = level
		}
	}
	if left == 0 {
		t.Errorf("no turn left out in brief: %s", brief.JSON)
	}
	says(t, brief, "notes", "on_call_last_30_days counts turns of schedules")
}

// Elena is free, but always at level 3 of the policy: an override would put her on call at two levels of it.
func TestSuggestCoverAtTwoLevels(t *testing.T) {
	t.Parallel()
	answer := stopped(t).Call("suggest_cover", `{"schedule_id":"PSCHKP1","user_id":"PUBRUNO","start":"2026-11-24T20:00","end":"2026-11-25T00:00"}`)
	answer.Expect(map[string]any{
		"candidates.0.user.id": "PUAMARA", "candidates.0.on_call_in_same_policy": nil,
		"candidates.1.user.id": "PUELENA", "candidates.1.free": true, "candidates.1.on_call_in_same_policy.0.level": 3,
		"candidates.1.on_call_in_same_policy.0.escalation_policy.id": "PECHECK",
	})
}

// In the night in which clocks go back, ten hours are at night.
func TestSuggestCoverWhenClocksGoBack(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Clock: func() time.Time { return time.Date(2026, 10, 23, 12, 0, 0, 0, time.UTC) }})
	answer := s.Call("suggest_cover", `{"schedule_id":"PSCHKP1","start":"2026-10-24T20:00","end":"2026-10-25T09:00"}`)
	for i := range answer.Len("candidates") {
		one := "candidates." + string(rune('0'+i)) + "."
		if answer.Text(one+"user.id") == "PUELENA" {
			answer.Expect(map[string]any{one + "local_start": "Sat 21:00", one + "local_end": "Sun 10:00", one + "at_night": "10h"})
			return
		}
	}
	t.Errorf("no candidate in Berlin: %s", answer.JSON)
}

func TestSuggestCoverRefuses(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for arguments, want := range map[string]string{
		`{"start":"now","end":"+1d"}`:                                       "schedule_id and user_id are missing",
		`{"schedule_id":"Chekout Primary","start":"now","end":"+1d"}`:       "Similar: Checkout Primary (PSCHKP1)",
		`{"user_id":"Nobody at all","start":"now","end":"+1d"}`:             "no user has",
		`{"schedule_id":"PSCHKP1","start":"-2d","end":"-1d"}`:               "end is past",
		`{"schedule_id":"PSCHKP1","start":"now","end":"+40d"}`:              "more than 31 days apart",
		`{"schedule_id":"PSCHKP1","start":"+80d","end":"+95d"}`:             "at most 90 days ahead",
		`{"schedule_id":"PSCHKP1","start":"+2d","end":"+1d"}`:               "is not before",
		`{"schedule_id":"PSHIFT2","start":"2026-11-28","end":"2026-11-28"}`: "several people are on call at once in Partner Line",
	} {
		if sentence := s.CallError("suggest_cover", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

// Without the right to read users and teams, the people of the schedule are still compared.
func TestSuggestCoverWithoutContacts(t *testing.T) {
	t.Parallel()
	forbidden := func(path string) simulator.Fault {
		return simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: path}
	}
	s := failing(t, forbidden("/users/*"), forbidden("/teams"))
	answer := s.Call("suggest_cover", `{"schedule_id":"PSCHKP1","start":"2026-11-23T12:00Z","end":"2026-11-24T12:00Z"}`)
	answer.Expect(map[string]any{"free": nil, "candidates.0.user.id": "PUAMARA", "candidates.0.free": true, "candidates.0.local_start": nil, "candidates.1.free": false, "candidates.2": nil})
	says(t, answer, "not_known", "the members of the team PTCHECK", "403")
	says(t, answer, "not_known", "the time zone and contact methods of the user PUCHLOE", "403")
}
