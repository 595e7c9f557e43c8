package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const analytics = "/analytics/"

// ofCheckout is a query about a team; more are further members.
func ofCheckout(more string) string { return `{"filters":{"team_ids":["PTCHECK"]}` + more + `}` }

// asAccount sends a query with the account's key, which needs no filter.
func asAccount(a *api, path, body string) object {
	a.t.Helper()
	status, answer := a.do("POST", analytics+path, body, header{"Authorization", "Token token=" + simulator.AccountKey})
	if status != 200 {
		a.t.Fatalf("%s %s: %d %v", path, body, status, answer)
	}
	return answer
}

// sum adds a member of all rows.
func sum(answer object, member string) int {
	total := 0
	for _, row := range answer.at("data").([]any) {
		value, _ := row.(map[string]any)[member].(float64)
		total += int(value)
	}
	return total
}

// The numbers of all groups and periods add up to those of the account, and to those of the incidents.
func TestAnalyticsAddUp(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	all, raw := asAccount(a, "metrics/incidents/all", `{}`), asAccount(a, "raw/incidents", `{"limit":1000}`)
	for member, ofIncident := range map[string]string{
		"total_incident_count": "", "total_interruptions": "total_interruptions", "total_sleep_hour_interruptions": "sleep_hour_interruptions", "total_notifications": "total_notifications",
		"total_escalation_count": "escalation_count", "total_engaged_seconds": "engaged_seconds", "total_snoozed_seconds": "snoozed_seconds",
	} {
		want := sum(all, member)
		if ofIncident == "" && (want != len(raw.at("data").([]any)) || want < 90) || ofIncident != "" && want != sum(raw, ofIncident) {
			t.Errorf("%s is %d, and of the incidents %d", member, want, sum(raw, ofIncident))
		}
		for _, path := range []string{"services", "teams", "escalation_policies"} {
			for _, unit := range []string{"", `"aggregate_unit":"day"`, `"aggregate_unit":"month","time_zone":"Asia/Tokyo"`} {
				if got := sum(asAccount(a, "metrics/incidents/"+path, `{`+unit+`}`), member); got != want {
					t.Errorf("%s by %s %s is %d, want %d", member, path, unit, got, want)
				}
			}
		}
	}
	hours := 0
	for _, kind := range []string{"business", "off", "sleep"} {
		hours += sum(all, "total_"+kind+"_hour_interruptions")
	}
	if hours != sum(all, "total_interruptions") {
		t.Errorf("%d interruptions by hours, %d in all", hours, sum(all, "total_interruptions"))
	}
}

// One incident: acknowledged after 4 minutes, joined by another user after 18, still open.
func TestAnalyticsOfAnIncident(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	found := a.ok("POST", analytics+"raw/incidents", `{"filters":{"service_ids":["PSCHKAP"],"created_at_start":"2026-10-14T00:00:00Z"}}`)
	for path, want := range map[string]any{
		"data.0.id": checkoutIncident, "data.1": nil, "data.0.seconds_to_first_ack": 240, "data.0.seconds_to_mobilize": 1080, "data.0.seconds_to_engage": 840, "data.0.seconds_to_resolve": nil,
		"data.0.engaged_user_count": 2, "data.0.joined_user_ids.0": "PUELENA", "data.0.snoozed_seconds": (95 - 28) * 60, "data.0.total_interruptions": 1, "data.0.business_hour_interruptions": 1,
		"data.0.major": true, "more": false, "limit": 25, "data.0.priority_name": "P1", "data.0.team_id": "PTCHECK",
	} {
		a.equal(found, path, want)
	}
	a.ok("PUT", latency, `{"incident":{"type":"incident_reference","status":"resolved"}}`)
	found = a.ok("POST", analytics+"raw/incidents", `{"filters":{"service_ids":["PSCHKAP"],"created_at_start":"2026-10-14T00:00:00Z"}}`)
	a.equal(found, "data.0.seconds_to_resolve", 95*60)
	a.equal(found, "data.0.resolved_by_user_id", "PUAMARA")
	a.equal(found, "data.0.auto_resolved", false)
}

// A phone call interrupts, and an e-mail does not.
func TestAnalyticsOfInterruptions(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok("PUT", latency, `{"incident":{"type":"incident_reference","assignments":[{"assignee":{"id":"PUCHLOE","type":"user_reference"}}]}}`)
	found := a.ok("POST", analytics+"raw/incidents", `{"filters":{"service_ids":["PSCHKAP"],"created_at_start":"2026-10-14T00:00:00Z"}}`)
	for path, want := range map[string]any{"data.0.total_notifications": 2, "data.0.total_interruptions": 1, "data.0.business_hour_interruptions": 1} {
		a.equal(found, path, want)
	}
}

// Who moved an incident decides what it counts as.
func TestAnalyticsOfMoves(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const of = "/incidents/Q5PGREPLICALAG"
	for _, change := range []string{
		`"escalation_level":2`, `"assignments":[{"assignee":{"id":"PUDIEGO","type":"user_reference"}}]`, `"status":"acknowledged"`,
	} {
		a.ok("PUT", of, `{"incident":{"type":"incident_reference",`+change+`}}`)
	}
	row := a.ok("POST", analytics+"raw/incidents", `{"filters":{"service_ids":["PSPGDBS"],"created_at_start":"2026-10-14T00:00:00Z"}}`)
	for member, want := range map[string]any{"manual_escalation_count": 1, "timeout_escalation_count": 0, "reassignment_count": 1} {
		a.equal(row, "data.0."+member, want)
	}
	responders := a.ok("POST", analytics+"metrics/responders/teams", `{"filters":{"team_ids":["PTPLATF"],"responder_ids":["PUDIEGO","PUGRACE"],"date_range_start":"2026-10-14T00:00:00Z"}}`)
	rows := map[string]object{}
	for _, row := range responders.at("data").([]any) {
		rows[fmt.Sprint(row.(map[string]any)["responder_id"])] = row.(map[string]any)
	}
	a.equal(rows["PUGRACE"], "total_incidents_manual_escalated_to", 1)
	a.equal(rows["PUGRACE"], "total_incidents_reassigned_from", 1)
	a.equal(rows["PUDIEGO"], "total_incidents_reassigned_to", 1)
	a.equal(rows["PUDIEGO"], "total_incident_count", 1)
}

// A responder has a row in every team, and the hours on call are those of the schedules.
func TestResponderAnalytics(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const window = `"date_range_start":"2026-10-12T00:00:00Z","date_range_end":"2026-10-14T00:00:00Z"`
	rows := a.ok("POST", analytics+"metrics/responders/teams", `{"filters":{"team_ids":["PTCHECK","PTPLATF"],"responder_ids":["PUAMARA"],`+window+`}}`)
	if got := rows.column("data", "team_id"); !slices.Equal(got, []string{"PTCHECK", "PTPLATF"}) {
		t.Errorf("Amara has rows in %v", got)
	}
	a.equal(rows, "data.0.total_seconds_on_call_level_1", 40*3600) // since Monday at nine in London
	a.equal(rows, "data.1.total_seconds_on_call_level_1", 15*3600) // eight hours a day, the first from nine
	all := a.ok("POST", analytics+"metrics/responders/all", `{"filters":{"team_ids":["PTCHECK","PTPLATF"],`+window+`}}`)
	a.equal(all, "data.1", nil)
	a.equal(all, "data.0.responder_id", nil)
	a.equal(all, "filters.date_range_end", "2026-10-14T00:00:00Z")
}

func TestPagesOfAnalytics(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, order := range []string{``, `,"order":"asc"`, `,"order_by":"seconds_to_resolve"`, `,"order_by":"seconds_to_resolve","order":"asc"`} {
		whole := a.ok("POST", analytics+"raw/incidents", ofCheckout(`,"limit":1000`+order)).column("data", "id")
		var read []string
		for cursor := ""; ; {
			page := a.ok("POST", analytics+"raw/incidents", ofCheckout(`,"limit":7`+order+cursor))
			read = append(read, page.column("data", "id")...)
			if len(read) == 14 {
				before := a.ok("POST", analytics+"raw/incidents", ofCheckout(fmt.Sprintf(`,"limit":3,"ending_before":%q`, page.at("first"))+order))
				if got := before.column("data", "id"); !slices.Equal(got, whole[4:7]) {
					t.Errorf("%s: before the second page are %v, want %v", order, got, whole[4:7])
				}
			}
			if page.at("more") != true {
				break
			}
			cursor = fmt.Sprintf(`,"starting_after":%q`, page.at("last"))
		}
		if !slices.Equal(read, whole) || len(whole) < 15 {
			t.Errorf("%s: read %v, want %v", order, read, whole)
		}
	}
}

func TestPeriodsOfAnalytics(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for unit, want := range map[string]string{"day": "2026-10-14T00:00:00+09:00", "week": "2026-10-12T00:00:00+09:00", "month": "2026-10-01T00:00:00+09:00"} {
		rows := a.ok("POST", analytics+"metrics/incidents/all", ofCheckout(`,"time_zone":"Asia/Tokyo","aggregate_unit":"`+unit+`"`)).column("data", "range_start")
		if !slices.IsSorted(rows) || rows[len(rows)-1] != want {
			t.Errorf("%ss begin at %v, the last should at %s", unit, rows, want)
		}
	}
}

func TestFiltersOfAnalytics(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	all := sum(asAccount(a, "metrics/incidents/all", `{}`), "total_incident_count")
	for filter, want := range map[string]func(int) bool{
		`"urgency":"high"`: nil, `"urgency":"low"`: nil, `"major":true`: nil, `"min_ackowledgements":1`: nil, `"min_ackowledgements":9`: func(n int) bool { return n == 0 },
		`"min_timeout_escalations":1`: nil, `"priority_ids":["PPRIOR1"]`: func(n int) bool { return n == 1 }, `"priority_names":["P1"]`: func(n int) bool { return n == 1 },
		`"escalation_policy_ids":["PECHECK"]`: nil, `"service_ids":["PSSCANN"]`: func(n int) bool { return n == 24 }, `"pd_advance_used":true`: func(n int) bool { return n == 0 },
		`"created_at_start":"2026-10-14T00:00:00Z"`: nil, `"created_at_start":"2026-10-14T12:00:00Z"`: func(n int) bool { return n == 0 },
	} {
		got := sum(asAccount(a, "metrics/incidents/all", `{"filters":{`+filter+`}}`), "total_incident_count")
		if want == nil && (got == 0 || got == all) || want != nil && !want(got) {
			t.Errorf("%s selects %d of %d", filter, got, all)
		}
	}
}

func TestAnalyticsRefusals(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for body, reason := range map[string]string{
		`{}`:                             "team_ids or service_ids",
		`{"filters":{"urgency":"high"}}`: "team_ids or service_ids",
		`{"filters":{"team_ids":["PTCHECK"],"created_at_start":"2025-01-01T00:00:00Z"}}`:                                         "more than a year",
		`{"filters":{"team_ids":["PTCHECK"],"created_at_start":"2026-10-14T00:00:00Z","created_at_end":"2026-10-13T00:00:00Z"}}`: "must not be before",
		`{"filters":{"team_ids":["PTCHECK"],"created_at_start":"yesterday"}}`:                                                    "ISO 8601",
		`{"filters":{"team_ids":["PTCHECK"],"min_acknowledgements":1}}`:                                                          `unknown body member "filters.min_acknowledgements"`,
		`{"filters":{"team_ids":["PTCHECK"],"urgency":"medium"}}`:                                                                "high or low",
		ofCheckout(`,"aggregate_unit":"year"`):                                                                                   "day, week or month",
		ofCheckout(`,"time_zone":"Mars/Base"`):                                                                                   "Mars/Base",
		ofCheckout(`,"order":"up"`):                                                                                              "asc or desc",
		ofCheckout(`,"order_by":"colour"`):                                                                                       "order_by must be one of",
		ofCheckout(`,"starting_after":"x"`):                                                                                      `unknown body member "starting_after"`,
	} {
		a.refused(400, 2001, reason, "POST", analytics+"metrics/incidents/all", body)
	}
	for more, reason := range map[string]string{
		`,"limit":0`: "1 to 1000", `,"limit":1001`: "1 to 1000", `,"starting_after":"x"`: "cursor", `,"order_by":"updated_at"`: "created_at or seconds_to_resolve",
		`,"starting_after":"cmVjb3JkOjQyMDA","ending_before":"cmVjb3JkOjQyMDA"`: "exclude",
	} {
		a.refused(400, 2001, reason, "POST", analytics+"raw/incidents", ofCheckout(more))
	}
	a.refused(400, 2001, "team_ids", "POST", analytics+"metrics/responders/all", `{"filters":{"responder_ids":["PUAMARA"]}}`)
	a.refused(400, 2001, "unknown body member", "POST", analytics+"metrics/responders/all", ofCheckout(`,"aggregate_unit":"day"`))
}

// A smaller plan, and a token with fewer scopes.
func TestNoAccessToAnalytics(t *testing.T) {
	t.Parallel()
	smaller := newAPI(t, simulator.WithoutAbilities("advanced_reports"))
	smaller.refused(402, 2014, "advanced_reports", "POST", analytics+"metrics/incidents/all", ofCheckout(""))
	smaller.refused(402, 2014, "advanced_reports", "GET", "/abilities/advanced_reports", "")
	if got := smaller.ok("GET", "/abilities", "").at("abilities"); strings.Contains(fmt.Sprint(got), "advanced_reports") {
		t.Errorf("the abilities are %v", got)
	}
	narrow := newAPI(t, simulator.WithoutScopes("analytics.write"))
	status, answer := narrow.do("POST", analytics+"raw/incidents", ofCheckout(""))
	if status != 403 || answer.at("error.required_scopes") != "analytics.write" {
		t.Errorf("without the scope: %d %v", status, answer)
	}
	narrow.ok("GET", "/incidents", "")
}

func TestAnalyticsOfAnEmptyAccount(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Empty))
	for _, path := range []string{"raw/incidents", "metrics/incidents/all", "metrics/incidents/services", "metrics/responders/all", "metrics/responders/teams"} {
		a.equal(asAccount(a, path, `{}`), "data", "[]")
	}
}

// A major incident that is open for weeks takes all its time from the up time of its service.
func TestUpTimeDuringALongIncident(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a, _ := held(t, s)
	s.Clock().Advance(40 * 24 * time.Hour)
	row := asAccount(a, "metrics/incidents/services", fmt.Sprintf(`{"filters":{"service_ids":["PSCHKAP"],"created_at_start":%q}}`, atNoon().Add(-3*time.Hour).Format(time.RFC3339)))
	a.equal(row, "data.0.up_time_pct", 0.15) // 85 minutes before it began
}
