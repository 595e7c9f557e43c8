package people_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// "Who has checkout?"
func TestOnCallsOfAService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("list_oncalls", `{"service_ids":["checkout api"]}`)
	list.Expect(map[string]any{
		"items.0.user.name": "Amara Okafor", "items.0.level": 1, "items.0.schedule.name": "Checkout Primary", "items.0.escalation_policy.name": "Checkout",
		"items.2.user.name": "Elena Petrova", "items.2.level": 3, "items.2.schedule": nil, "items.2.start": nil, "items.2.end": nil, "items.3": nil, "more": false,
	})
	if start, end := moment(t, list.Text("items.0.start")), moment(t, list.Text("items.0.end")); (end.Sub(start)-7*24*time.Hour).Abs() > time.Hour || start.After(blackbox.Now()) || end.Before(blackbox.Now()) {
		t.Errorf("the shift is %s to %s, want the whole week", start, end)
	}
	if sent := s.Sent(); len(sent) != 4 || len(s.SentTo("GET", "/escalation_policies/PECHECK")) != 1 {
		t.Errorf("sent %v", sent)
	}
	for arguments, want := range map[string][]string{
		`{"service_ids":["PSCHKAP","PSPAYGW","PSPGDBS"]}`:                                                {checkoutLevel, "PEPLATF"},
		`{"service_ids":["PSCHKAP","PSPAYGW","PSPGDBS"],"escalation_policy_ids":["platform","PEDATAE"]}`: {"PEPLATF"},
	} {
		s.Call("list_oncalls", arguments)
		if got := s.SentTo("GET", "/oncalls")[0].Query["escalation_policy_ids[]"]; !slices.Equal(got, want) {
			t.Errorf("%s: asked for the policies %v, want %v", arguments, got, want)
		}
	}
	s.Call("list_oncalls", `{"service_ids":["PSCHKAP"],"escalation_policy_ids":"data"}`).Expect(map[string]any{
		"items.0": nil, "more": false, "notes.0": "None of the services uses any of the escalation policies.",
	})
	if len(s.SentTo("GET", "/oncalls")) != 0 {
		t.Errorf("nothing in common, and sent %v", s.Sent())
	}
	for arguments, want := range map[string]string{
		`{"service_ids":["Checkout"]}`:             `service_ids[0] "Checkout": no service has`,
		`{"service_ids":["PSCHKAP","P0NOTHR"]}`:    "service_ids[1]",
		`{"escalation_policy_ids":["P0NOTHR"]}`:    "no escalation policy has",
		`{"schedule_ids":["P0NOTHR"]}`:             "no schedule has",
		`{"user_ids":["P0NOTHR"]}`:                 "no user has",
		`{"user_ids":["PUBRUNO","Nobody at all"]}`: "user_ids[1]",
	} {
		if sentence := s.CallError("list_oncalls", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

func TestListOnCalls(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ arguments, users, sent string }{
		"a schedule":             {`"schedule_ids":["PSCHKP1"]`, "Amara Okafor", "schedule_ids[]=PSCHKP1"},
		"a schedule by name":     {`"schedule_ids":"checkout secondary"`, "Bruno Castellani", "schedule_ids[]=PSCHKP2"},
		"a shift-based schedule": {`"schedule_ids":["PSHIFT1"],"until":"+10d"`, "Bruno Castellani, Farid Rahimi, Liam O'Sullivan", "schedule_ids[]=PSHIFT1"},
		"a user":                 {`"user_ids":["henry.adeyemi@lanternfield.example"]`, "Henry Adeyemi", "user_ids[]=PUHENRY"},
		"a policy":               {`"escalation_policy_ids":["incident commander"]`, "Grace Tanaka, Henry Adeyemi", "escalation_policy_ids[]=PECOMMD"},
		"nobody":                 {`"user_ids":["PUIRENE"],"schedule_ids":["PSCHKP1"]`, "", "user_ids[]=PUIRENE"},
		"the first shifts":       {`"schedule_ids":["PSCHKP1"],"until":"+60d","earliest":true`, "Amara Okafor, Bruno Castellani, Chloé Lindqvist", "earliest=true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			list := s.Call("list_oncalls", "{"+test.arguments+"}")
			users := slices.Compact(slices.Sorted(slices.Values(list.Column("items", "user.name"))))
			if got := strings.Join(users, ", "); got != test.users || list.At("items") == nil {
				t.Errorf("on call are %s, want %s", got, test.users)
			}
			if sent := s.Sent(); !strings.Contains(strings.Join(sent, " "), test.sent) {
				t.Errorf("sent %s", sent)
			}
		})
	}
	s := demo(t)
	later := s.Call("list_oncalls", `{"schedule_ids":["PSCHKP1"],"until":"+60d"}`)
	if later.Len("items") < 8 || s.Requests()[0].Query.Has("earliest") {
		t.Errorf("only %d shifts are listed for 60 days", later.Len("items"))
	}
	s.Call("list_oncalls", `{"limit":2,"offset":1}`).Expect(map[string]any{"items.2": nil, "more": true, "next_offset": 3})
	if sent := s.Sent(); len(sent) != 1 || !strings.HasPrefix(sent[0], "GET /oncalls?limit=2&offset=1&since=") {
		t.Errorf("sent %v", sent)
	}
	empty(t).Call("list_oncalls", `{}`).Expect(map[string]any{"items.0": nil, "more": false})
}

func TestOnCallWindow(t *testing.T) {
	t.Parallel()
	now := blackbox.Now()
	day := now.AddDate(0, 0, 3).Format(time.DateOnly)
	for name, test := range map[string]struct {
		arguments, zone string
		since, until    time.Time
	}{
		"now":                 {``, "", now, now},
		"a moment ahead":      {`,"since":"+2d"`, "", now.AddDate(0, 0, 2), now.AddDate(0, 0, 2)},
		"a moment that was":   {`,"since":"-2d","until":"-2d"`, "", now.AddDate(0, 0, -2), now.AddDate(0, 0, -2)},
		"until now":           {`,"since":"-2d"`, "", now.AddDate(0, 0, -2), now},
		"from now":            {`,"until":"+2d"`, "", now, now.AddDate(0, 0, 2)},
		"the user's zone":     {`,"since":"` + day + `T09:00"`, "Europe/London", at(t, day, "09:00", "Europe/London"), at(t, day, "09:00", "Europe/London")},
		"the schedule's zone": {`,"since":"` + day + `T09:00","schedule_ids":["PSDATA1"]`, "America/New_York", at(t, day, "09:00", "America/New_York"), at(t, day, "09:00", "America/New_York")},
		"and by its name":     {`,"since":"` + day + `T09:00","schedule_ids":["data"]`, "America/New_York", at(t, day, "09:00", "America/New_York"), at(t, day, "09:00", "America/New_York")},
		"of several, none":    {`,"since":"` + day + `T09:00","schedule_ids":["PSDATA1","PSSEAR1"]`, "Europe/London", at(t, day, "09:00", "Europe/London"), at(t, day, "09:00", "Europe/London")},
		"a shift-based one's": {`,"since":"` + day + `T09:00","schedule_ids":["PSHIFT1"]`, "Europe/Berlin", at(t, day, "09:00", "Europe/Berlin"), at(t, day, "09:00", "Europe/Berlin")},
		"the call's zone":     {`,"since":"` + day + `","until":"` + day + `","time_zone":"Australia/Lord_Howe"`, "Australia/Lord_Howe", at(t, day, "00:00", "Australia/Lord_Howe"), at(t, day, "00:00", "Australia/Lord_Howe").AddDate(0, 0, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			list := s.Call("list_oncalls", `{"earliest":false`+test.arguments+`}`)
			if list.Text("window.time_zone") != test.zone {
				t.Errorf("the zone is %q, want %q", list.Text("window.time_zone"), test.zone)
			}
			sent := s.SentTo("GET", "/oncalls")[0].Query
			for member, want := range map[string]time.Time{"since": test.since, "until": test.until} {
				shown := moment(t, list.Text("window."+member))
				if shown.Sub(want).Abs() > time.Minute || !moment(t, sent.Get(member)).Equal(shown) {
					t.Errorf("%s is %s after %s, want %s", member, shown, sent.Get(member), want)
				}
			}
			if name == "and by its name" {
				if len(s.Sent()) != 4 || len(s.SentTo("GET", "/schedules/PSDATA1")) != 1 || sent.Get("schedule_ids[]") != "PSDATA1" {
					t.Errorf("sent %v, want one request for each kind of schedule, the schedule and who is on call", s.Sent())
				}
			}
		})
	}
	s := demo(t)
	if list := s.Call("list_oncalls", `{"time_zone":"Asia/Kathmandu","schedule_ids":["PSCHKP1"]}`); !strings.HasSuffix(list.Text("items.0.start"), "+05:45") || !strings.HasSuffix(list.Text("window.since"), "+05:45") {
		t.Errorf("in Kathmandu: %s", list.JSON)
	}
	for arguments, want := range map[string]string{
		`{"until":"+91d"}`:                        "up to 90 days ahead",
		`{"since":"+91d"}`:                        "up to 90 days ahead",
		`{"since":"+2d","until":"+1d"}`:           "is not before until",
		`{"until":"-2d"}`:                         "give since too",
		`{"until":"yesterday","time_zone":"UTC"}`: "give since too",
		`{"since":"tomorrow","until":"today","time_zone":"Asia/Tokyo"}`:        "is not before until",
		`{"since":"2026-11-24","until":"2026-11-23","time_zone":"Asia/Tokyo"}`: "is not before until",
		`{"since":"next week"}`:                           "is not a time",
		`{"time_zone":"Mars/Base"}`:                       "no time zone",
		`{"service_ids":["PSCHKAP"],"until":"whenever"}`:  "is not a time",
		`{"schedule_ids":["data"],"time_zone":"Nowhere"}`: "no time zone",
	} {
		if sentence := s.CallError("list_oncalls", arguments); !strings.Contains(sentence, want) || len(s.Requests()) != 0 {
			t.Errorf("%s: %q after %v", arguments, sentence, s.Sent())
		}
	}
	account := start(t, accountKey())
	account.Call("list_oncalls", `{"since":"`+day+`T09:00"}`).Expect(map[string]any{"window.time_zone": "UTC"})
}

// get_schedule and list_oncalls agree, also on gaps, restrictions, overrides and changes of the clocks.
func TestScheduleAndOnCallsAgree(t *testing.T) {
	t.Parallel()
	for _, schedule := range []string{primary, berlin, helpDesk, followTheSun, newYork, "PSSECU1"} {
		t.Run(schedule, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			s.Call("create_schedule_override", `{"schedule_id":"`+schedule+`","overrides":[{"start":"+30h","end":"+77h","user_id":"PUIRENE"},{"start":"+50d","end":"+52d","user_id":"`+diego+`"}]}`)
			window := fmt.Sprintf(`"since":%q,"until":%q`, blackbox.Now().Format(time.RFC3339), blackbox.Now().AddDate(0, 0, 80).Format(time.RFC3339))
			shown := s.Call("get_schedule", `{"schedule_id":"`+schedule+`",`+window+`}`)
			shifts := shiftsIn(t, shown, "on_call", shown)
			onCalls := shiftsIn(t, s.Call("list_oncalls", `{"limit":1000,"schedule_ids":["`+schedule+`"],`+window+`}`), "items", shown)
			if len(shifts) < 10 || !slices.Equal(shifts, onCalls) {
				t.Errorf("the schedule has\n%s\nand the on-calls\n%s", strings.Join(shifts, "\n"), strings.Join(onCalls, "\n"))
			}
		})
	}
}

// shiftsIn returns the shifts at a path of a result as text, cut to the window of another result.
func shiftsIn(t *testing.T, answer blackbox.Answer, path string, window blackbox.Answer) []string {
	t.Helper()
	since, until := moment(t, window.Text("window.since")), moment(t, window.Text("window.until"))
	var shifts []string
	for i := range answer.Len(path) {
		shift := fmt.Sprintf("%s.%d.", path, i)
		start, end := moment(t, answer.Text(shift+"start")), moment(t, answer.Text(shift+"end"))
		if start.Before(since) {
			start = since
		}
		if end.After(until) {
			end = until
		}
		if start.Before(end) {
			shifts = append(shifts, start.UTC().Format(time.RFC3339)+" "+end.UTC().Format(time.RFC3339)+" "+answer.Text(shift+"user.id"))
		}
	}
	slices.Sort(shifts)
	return shifts
}

// Current shifts come first, by level. Notes name empty levels, with the delay until somebody is notified.
func TestOnCallsByUrgency(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const empty = "Help Desk: nobody is on call at level 1 now. Level 2 is notified first: at once if PagerDuty skips empty levels, otherwise after 15 minutes."
	s.Call("list_oncalls", `{"service_ids":["Help Desk"]}`).Expect(map[string]any{"items.0.level": 2, "items.0.user.name": "Elena Petrova", "items.1": nil, "notes.0": empty, "notes.1": nil})
	s.Call("list_oncalls", `{"service_ids":["Help Desk","PSCHKAP"],"until":"+20d","limit":5}`).Expect(map[string]any{
		"items.0.level": 1, "items.0.user.name": "Amara Okafor", "items.0.minutes_to_next_level": 15, "items.1.level": 2, "items.2.level": 2, "items.2.minutes_to_next_level": 30,
		"items.3.level": 3, "items.3.minutes_to_next_level": nil, "items.4.level": 1, "items.4.user.name": "Bruno Castellani", "more": true, "next_offset": 5,
		"notes.0": "Escalation policies: Help Desk → Help Desk; Checkout API → Checkout.", "notes.1": empty, "notes.2": nil,
	})
	s.Call("list_oncalls", `{"escalation_policy_ids":["Help Desk"],"since":"2026-11-23T10:00:00+01:00"}`).Expect(map[string]any{"items.0.level": 1, "notes": nil})
	s.Call("list_oncalls", `{"escalation_policy_ids":["Help Desk"],"since":"2026-11-28T10:00:00Z"}`).Expect(map[string]any{
		"items.0.level": 2, "notes.0": strings.ReplaceAll(empty, " now.", " then."),
	})
	s.Call("list_oncalls", `{"escalation_policy_ids":["Help Desk"],"since":"2026-11-28T10:00:00Z","until":"2026-11-28T20:00:00Z"}`).Expect(map[string]any{
		"notes.0": strings.ReplaceAll(empty, " now.", " at any time in the window."),
	})
	s.Call("list_oncalls", `{"schedule_ids":["PSCHKP1"],"until":"+20d"}`).Expect(map[string]any{"notes": nil, "items.0.minutes_to_next_level": nil})
}

// The list is a success even if the levels cannot be read.
func TestOnCallsWithoutLevels(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/escalation_policies/") {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	s.Call("list_oncalls", `{"service_ids":["PSCHKAP"]}`).Expect(map[string]any{
		"items.0.level": 1, "notes.0": "The levels of the escalation policy PECHECK could not be read: a level may have nobody on call.",
	})
}

// A service without an escalation policy must not list everyone.
func TestOnCallsOfAServiceWithoutAPolicy(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: published(map[string]string{
		"GET /services/PSERV1C": `{"service":{"id":"PSERV1C","name":"Orphan","escalation_policy":null}}`,
	}), Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}})
	if sentence := s.CallError("list_oncalls", `{"service_ids":["PSERV1C"]}`); !strings.Contains(sentence, "Orphan") || len(s.SentTo("GET", "/oncalls")) != 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
}

// A note names the schedules with nobody on call, since an empty list alone could be a mistake.
func TestOnCallsOfASchedule(t *testing.T) {
	t.Parallel()
	entry := `{"user":{"id":"PUAMARA"},"escalation_policy":{"id":"PEONE01"},"escalation_level":1,"schedule":{"id":"PSONE01"},"start":"2026-11-20T00:00:00Z","end":"2026-11-30T00:00:00Z"}`
	for arguments, want := range map[string]any{
		`"schedule_ids":["PSTWO02"]`:                             "N: nobody is on call now.",
		`"schedule_ids":["PSONE01"]`:                             nil,
		`"schedule_ids":["PSONE01","PSTWO02"]`:                   "N: nobody is on call now.",
		`"schedule_ids":["PSTWO02"],"user_ids":["PUAMAR1"]`:      nil,
		`"schedule_ids":["PSTWO02"],"since":"+1d"`:               "N: nobody is on call then.",
		`"schedule_ids":["PSTWO02"],"since":"-3d","until":"-2d"`: "N: nobody is on call at any time in the window.",
	} {
		s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name, id, single := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
			switch asked := strings.Join(r.URL.Query()["schedule_ids[]"], ","); {
			case single:
				_, _ = fmt.Fprintf(w, `{%q:{"id":%q,"name":"N"}}`, strings.TrimSuffix(name, "s"), id)
			case name == "oncalls" && strings.Contains(asked, "PSONE01"):
				_, _ = fmt.Fprintf(w, `{"oncalls":[%s]}`, entry)
			default:
				_, _ = fmt.Fprintf(w, `{%q:[]}`, name)
			}
		})})
		s.Call("list_oncalls", "{"+arguments+"}").Expect(map[string]any{"notes.0": want, "notes.1": nil})
	}
}

// A schedule that no escalation policy uses puts nobody on call at a level, although somebody is on call in it.
func TestOnCallsOfAnUnusedSchedule(t *testing.T) {
	t.Parallel()
	for times, want := range map[string]string{
		``:                                  "Partner Line: nobody is on call now, and no escalation policy uses the schedule.",
		`,"since":"2026-11-23T18:00-05:00"`: "Partner Line: Keiko Mori is on call then, but no escalation policy uses the schedule, so it pages nobody.",
		`,"since":"2026-11-28T11:00-05:00","until":"2026-11-28T12:00-05:00"`: "Partner Line: Elena Petrova, Jonas Weber are on call in the window, but no escalation policy uses the schedule, so it pages nobody.",
	} {
		demo(t).Call("list_oncalls", `{"schedule_ids":["partner line"]`+times+`}`).Expect(map[string]any{"items.0": nil, "notes.0": want, "notes.1": nil})
	}
	s := demo(t)
	s.Call("list_oncalls", `{"schedule_ids":["PSHELP1"]}`).Expect(map[string]any{"notes.0": "Help Desk: nobody is on call now."}) // a Sunday
	s.Call("list_oncalls", `{"schedule_ids":["PSCHKP1"]}`).Expect(map[string]any{"notes": nil})
	if len(s.Sent()) != 1 {
		t.Errorf("sent %v", s.Sent())
	}
	s.Call("create_schedule_override", `{"schedule_id":"PSHIFT2","overrides":[{"start":"2026-11-23T17:00","end":"2026-11-23T18:00","user_id":"PUDIEGO"}]}`).Expect(map[string]any{
		"notes.0": "No escalation policy uses Partner Line, so it pages nobody.",
	})
	s.Call("create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"+1d","end":"+2d","user_id":"PUDIEGO"}]}`).Expect(map[string]any{"notes": nil})
}

// A blank query is ignored.
func TestBlankQueries(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for _, tool := range []string{"list_users", "list_teams", "list_schedules", "list_escalation_policies"} {
		if blank, none := s.Call(tool, `{"query":" \t "}`).JSON, s.Call(tool, `{}`).JSON; blank != none {
			t.Errorf("%s: %.300s", tool, blank)
		}
	}
}
