package people_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListSchedules(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_schedules", `{}`)
	list.Expect(map[string]any{
		"items.0.id": primary, "items.0.name": "Checkout Primary", "items.0.time_zone": "Europe/London", "items.0.teams.0.name": "Checkout",
		"items.0.escalation_policies.0.id": checkoutLevel, "items.0.layers": nil, "more": false,
	})
	s.ExpectSent("GET /schedules?limit=25", "GET /v3/schedules?limit=18")
	if ids := list.Column("items", "id"); len(ids) != 9 || ids[7] != "PSHIFT2" || ids[8] != shiftBased {
		t.Errorf("listed %v, want the layered schedules first", ids)
	}
	list.Expect(map[string]any{"items.6.kind": nil, "items.7.name": "Partner Line", "items.7.kind": "shift_based", "items.7.time_zone": nil})
	s.Call("list_schedules", `{"query":"second"}`).Expect(map[string]any{"items.0.id": "PSCHKP2", "items.1": nil})
	s.ExpectSent("GET /schedules?limit=25&query=second", "GET /v3/schedules?limit=24&query=second")
	s.Call("list_schedules", `{"team_ids":["checkout"],"limit":1}`).Expect(map[string]any{"items.0.id": primary, "items.1": nil, "more": true, "next_offset": 1})
	s.ExpectSent("GET /teams?limit=100&query=checkout", "GET /schedules?limit=1&team_ids[]=PTCHECK")
	empty(t).Call("list_schedules", `{}`).Expect(map[string]any{"items.0": nil, "more": false})
	if sentence := s.CallError("list_schedules", `{"user_ids":["PUBRUNO"]}`); !strings.Contains(sentence, "Unknown argument") || len(s.Sent()) != 0 {
		t.Errorf("the API has no filter by user: %q", sentence)
	}
}

// A list that repeats its records, or that grows while it is read, says where to go on.
func TestListSchedulesThatRepeats(t *testing.T) {
	t.Parallel()
	reference := func(id int) string {
		return fmt.Sprintf(`{"id":"PS%05d","type":"schedule","name":"Schedule %d"}`, id, id)
	}
	list := func(root string, from, to int, more bool) string {
		var all []string
		for i := from; i < to; i++ {
			all = append(all, reference(i))
		}
		return fmt.Sprintf(`{%q:[%s],"more":%v}`, root, strings.Join(all, ","), more)
	}
	answers := func(layered func(offset string) string) *blackbox.Session {
		return start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v3/schedules" {
				_, _ = io.WriteString(w, list("schedules", 900, 901, false))
				return
			}
			_, _ = io.WriteString(w, layered(r.URL.Query().Get("offset")))
		})})
	}
	stuck := answers(func(string) string { return list("schedules", 0, 100, true) })
	stuck.Call("list_schedules", `{"limit":150}`).Expect(map[string]any{
		"items.99.id": "PS00099", "items.100.id": "PS00900", "items.101": nil, "more": true, "next_offset": 301, "notes.0": "PagerDuty repeated records instead of returning new ones: the list may be incomplete.",
	})
	grown := answers(func(offset string) string {
		if offset == "" {
			return list("schedules", 0, 100, true)
		}
		return list("schedules", 99, 149, true) // one was added in front
	})
	grown.Call("list_schedules", `{"limit":149}`).Expect(map[string]any{"items.148.id": "PS00148", "items.149": nil, "more": true, "next_offset": 150, "notes": nil})
}

func TestGetSchedule(t *testing.T) {
	t.Parallel()
	s := demo(t)
	shown := s.Call("get_schedule", `{"schedule_id":"search and storefront"}`)
	shown.Expect(map[string]any{
		"id": berlin, "name": "Search and Storefront", "time_zone": "Europe/Berlin", "teams.0.id": "PTSEARC", "escalation_policies.0.id": "PESEARC",
		"description": "Handed over every day at nine; weekends go to one person.", "coverage_percent": 100, "window.time_zone": "Europe/Berlin",
		"layers.0.name": "Weekend", "layers.0.turn_hours": 168, "layers.0.users.0.id": "PUJONAS", "layers.0.users.1.name": "Bruno Castellani",
		"layers.0.restrictions.0.every": "Saturday", "layers.0.restrictions.0.from": "00:00:00", "layers.0.restrictions.0.hours": 48,
		"layers.1.name": "Daily", "layers.1.turn_hours": 24, "layers.1.restrictions": nil, "layers.1.coverage_percent": 100, "overrides": nil,
	})
	since, until := moment(t, shown.Text("window.since")), moment(t, shown.Text("window.until"))
	if until.Sub(since) != 7*24*time.Hour || blackbox.Now().Sub(since).Abs() > time.Minute {
		t.Errorf("the window is %s to %s, want the next 7 days", since, until)
	}
	if shown.Len("on_call") < 4 || !moment(t, shown.Text("on_call.0.start")).Equal(since) {
		t.Errorf("on call are %v", shown.At("on_call"))
	}
	query := s.SentTo("GET", "/schedules/"+berlin)[0].Query
	if len(s.Requests()) != 3 || !moment(t, query.Get("since")).Equal(since) || !moment(t, query.Get("until")).Equal(until) {
		t.Errorf("sent %v", s.Sent())
	}
	s.Call("get_schedule", `{"schedule_id":"`+followTheSun+`"}`).Expect(map[string]any{
		"overrides.0.user.name": "Grace Tanaka", "layers.2.restrictions.0.every": "day", "layers.2.restrictions.0.hours": 8,
	})
	if len(s.Requests()) != 1 {
		t.Errorf("an id took %v", s.Sent())
	}
}

// Gaps in a schedule show in its coverage and between its shifts.
func TestGetScheduleWithAGap(t *testing.T) {
	t.Parallel()
	s := demo(t)
	week := s.Call("get_schedule", `{"schedule_id":"`+helpDesk+`"}`)
	if covered := week.Number("coverage_percent"); covered < 20 || covered > 30 || week.Len("on_call") < 5 {
		t.Errorf("the help desk is covered for %d%% of a week by %v", covered, week.At("on_call"))
	}
	sunday := blackbox.Now().AddDate(0, 0, 7-int(blackbox.Now().Weekday())).Format(time.DateOnly)
	nobody := s.Call("get_schedule", fmt.Sprintf(`{"schedule_id":%q,"since":"%[2]sT00:00","until":"%[2]sT23:00"}`, helpDesk, sunday))
	nobody.Expect(map[string]any{"on_call": nil, "coverage_percent": 0, "layers.0.coverage_percent": 0})
	if nobody.At("coverage_percent") == nil {
		t.Error("a coverage of 0 is not shown")
	}
	users := s.Call("list_schedule_users", fmt.Sprintf(`{"schedule_id":%q,"since":"%[2]sT00:00","until":"%[2]sT23:00"}`, helpDesk, sunday))
	if users.At("items") == nil || users.Len("items") != 0 {
		t.Errorf("at a time when nobody is on call: %s", users.JSON)
	}
}

// Times without an offset are in the call's time_zone, else in the schedule's.
func TestScheduleTimes(t *testing.T) {
	t.Parallel()
	now := blackbox.Now()
	day := now.AddDate(0, 0, 10).Format(time.DateOnly)
	for name, test := range map[string]struct {
		arguments, zone string
		since, until    time.Time
		requests        int
	}{
		"the schedule's zone": {`"since":"` + day + `T09:00","until":"` + day + `T17:00"`, "America/New_York",
			at(t, day, "09:00", "America/New_York"), at(t, day, "17:00", "America/New_York"), 2},
		"the call's zone": {`"since":"` + day + `T09:00","until":"` + day + `T17:00","time_zone":"Asia/Kathmandu"`, "Asia/Kathmandu",
			at(t, day, "09:00", "Asia/Kathmandu"), at(t, day, "17:00", "Asia/Kathmandu"), 1},
		"an offset": {`"since":"` + day + `T09:00:00+09:00","until":"` + day + `T17:00:00Z"`, "America/New_York",
			at(t, day, "09:00", "Asia/Tokyo"), at(t, day, "17:00", "UTC"), 1},
		"a day is all of it": {`"since":"` + day + `","until":"` + day + `"`, "America/New_York",
			at(t, day, "00:00", "America/New_York"), at(t, day, "00:00", "America/New_York").AddDate(0, 0, 1), 2},
		"since alone":        {`"since":"` + day + `T09:00:00Z"`, "America/New_York", at(t, day, "09:00", "UTC"), at(t, day, "09:00", "UTC").Add(7 * 24 * time.Hour), 1},
		"until alone":        {`"until":"+2d"`, "America/New_York", now, now.AddDate(0, 0, 2), 1},
		"until that is past": {`"until":"-24h"`, "America/New_York", now.Add(-8 * 24 * time.Hour), now.Add(-24 * time.Hour), 1},
		"a zone alone":       {`"time_zone":"UTC"`, "UTC", now, now.Add(7 * 24 * time.Hour), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			shown := s.Call("get_schedule", `{"schedule_id":"`+newYork+`",`+test.arguments+`}`)
			got := []time.Time{moment(t, shown.Text("window.since")), moment(t, shown.Text("window.until"))}
			for i, want := range []time.Time{test.since, test.until} {
				if got[i].Sub(want).Abs() > time.Minute {
					t.Errorf("the window is %v, want %s to %s", got, test.since, test.until)
				}
			}
			shown.Expect(map[string]any{"window.time_zone": test.zone})
			sent := s.SentTo("GET", "/schedules/"+newYork)
			last := sent[len(sent)-1].Query
			if len(s.Requests()) != test.requests || !moment(t, last.Get("since")).Equal(got[0]) || !moment(t, last.Get("until")).Equal(got[1]) {
				t.Errorf("sent %v", s.Sent())
			}
			if named := strings.Contains(test.arguments, "time_zone"); named != last.Has("time_zone") {
				t.Errorf("time_zone is sent: %v", last.Has("time_zone"))
			}
			users := s.Call("list_schedule_users", `{"schedule_id":"`+newYork+`","since":"`+got[0].Format(time.RFC3339)+`","until":"`+got[1].Format(time.RFC3339)+`"}`)
			if users.Len("items") == 0 || !moment(t, users.Text("window.since")).Equal(got[0]) || !moment(t, users.Text("window.until")).Equal(got[1]) {
				t.Errorf("the users are %s", users.JSON)
			}
		})
	}
}

func TestScheduleTimesAreRefused(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`"since":"soon"`:                           "is not a time",
		`"since":"+2d","until":"+1d"`:              "is not before until",
		`"time_zone":"Berlin"`:                     "no time zone",
		`"time_zone":"Local"`:                      "no time zone",
		`"time_zone":"../etc/passwd"`:              "no time zone",
		`"time_zone":"Eastern Time (US & Canada)"`: "Europe/Berlin",
	} {
		if sentence := s.CallError("get_schedule", `{"schedule_id":"PSDATA1",`+arguments+`}`); !strings.Contains(sentence, want) || len(s.Requests()) != 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
}

func TestListScheduleUsers(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_schedule_users", `{"schedule_id":"data"}`)
	list.Expect(map[string]any{"items.0.id": "PULIAMO", "items.0.email": "liam.osullivan@lanternfield.example", "more": false})
	if until := moment(t, list.Text("window.until")); until.Add(-7*24*time.Hour).Sub(blackbox.Now()).Abs() > time.Minute {
		t.Errorf("the window is %v, want the next 7 days", list.At("window"))
	}
	s.Call("list_schedule_users", `{"schedule_id":"PSDATA1","since":"today","until":"today"}`).Expect(map[string]any{"window.time_zone": "America/New_York"})
	if sentence := s.CallError("list_schedule_users", `{"schedule_id":"PNOTHIN"}`); !strings.Contains(sentence, "no schedule has") {
		t.Errorf("an unknown schedule: %q", sentence)
	}
}

// The offset counts through layered and shift-based schedules.
func TestPagesOfBothKindsOfSchedules(t *testing.T) {
	t.Parallel()
	s := demo(t)
	all := s.Call("list_schedules", `{}`).Column("items", "id")
	for limit := 1; limit <= len(all)+1; limit++ {
		var pages []string
		for offset, more := 0, true; more; {
			page := s.Call("list_schedules", fmt.Sprintf(`{"limit":%d,"offset":%d}`, limit, offset))
			pages = append(pages, page.Column("items", "id")...)
			more, offset = page.At("more") == true, page.Number("next_offset")
			if len(s.Sent()) > 2 {
				t.Errorf("limit %d, offset %d: sent %v", limit, offset, s.Sent())
			}
		}
		if !slices.Equal(pages, all) {
			t.Errorf("limit %d: %v, want %v", limit, pages, all)
		}
	}
	s.Call("list_schedules", `{"offset":20}`).Expect(map[string]any{"items.0": nil, "more": false})
}

// An account without shift-based schedules may lack their API.
func TestSchedulesWithoutTheShiftBasedOnes(t *testing.T) {
	t.Parallel()
	for _, status := range []int{402, 403, 404} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: "/v3"})
		s.Call("list_schedules", `{}`).Expect(map[string]any{"items.6.id": "PSSECU1", "items.7": nil, "more": false})
		s.Call("get_schedule", `{"schedule_id":"data"}`).Expect(map[string]any{"id": newYork})
	}
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/v3"})
	if sentence := s.CallError("get_schedule", `{"schedule_id":"data"}`); !strings.Contains(sentence, "PagerDuty failed (500)") {
		t.Errorf("a shift-based schedule may have the same name: %q", sentence)
	}
}

// A name must be unique among schedules of both kinds.
func TestScheduleNameOfBothKinds(t *testing.T) {
	t.Parallel()
	rename := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v3/schedules" {
				_, _ = io.WriteString(w, `{"schedules":[{"id":"PSHIFT2","type":"schedule_v3_reference","summary":"data"}],"more":false}`)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	s := start(t, blackbox.Account{Around: rename})
	if sentence := s.CallError("get_schedule", `{"schedule_id":"data"}`); !strings.Contains(sentence, "2 have this name") || !strings.Contains(sentence, "PSDATA1") || !strings.Contains(sentence, "PSHIFT2") {
		t.Error(sentence)
	}
}

func TestShiftBasedSchedule(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, name := range []string{"PSHIFT2", "partner line"} {
		s.Call("get_schedule", `{"schedule_id":"`+name+`","since":"2026-11-23","until":"2026-11-29"}`).Expect(map[string]any{
			"id": "PSHIFT2", "name": "Partner Line", "kind": "shift_based", "time_zone": "America/New_York", "layers": nil,
			"window.since": "2026-11-23T00:00:00-05:00", "window.time_zone": "America/New_York",
			"on_call.0.start": "2026-11-23T17:00:00-05:00", "on_call.0.user.name": "Keiko Mori", // a shift of her own, while nobody takes the rotation's
			"on_call.1.user.name": "Elena Petrova", "on_call.2.user.name": "Jonas Weber", "on_call.1.start": "2026-11-28T10:00:00-05:00", "on_call.2.start": "2026-11-28T10:00:00-05:00",
			"added_shifts.0.id": "AGX0LAUNCH0SHIFT0PARTNER00", "added_shifts.0.user.id": "PUKEIKO", "added_shifts.1": nil,
			"rotations.0.name": "Weekdays", "rotations.0.recurrence.0": "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "rotations.0.shifts_per_member": 5, "rotations.0.first_start": "2025-09-22T09:00:00-04:00",
			"rotations.0.users.0.name": "Jonas Weber", "rotations.0.users.1.name": "nobody", "rotations.1.name": "Saturdays", "rotations.1.shifts_per_member": nil,
		})
	}
	s.Call("get_schedule", `{"schedule_id":"PSHIFT1","time_zone":"Asia/Tokyo"}`).Expect(map[string]any{
		"on_call.0.user.name": "Liam O'Sullivan", "on_call.0.end": "2026-11-23T05:00:00+09:00", "coverage_percent": 100, "overrides.1": nil, "overrides.0.start": "2026-11-24T17:00:00+09:00",
	})
	s.Call("list_schedule_users", `{"schedule_id":"Warehouse Shifts"}`).Expect(map[string]any{
		"items.0.name": "Liam O'Sullivan", "items.0.email": "liam.osullivan@lanternfield.example", "items.2.name": "Bruno Castellani", "items.3": nil,
	})
	s.Call("list_schedule_users", `{"schedule_id":"PSHIFT2","until":"+1h"}`).Expect(map[string]any{"items.0": nil})
}

func TestSchedulesFail(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError})
	for tool, arguments := range map[string]string{
		"list_schedules": `{}`, "get_schedule": `{"schedule_id":"PSDATA1"}`, "list_schedule_users": `{"schedule_id":"PSDATA1"}`,
		"list_oncalls": `{}`, "list_escalation_policies": `{}`, "get_escalation_policy": `{"policy_id":"PECHECK"}`,
		"create_schedule_override": `{"schedule_id":"PSDATA1","overrides":[{"start":"now","end":"+1h","user_id":"PUBRUNO"}]}`,
	} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "500") || !strings.Contains(sentence, "Try again in a minute") || len(s.Writes()) != 0 {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
}

// Times without an offset are refused if the schedule's zone is unknown.
func TestScheduleInAnUnknownZone(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"schedule":{"id":"PSCHED1","name":"X","time_zone":"Eastern Time (US & Canada)"},"user":{"id":"PUBRUNO","name":"Bruno"}}`)
	}), Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	const overrides = `{"schedule_id":"PSCHED1","overrides":[{"start":"2030-01-01T09:00","end":"2030-01-01T17:00","user_id":"PUBRUNO"}]}`
	for tool, arguments := range map[string]string{"get_schedule": `{"schedule_id":"PSCHED1","since":"today"}`, "create_schedule_override": overrides} {
		sentence := s.CallError(tool, arguments)
		if !strings.Contains(sentence, "Eastern Time") || !strings.Contains(sentence, "with an offset") || len(s.Writes()) != 0 {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
	s.Call("get_schedule", `{"schedule_id":"PSCHED1"}`).Expect(map[string]any{"id": "PSCHED1", "time_zone": "Eastern Time (US & Canada)", "window.time_zone": nil})
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// at returns a time of a day in a zone.
func at(t *testing.T, day, clock, zone string) time.Time {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, location)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// An added shift is shown as it was added, even where it is overridden.
func TestAddedShiftThatIsOverridden(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{"start":"2026-11-23T17:00","end":"2026-11-23T19:00","user_id":"PUDIEGO"}]}`)
	s.Call("get_schedule", `{"schedule_id":"PSHIFT2","since":"2026-11-23","until":"2026-11-24"}`).Expect(map[string]any{
		"added_shifts.0.id": "AGX0LAUNCH0SHIFT0PARTNER00", "added_shifts.0.user.name": "Keiko Mori", "added_shifts.0.start": "2026-11-23T17:00:00-05:00", "added_shifts.0.end": "2026-11-23T21:00:00-05:00", "added_shifts.1": nil,
		"overrides.0.user.name": "Diego Ferreyra", "overrides.0.start": "2026-11-23T17:00:00-05:00", "overrides.0.end": "2026-11-23T19:00:00-05:00", "rotations.0.time_zone": nil,
	})
}

// The shifts of a rotation keep the rotation's zone.
func TestRotationInAnotherZone(t *testing.T) {
	t.Parallel()
	s := demo(t)
	body := strings.NewReader(`{"schedule":{"name":"Partner Line","time_zone":"Europe/London"}}`)
	r := httptest.NewRequest(http.MethodPut, "/v3/schedules/PSHIFT2", body)
	r.Header.Set("Authorization", "Token token="+simulator.UserKey)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	w := httptest.NewRecorder()
	if s.Simulator.ServeHTTP(w, r); w.Code != http.StatusOK {
		t.Fatal(w.Body)
	}
	s.Call("get_schedule", `{"schedule_id":"PSHIFT2"}`).Expect(map[string]any{"time_zone": "Europe/London", "rotations.0.time_zone": "America/New_York"})
}
