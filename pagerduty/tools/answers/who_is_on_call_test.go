package answers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// "Who do I call for Checkout API, and if they do not answer?"
func TestWhoIsOnCall(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	answer := s.Call("who_is_on_call", `{"for":"checkout api"}`)
	const levels = "escalation_policies.0.levels."
	answer.Expect(map[string]any{
		"for.0.kind": "service", "for.0.id": "PSCHKAP", "for.1": nil, "at": "2026-11-22T15:30:00Z", "time_zone": "Europe/London",
		"escalation_policies.0.id": "PECHECK", "escalation_policies.1": nil, "escalation_policies.0.repeats": 2, "escalation_policies.0.nobody": nil,
		levels + "0.notified": "at once", levels + "0.on_call.0.user.id": "PUAMARA", levels + "0.on_call.0.until": "2026-11-23T09:00:00Z",
		levels + "0.on_call.0.schedule.id": "PSCHKP1", levels + "0.on_call.0.override": nil, levels + "0.nobody": nil,
		levels + "0.next.0.user.name": "Bruno Castellani", levels + "0.next.0.from": "2026-11-23T09:00:00Z", levels + "0.next.1": nil,
		levels + "1.notified": "after 15m", levels + "1.on_call.0.user.id": "PUBRUNO", levels + "1.next.0.user.id": "PUCHLOE",
		levels + "2.notified": "after 45m", levels + "2.on_call.0.user.id": "PUELENA", levels + "2.on_call.0.always": true, levels + "2.next": nil, levels + "3": nil,
		"people.0.id": "PUAMARA", "people.0.local_time": "Sun 15:30", "people.0.night": false, "people.0.notified_by.0": "phone at once", "people.0.trouble": nil,
		"people.1.local_time": "Sun 16:30", "people.3": nil, "not_known": nil, "notes": nil,
	})
	if sent := s.Sent(); len(sent) > 15 {
		t.Errorf("%d requests: %v", len(sent), sent)
	}
	if strings.Contains(answer.JSON, "555") || strings.Contains(answer.JSON, "@") {
		t.Errorf("an address is shown: %s", answer.JSON)
	}
}

func TestWhoIsOnCallForEveryKind(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for arguments, want := range map[string]map[string]any{
		// a team and its policy share the name, and the answer is the same
		`{"for":"Checkout"}`: {"for.0.kind": "team", "for.1.kind": "escalation policy", "for.2": nil, "escalation_policies.0.id": "PECHECK", "escalation_policies.1": nil},
		`{"for":"PTSEARC"}`:  {"for.0.name": "Search and Storefront", "escalation_policies.0.id": "PEHELPD", "escalation_policies.1.id": "PESEARC"},
		`{"for":"Observability Guild"}`: {
			"for.0.id": "PTGUILD", "escalation_policies": nil, "notes.0": "The team Observability Guild (PTGUILD) has no escalation policy.",
		},
		`{"for":"Warehouse Shifts"}`: {
			"for.0.kind": "shift-based schedule", "escalation_policies.0.id": "PEWAREH", "escalation_policies.0.levels.0.on_call.0.user.id": "PULIAMO",
			"escalation_policies.0.levels.0.next.0.user.id": "PUFARID", "schedules": nil, "people.1.local_time": "Mon 02:30", "people.1.night": true,
		},
		`{"for":"Partner Line","at":"2026-11-28T11:00-05:00"}`: {
			"schedules.0.id": "PSHIFT2", "schedules.0.on_call.0.user.id": "PUELENA", "schedules.0.on_call.0.until": "2026-11-28T19:00:00Z",
			"schedules.0.on_call.1.user.id": "PUJONAS", "notes.0": "No escalation policy uses Partner Line, so it pages nobody.", "people.1.id": "PUJONAS",
		},
		`{"for":"Partner Line","at":"2026-11-23T16:00-05:00"}`: { // in the week of an empty member
			"schedules.0.nobody": "nobody in this schedule", "schedules.0.next.0.user.id": "PUKEIKO", "people": nil,
		},
		`{"for":"me"}`: {
			"for.0.kind": "user", "for.0.id": "PUAMARA", "turns.0.escalation_policy.id": "PECHECK", "turns.0.level": 1, "turns.0.until": "2026-11-23T09:00:00Z",
			"escalation_policies.0.id": "PECHECK", "escalation_policies.1.id": "PEPLATF", "notes": nil,
		},
		`{"for":"irene.novak@lanternfield.example"}`: {"for.0.id": "PUIRENE", "turns.0.always": true, "turns.0.level": 3, "notes": nil},
		`{"for":"Nadia Haddad"}`: {
			"for.0.id": "PUNADIA", "turns": nil, "notes.0": "Nadia Haddad (PUNADIA) is on call nowhere at 2026-11-22T15:30:00Z.",
			"notes.1": "No later turn of Nadia Haddad (PUNADIA) begins until 2026-12-27T15:30:00Z.", "notes.2": nil,
		},
		`{"for":"PUCHLOE"}`: {
			"for.0.name": "Chloé Lindqvist", "escalation_policies": nil, "turns.0.from": "2026-11-23T08:00:00Z", "turns.1": nil, "people.0.id": "PUCHLOE",
			"notes.0": "Chloé Lindqvist (PUCHLOE) is on call nowhere at 2026-11-22T15:30:00Z.", "notes.1": nil,
		},
	} {
		s.Call("who_is_on_call", arguments).Expect(want)
	}
}

// An override is in force, and whom it replaces is told.
func TestWhoIsOnCallByAnOverride(t *testing.T) {
	t.Parallel()
	const first = "escalation_policies.0.levels.0.on_call.0."
	stopped(t).Call("who_is_on_call", `{"for":"Postgres Fleet","at":"2026-11-24T09:00:00Z"}`).Expect(map[string]any{
		first + "user.id": "PUGRACE", first + "override": true, first + "override_id": "PSOVER1", first + "in_place_of.id": "PUJONAS", first + "until": "2026-11-24T16:00:00Z",
		"people.0.local_time": "Tue 01:00", "people.0.night": true,
	})
	stopped(t).Call("who_is_on_call", `{"for":"PSHIFT1","at":"2026-11-24T10:00:00Z"}`).Expect(map[string]any{
		first + "override": true, first + "override_id": "AGX0SWAP00OVERRIDE0WAREHOU", first + "in_place_of": nil,
	})
}

// At an empty level nobody is on call, and the answer says so in words.
func TestNobodyIsOnCall(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	s.Call("who_is_on_call", `{"for":"PEHELPD"}`).Expect(map[string]any{
		"escalation_policies.0.levels.0.nobody": "nobody at level 1", "escalation_policies.0.levels.0.on_call": nil,
		"escalation_policies.0.levels.0.next.0.from": "2026-11-23T09:00:00Z", "escalation_policies.0.levels.1.on_call.0.user.id": "PUELENA", "escalation_policies.0.nobody": nil,
		"escalation_policies.0.levels.1.notified": "at once if PagerDuty passes over levels with nobody, otherwise after 15m",
	})
	client := clientOf(t, s.Simulator)
	if _, err := client.EscalationPolicies.Create(t.Context(), pagerduty.EscalationPolicyChange{
		Name: new("Office hours only"), Rules: []pagerduty.NewEscalationRule{{DelayMinutes: 30, Targets: []pagerduty.EscalationTarget{{ID: "PSHELP1", Type: pagerduty.TargetSchedule}}}},
	}); err != nil {
		t.Fatal(err)
	}
	s.Call("who_is_on_call", `{"for":"Office hours only"}`).Expect(map[string]any{
		"escalation_policies.0.nobody": "nobody at any level: an incident notifies nobody", "people": nil,
	})
}

// A level in round robin notifies one of its people, whether the policy or its team is asked for.
func TestWhoIsOnCallInTurn(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	target := func(id string) pagerduty.EscalationTarget {
		return pagerduty.EscalationTarget{ID: id, Type: pagerduty.TargetUser}
	}
	if _, err := clientOf(t, s.Simulator).EscalationPolicies.Create(t.Context(), pagerduty.EscalationPolicyChange{
		Name: new("In turn"), TeamID: new("PTGUILD"), Rules: []pagerduty.NewEscalationRule{
			{DelayMinutes: 30, AssignmentStrategy: pagerduty.RoundRobin, Targets: []pagerduty.EscalationTarget{target("PUAMARA"), target("PUBRUNO")}},
			{DelayMinutes: 30, AssignmentStrategy: pagerduty.AssignToEveryone, Targets: []pagerduty.EscalationTarget{target("PUAMARA"), target("PUBRUNO")}},
		},
	}); err != nil {
		t.Fatal(err)
	}
	for _, arguments := range []string{`{"for":"In turn"}`, `{"for":"PTGUILD"}`} {
		s.Call("who_is_on_call", arguments).Expect(map[string]any{
			"escalation_policies.0.levels.0.one_of": true, "escalation_policies.0.levels.0.on_call.1.user.id": "PUBRUNO", "escalation_policies.0.levels.1.one_of": nil,
		})
	}
}

// In the night in which clocks go back, an hour occurs twice.
func TestWhoIsOnCallWhenClocksGoBack(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Clock: func() time.Time { return time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC) }})
	s.Call("who_is_on_call", `{"for":"Storefront Web","at":"2026-10-25T01:30"}`).Expect(map[string]any{
		"at":      "2026-10-25T01:30:00+01:00",
		"notes.0": "at: 2026-10-25T01:30 occurs twice in Europe/London, where the clocks go back then. The first was used, 2026-10-25T01:30:00+01:00; the second is 2026-10-25T01:30:00Z.",
		"escalation_policies.0.levels.0.on_call.0.until": "2026-10-26T08:00:00Z", "people.0.local_time": "Sun 02:30", "people.0.night": true,
	})
	s.Call("who_is_on_call", `{"for":"Storefront Web","at":"2026-10-25T01:30:00Z"}`).Expect(map[string]any{"people.0.local_time": "Sun 02:30"})
	s.Call("who_is_on_call", `{"for":"Storefront Web","at":"2026-10-25T08:00:00Z"}`).Expect(map[string]any{"people.0.local_time": "Sun 09:00"})
}

func TestWhoIsOnCallForAnUnknownName(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for arguments, want := range map[string]string{
		`{"for":"Chekout"}`:                       "no service, team, escalation policy, schedule or user has this id or exactly this name. Similar: team Checkout (PTCHECK), escalation policy Checkout (PECHECK)",
		`{"for":"PNOSUC1"}`:                       `for "PNOSUC1": no service`,
		`{"for":" "}`:                             "\"for\" is empty",
		`{"for":"Checkout","at":"2027-03-01"}`:    "at most 90 days ahead",
		`{"for":"Checkout","at":"when it rains"}`: "is not a time",
	} {
		if sentence := s.CallError("who_is_on_call", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
	if _, err := clientOf(t, s.Simulator).Users.Create(t.Context(), pagerduty.NewUser{Name: "Bruno Castellani", Email: "bruno.two@lanternfield.example"}); err != nil {
		t.Fatal(err)
	}
	if sentence := s.CallError("who_is_on_call", `{"for":"Bruno Castellani"}`); !strings.Contains(sentence, "2 have this name; give the id. Similar: user Bruno Castellani <bruno.castellani@lanternfield.example> (PUBRUNO)") {
		t.Errorf("of two users: %s", sentence)
	}
}

// The zone of the times is named, above all if it is not the asker's.
func TestWhoIsOnCallInAnUnknownZone(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/users/me"})
	s.Call("who_is_on_call", `{"for":"Checkout API","at":"tomorrow 09:00"}`).Expect(map[string]any{"time_zone": "UTC"})
}

// Overrides that were not read are not taken for absent.
func TestWhoIsOnCallInManySchedules(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	client := clientOf(t, s.Simulator)
	rules := make([]pagerduty.NewEscalationRule, 3)
	for i := range 21 {
		made, err := client.Schedules.Create(t.Context(), pagerduty.ScheduleChange{Name: new(fmt.Sprintf("One of many %d", i)), TimeZone: "Europe/Berlin", Layers: []pagerduty.LayerChange{{
			Name: "All", Start: blackbox.Now(), VirtualStart: blackbox.Now(), TurnLength: 24 * time.Hour, UserIDs: []string{"PUCHLOE"},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		rule := &rules[i%3]
		rule.DelayMinutes, rule.Targets = 30, append(rule.Targets, pagerduty.EscalationTarget{ID: made.ID, Type: pagerduty.TargetSchedule})
	}
	if _, err := client.EscalationPolicies.Create(t.Context(), pagerduty.EscalationPolicyChange{Name: new("Many"), Rules: rules}); err != nil {
		t.Fatal(err)
	}
	says(t, s.Call("who_is_on_call", `{"for":"Many"}`), "notes", "The overrides of 1 more schedules were not read")
}

// A key without the right to read users still learns who is on call.
func TestWhoIsOnCallWithoutContacts(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/users/*"}, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/schedules"})
	answer := s.Call("who_is_on_call", `{"for":"Checkout API"}`)
	answer.Expect(map[string]any{"escalation_policies.0.levels.0.on_call.0.user.id": "PUAMARA", "people": nil})
	says(t, answer, "not_known", "the time zone and contact methods of the user PUAMARA", "403")
	says(t, answer, "not_known", "the rotations and overrides of the schedule PSCHKP1", "403")
}

// clientOf returns a client of a simulated account.
func clientOf(t *testing.T, account *simulator.Simulator) *pagerduty.Client {
	t.Helper()
	web := httptest.NewServer(account)
	t.Cleanup(web.Close)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(web.URL))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// While a service is in maintenance PagerDuty pages nobody for it, whether the service is asked for or its policy.
func TestOnCallDuringMaintenance(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for arguments, want := range map[string]string{
		`{"for":"Warehouse Sync"}`: "PWCOUN2", `{"for":"PEDATAE"}`: "PWCOUN2", `{"for":"Warehouse Sync","at":"+30d"}`: "", `{"for":"Checkout API"}`: "",
		`{"for":"Warehouse Sync","at":"+1h"}`: "PWCOUN2", `{"for":"Warehouse Sync","at":"-1h"}`: "PWCOUN2",
	} {
		got := s.Call("who_is_on_call", arguments)
		said := got.Text("maintenance.0")
		if (said != "") != (want != "") || want != "" && (!strings.Contains(said, want) || !strings.Contains(said, "pages nobody") || !strings.Contains(said, "Warehouse Sync (PSWAREH)")) {
			t.Errorf("%s: %q in %s", arguments, said, got.JSON)
		}
	}
	s.Call("brief_incident", `{"incident_id":"4194"}`).Expect(map[string]any{"maintenance.0": s.Call("who_is_on_call", `{"for":"Warehouse Sync"}`).Text("maintenance.0")})
	s.Call("brief_incident", `{"incident_id":"4197"}`).Expect(map[string]any{"maintenance": nil})
}

// That a service is in maintenance is known of the service itself, too.
func TestOnCallDuringUnreadableMaintenance(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/maintenance_windows"})
	got := s.Call("who_is_on_call", `{"for":"Warehouse Sync"}`)
	says(t, got, "maintenance", "Warehouse Sync (PSWAREH) is in maintenance", "pages nobody")
	says(t, got, "not_known", "maintenance windows: ")
}

// An answer about the past says what it cannot know.
func TestOnCallInThePast(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for _, call := range [][2]string{
		{"who_is_on_call", `{"for":"Checkout API","at":"2005-01-01"}`}, {"who_is_on_call", `{"for":"Checkout API","at":"-3h"}`},
		{"find_coverage_gaps", `{"for":["Checkout API"],"since":"2005-01-01","until":"2005-01-03"}`},
	} {
		if got := s.Call(call[0], call[1]); !strings.Contains(got.JSON, "About the past: worked out from the escalation policies") {
			t.Errorf("%s: %s", call[1], got.JSON)
		}
	}
	says(t, s.Call("who_is_on_call", `{"for":"Checkout API","at":"2005-01-01"}`), "notes", "Checkout API (PSCHKAP) did not exist then: it was created on 20")
	if got := s.Call("who_is_on_call", `{"for":"Checkout API","at":"+3h"}`); strings.Contains(got.JSON, "About the past") {
		t.Error(got.JSON)
	}
}

// Who asks for a weekday means the coming one.
func TestOnCallOnAWeekday(t *testing.T) {
	t.Parallel()
	stopped(t).Call("who_is_on_call", `{"for":"Postgres Fleet","at":"thursday 09:00"}`).Expect(map[string]any{"notes.0": `at: "thursday 09:00" was read as 2026-11-26T09:00:00Z.`})
	stopped(t).Call("suggest_cover", `{"user_id":"me","start":"thursday 09:00","end":"thursday 12:00"}`).Expect(map[string]any{"window.until": "2026-11-26T12:00:00Z"})
}
