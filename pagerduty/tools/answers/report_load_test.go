package answers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestReportLoad(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	team := s.Call("report_load", `{"team_ids":["Checkout"]}`)
	sum := 0
	for i := range team.Len("people") {
		sum += team.Number("people." + string(rune('0'+i)) + ".notifications")
	}
	if sum == 0 || sum != team.Number("spread.notifications") || team.Number("people.0.notifications") != team.Number("spread.notifications_of_busiest") || len(s.Writes()) > 0 {
		t.Errorf("%d notifications: %s", sum, team.JSON)
	}
	one := s.Call("report_load", `{"user_ids":["me"],"since":"-7d"}`)
	one.Expect(map[string]any{"people.0.user.id": "PUAMARA", "people.0.user.name": "Amara Okafor", "people.0.time_zone": "Europe/London", "people.1": nil, "not_known": nil})
	all := s.Call("report_load", `{}`)
	if all.Len("people") < team.Len("people") || len(all.JSON) > 12_000 {
		t.Errorf("%d bytes: %s", len(all.JSON), all.JSON)
	}
}

// E-mails interrupt nobody's sleep, and phone calls do.
func TestLoadByTheWayOfNotifying(t *testing.T) {
	t.Parallel()
	report := stopped(t).Call("report_load", `{"user_ids":["Liam O'Sullivan","Bruno Castellani"]}`)
	calls := 0
	for i := range 2 {
		person := fmt.Sprintf("people.%d.", i)
		if report.At(person+"at_night") == nil {
			t.Errorf("nothing at night: %s", report.JSON)
		}
		if name := report.Text(person + "user.name"); name == "Liam O'Sullivan" {
			report.Expect(map[string]any{person + "sleep_interruptions": nil, person + "nights_interrupted": nil})
		} else {
			calls += report.Number(person + "sleep_interruptions")
		}
	}
	if calls == 0 || strings.Contains(report.JSON, "does not say") {
		t.Errorf("calls interrupted %d times: %s", calls, report.JSON)
	}
}

// What cannot be read is said.
func TestLoadWithoutSomeReads(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{"/oncalls": "times on call: ", "/log_entries": "log entries: "} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: path})
		report := s.Call("report_load", `{"team_ids":["Checkout"]}`)
		if !strings.HasPrefix(report.Text("not_known.0"), want) || report.Len("people") == 0 {
			t.Errorf("%s: %s", path, report.JSON)
		}
	}
}

// Teams and users are both conditions, as with the filters of every other tool. A user who is in none of the teams is named.
func TestLoadOfAUserInATeam(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	s.Call("report_load", `{"team_ids":["Checkout"],"user_ids":["me"]}`).Expect(map[string]any{"people.0.user.id": "PUAMARA", "people.1": nil, "notes.3": nil})
	foreign := s.Call("report_load", `{"team_ids":["Checkout"],"user_ids":["Mei-Xing Zhou"]}`)
	foreign.Expect(map[string]any{"people.0.user.name": "Mei-Xing Zhou", "people.0.notifications": nil, "people.1": nil})
	if !strings.Contains(foreign.JSON, "In none of the teams of team_ids") {
		t.Error(foreign.JSON)
	}
}

// Services that belong to none of the teams are named, so that nobody takes 0 for quiet.
func TestFiltersThatExcludeEachOther(t *testing.T) {
	t.Parallel()
	s := stopped(t)
	for _, tool := range []string{"report_noise", "report_shift", "find_neglected"} {
		for services, want := range map[string]string{
			`["Warehouse Sync"]`:                "service_ids and team_ids exclude each other",
			`["Warehouse Sync","Checkout API"]`: "Hardly any incident of these services can fit",
			`["Checkout API"]`:                  "",
		} {
			got := s.Call(tool, `{"team_ids":["Checkout"],"service_ids":`+services+`}`)
			if says := strings.Contains(got.JSON, "Warehouse Sync (PSWAREH)."); says != (want != "") || !strings.Contains(got.JSON, want) {
				t.Errorf("%s of %s: %s", tool, services, got.JSON)
			}
		}
	}
}
