package analytics_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestIncidentMetrics(t *testing.T) {
	t.Parallel()
	for arguments, test := range map[string]struct {
		path string
		want map[string]any
	}{
		`{"service_ids":["PSCHKAP"]}`: {"all", map[string]any{
			"items.0.incidents": 4, "items.0.acknowledged": 4, "items.0.to_acknowledge.mean": "9m", "items.0.to_acknowledge.p90": "12m", "items.0.to_mobilize.mean": "18m",
			"items.0.to_engage.mean": "14m", "items.0.service": nil, "items.0.interruptions.total": 4, "items.0.interruptions.off_hours": 2, "items.1": nil, "items.0.from": nil,
		}},
		`{"by":"service","team_ids":["PTCHECK"]}`: {"services", map[string]any{
			"items.0.service.name": "Checkout API", "items.0.up_time_percent": 99.6, "items.1.service.id": "PSPAYGW", "items.1.escalated_by_timeout": 1, "items.2": nil,
		}},
		`{"by":"team","team_ids":["PTCHECK","PTDATAE"],"urgency":"low"}`: {"teams", map[string]any{"items.0.team.id": "PTDATAE", "items.0.interruptions.total": 0, "items.0.auto_resolved": 24, "items.1.team.id": "PTCHECK"}},
		`{"by":"escalation_policy","team_ids":["PTCHECK"]}`: {"escalation_policies", map[string]any{
			"items.0.escalation_policy.name": "Checkout", "items.0.responders": 2, "items.0.to_resolve.p50": nil,
		}},
		`{"priorities":["p1"],"team_ids":["PTCHECK"]}`: {"all", map[string]any{"items.0.incidents": 1, "items.0.to_resolve": nil}},
	} {
		t.Run(arguments, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			s.Call("get_incident_metrics", arguments).Expect(test.want)
			if len(s.SentTo("POST", "/analytics/metrics/incidents/"+test.path)) != 1 || len(s.Writes()) > 0 {
				t.Errorf("sent %v", s.Sent())
			}
		})
	}
}

// What is sent: PagerDuty applies the filters and the periods. Periods begin in the user's zone.
func TestIncidentMetricsOnTheWire(t *testing.T) {
	t.Parallel()
	s := demo(t)
	list := s.Call("get_incident_metrics", `{"every":"week","since":"2026-09-01","until":"2026-10-31","team_ids":["Checkout"],"urgency":"high","priorities":["P2"]}`)
	s.ExpectLast(`{"filters":{"created_at_start":"2026-09-01T00:00:00+01:00","created_at_end":"2026-11-01T00:00:00Z","urgency":"high","team_ids":["PTCHECK"],"priority_ids":["PPRIOR2"]},` +
		`"time_zone":"Europe/London","aggregate_unit":"week"}`)
	list.Expect(map[string]any{"window.time_zone": "Europe/London", "window.since": "2026-09-01T00:00:00+01:00", "notes": nil})
	for _, day := range list.Column("items", "from") {
		if len(day) != len("2026-09-07") {
			t.Errorf("a week begins at %s", day)
		}
	}
}

// Without services and teams, a user gets their own teams, and an account's key the whole account.
func TestWhatMetricsCover(t *testing.T) {
	t.Parallel()
	s := demo(t)
	own := s.Call("get_incident_metrics", `{}`)
	s.ExpectSent("GET /users/me", "POST /analytics/metrics/incidents/all")
	s.ExpectLast(`"team_ids":["PTCHECK","PTPLATF"]`)
	if note := own.Text("notes.0"); note != "Covers the teams of Amara Okafor only (Checkout, Platform), since no team_ids or service_ids was given." {
		t.Errorf("the note is %q", note)
	}
	account := start(t, accountKey()).Call("get_incident_metrics", `{}`)
	if account.Number("items.0.incidents") <= own.Number("items.0.incidents") || account.Text("notes.0") != "Covers the whole account." {
		t.Errorf("with an account's key: %s", account.JSON)
	}
	elena := start(t, accountKey(pagerduty.WithFrom("elena.petrova@lanternfield.example"))).Call("get_incident_metrics", `{}`)
	if !strings.Contains(elena.Text("notes.0"), "Elena Petrova only (Checkout, Search and Storefront)") {
		t.Errorf("in Elena's name: %s", elena.JSON)
	}
	nadia := start(t, accountKey(pagerduty.WithFrom("nadia.haddad@lanternfield.example"))).Call("get_incident_metrics", `{}`)
	if nadia.Text("notes.0") != "Covers the whole account." {
		t.Errorf("in the name of a user without teams: %s", nadia.JSON)
	}
	alone := start(t, blackbox.Empty())
	if sentence := alone.CallError("get_incident_metrics", `{}`); !strings.Contains(sentence, "is in no team") || !strings.Contains(sentence, "give team_ids or service_ids") {
		t.Errorf("a user without teams: %q", sentence)
	}
}

func TestLagOfAnalytics(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for until, want := range map[string]bool{`"now"`: true, `"-23h"`: true, `"-25h"`: false} {
		list := s.Call("get_incident_metrics", `{"service_ids":["PSCHKAP"],"until":`+until+`}`)
		if got := strings.Contains(list.Text("notes.0"), "lag by up to 24 h"); got != want {
			t.Errorf("until %s: %s", until, list.JSON)
		}
	}
}

func TestNoIncidents(t *testing.T) {
	t.Parallel()
	demo(t).Call("get_incident_metrics", `{"service_ids":["Help Desk"]}`).Expect(map[string]any{"items.0": nil, "more": false})
	empty := blackbox.Empty()
	empty.Key = simulator.AccountKey
	start(t, empty).Call("get_incident_metrics", `{"by":"team"}`).Expect(map[string]any{"items.0": nil, "more": false})
}

func TestWindowOfAnalytics(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`"since":"2025-01-01"`:        "at most a year",
		`"since":"now","until":"-1d"`: "is not before",
		`"since":"last week"`:         `"last week" is not a time`,
		`"team_ids":["Chekout"]`:      "Similar: Checkout (PTCHECK)",
		`"priorities":["P9"]`:         "no priority has this id",
		`"every":"year"`:              `"every"`,
		`"by":"user"`:                 `"by"`,
		`"team_ids":["PTNOSU1"]`:      "no team has this id",
		`"service_ids":["PSCHKAP"],"since":"+1d","until":"+2d","user_ids":["me"]`: "Unknown argument",
	} {
		if sentence := s.CallError("get_incident_metrics", `{`+arguments+`}`); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
	for tool := range map[string]bool{"get_incident_metrics": true, "get_responder_metrics": true, "list_incident_analytics": true} {
		if sentence := s.CallError(tool, `{"since":"2027-01-01","until":"2027-02-01"}`); !strings.Contains(sentence, "is in the future: give a past time") {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
	s.Call("get_incident_metrics", `{"service_ids":["PSCHKAP"],"since":"-1d","until":"+1d"}`)
	if since := s.Call("get_incident_metrics", `{"service_ids":["PSCHKAP"],"until":"2027-02-01"}`).Text("window.since"); !strings.HasPrefix(since, "2026-10-23") {
		t.Errorf("until a future day: since %s", since)
	}
	s.Call("get_incident_metrics", `{"service_ids":["PSCHKAP"],"until":"2026-06-30T00:00:00Z"}`).Expect(map[string]any{"window.since": "2026-05-31T00:00:00Z"})
}

// A refusal says what is missing, and what is possible without analytics.
func TestNoAccessToAnalytics(t *testing.T) {
	t.Parallel()
	refused := with(t)
	refused.Simulator.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/analytics"})
	broken := with(t)
	broken.Simulator.Inject(simulator.Fault{Kind: simulator.FaultServerError, Path: "/analytics"})
	missing := with(t)
	missing.Simulator.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusNotFound, Path: "/analytics"})
	for tool, arguments := range map[string]string{"get_incident_metrics": `{}`, "get_responder_metrics": `{}`, "list_incident_analytics": `{}`} {
		for _, test := range []struct {
			session *blackbox.Session
			want    []string
		}{
			{with(t, simulator.WithoutAbilities("advanced_reports")), []string{"402", "plan lacks", "you can still list the incidents"}},
			{with(t, simulator.WithoutScopes("analytics.write")), []string{"lacks an OAuth scope that this call needs: analytics.write", "you can still list the incidents"}},
			{refused, []string{"403", "analytics.write, even to read", "you can still list the incidents"}},
			{broken, []string{"PagerDuty failed (500)", "Try again"}},
			{missing, []string{"404"}},
		} {
			sentence := test.session.CallError(tool, arguments)
			for _, want := range test.want {
				if !strings.Contains(sentence, want) {
					t.Errorf("%s: %q does not say %q", tool, sentence, want)
				}
			}
		}
	}
}

// A read-only connection reads analytics, although by POST.
func TestAnalyticsOfAReadOnlyClient(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	for _, tool := range []string{"get_incident_metrics", "get_responder_metrics", "list_incident_analytics"} {
		if list := s.Call(tool, `{}`); list.Len("items") == 0 {
			t.Errorf("%s: %s", tool, list.JSON)
		}
	}
}

// Rows that PagerDuty documents as it likes: nulls, fractions, missing names.
func TestOddMetrics(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `{"data":[{"service_id":"PX","service_name":null,"total_incident_count":2,"mean_seconds_to_resolve":61.7,"mean_seconds_to_first_ack":null,
			"total_interruptions":"x","up_time_pct":"high"},{"total_incident_count":0}]}`)
	})})
	s.Call("get_incident_metrics", `{"by":"service","service_ids":["PX12345"]}`).Expect(map[string]any{
		"items.0.service.id": "PX", "items.0.incidents": 2, "items.0.to_resolve.mean": "1m", "items.0.to_acknowledge": nil, "items.0.up_time_percent": nil, "items.1": nil,
	})
}

// A period without incidents is not left out.
func TestPeriodsWithoutIncidents(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const window = `"since":"2026-09-01","until":"2026-11-22","service_ids":["PSPAYGW"]`
	for every, test := range map[string]struct {
		periods     int
		first, last string
	}{"day": {83, "2026-09-01", "2026-11-22"}, "week": {12, "2026-08-31", "2026-11-16"}, "month": {3, "2026-09-01", "2026-11-01"}} {
		list := s.Call("get_incident_metrics", `{`+window+`,"every":"`+every+`"}`)
		from := list.Column("items", "from")
		if len(from) != test.periods || !slices.IsSorted(from) || from[0] != test.first || from[len(from)-1] != test.last {
			t.Errorf("%s: %d rows: %v", every, len(from), from)
		}
		if zeros := strings.Count(list.JSON, `"incidents":0`); every != "month" && (zeros == 0 || zeros == len(from)) {
			t.Errorf("%s: %s", every, list.JSON)
		}
	}
	groups := s.Call("get_incident_metrics", `{`+window+`,"every":"week","by":"service"}`)
	if !strings.Contains(groups.JSON, "Periods without incidents have no row.") || strings.Contains(groups.JSON, `"incidents":0`) {
		t.Error(groups.JSON)
	}
}
