package simulator_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestStrictness sends mistakes that PagerDuty silently ignores. They are refused with the reason, or ignored if lenient.
func TestStrictness(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		header             header
		reason             string
	}{
		"unknown query parameter":     {"GET", "/incidents?priorities[]=P1", "", header{}, `no query parameter "priorities[]"`},
		"array parameter as a scalar": {"GET", "/incidents?statuses=triggered", "", header{}, `did you mean "statuses[]"?`},
		"scalar parameter twice":      {"GET", "/incidents?sort_by=urgency&sort_by=urgency", "", header{}, "is given 2 times"},
		"unknown include":             {"GET", "/users/me?include[]=secrets", "", header{}, "secrets"},
		"include where there is none": {"GET", "/priorities?include[]=teams", "", header{}, "include[]"},
		"page size over 100":          {"GET", "/incidents?limit=101", "", header{}, "limit must be 1 to 100"},
		"unknown status":              {"GET", "/incidents?statuses[]=open", "", header{}, "triggered, acknowledged, resolved"},
		"other Accept":                {"GET", "/incidents", "", header{"Accept", "application/json"}, "Accept"},
		"missing Accept":              {"GET", "/incidents", "", header{"Accept", "*/*"}, "Accept"},
		"other version":               {"GET", "/incidents", "", header{"Accept", "application/vnd.pagerduty+json;version=3"}, "Accept"},
		"other Content-Type":          {"POST", noteOf, `{"note":{"content":"x"}}`, header{"Content-Type", "text/plain"}, "Content-Type"},
		"unknown body member":         {"POST", noteOf, `{"note":{"content":"x","colour":"red"}}`, header{}, `unknown body member "note.colour"`},
		"unknown root member":         {"POST", noteOf, `{"note":{"content":"x"},"extra":1}`, header{}, `unknown body member "extra"`},
		"unknown nested member": {"POST", "/incidents", `{"incident":{"type":"incident","title":"x",
			"service":{"id":"PSCHKAP","type":"service_reference","name":"Checkout API"}}}`, header{}, `unknown body member "incident.service.name"`},
		"type of a reference": {"POST", "/incidents", `{"incident":{"type":"incident","title":"x","service":{"id":"PSCHKAP","type":"service"}}}`,
			header{}, "service_reference"},
		"grouping parameters of a service": {"PUT", "/services/PSSTORE", `{"service":{"type":"service","alert_grouping_parameters":{"type":"time"}}}`, header{}, "alert_grouping_settings"},
		"type of a service":                {"PUT", "/services/PSSTORE", `{"service":{"name":"x"}}`, header{}, "service.type must be service"},
		"type of a team":                   {"PUT", "/teams/PTCHECK", `{"team":{"name":"x"}}`, header{}, "team.type must be team"},
		"unknown member of a team member":  {"PUT", "/teams/PTCHECK/users/PUDIEGO", `{"role":"manager","since":"now"}`, header{}, `unknown body member "since"`},
		"unknown member of an override":    {"POST", overridesOf, `{"overrides":[{"start":"2026-10-15","end":"2026-10-16","user":{"id":"PUDIEGO","type":"user_reference"},"why":"x"}]}`, header{}, `unknown body member "overrides.why"`},
		"single override":                  {"POST", overridesOf, `{"override":` + anOverride("15T00:00", "16T00:00", "PUDIEGO") + `}`, header{}, "deprecated"},
		"service filter of on-calls":       {"GET", "/oncalls?service_ids[]=PSCHKAP", "", header{}, `no query parameter "service_ids[]"`},
		"offset of grouping settings":      {"GET", groupingSettings + "?offset=0", "", header{}, `no query parameter "offset"`},
		"page size of grouping settings":   {"GET", groupingSettings + "?limit=1000", "", header{}, "limit must be 1 to 100"},
		"member of another grouping type":  {"PUT", groupingSettings + "/PGSCANN", `{"alert_grouping_setting":{"config":{"timeout":60,"aggregate":"all"}}}`, header{}, "does not belong"},
		"unknown member of a rule":         {"PUT", routerPath, router(`{"actions":{"route_to":"unrouted"},"colour":1}`), header{}, `unknown body member "orchestration_path.sets.rules.colour"`},
		"total of orchestrations":          {"GET", "/event_orchestrations?total=true", "", header{}, `no query parameter "total"`},
		"team without a root":              {"PUT", "/teams/PTCHECK", `{"name":"x"}`, header{}, `unknown body member "name"`},
		"status that follows":              {"PUT", "/services/PSSTORE", `{"service":{"type":"service","status":"critical"}}`, header{}, "active or disabled"},
		"type of an incident":              {"PUT", "/incidents/Q2CHECKOUTLATE", `{"incident":{"title":"x"}}`, header{}, "incident or incident_reference"},
		"null among teams": {"PUT", "/escalation_policies/PECHECK", `{"escalation_policy":{"type":"escalation_policy","teams":[{"id":"PTCHECK","type":"team_reference"},null]}}`,
			header{}, "escalation_policy.teams must not contain null"},
		"null among targets": {"PUT", "/escalation_policies/PECHECK", `{"escalation_policy":{"type":"escalation_policy","escalation_rules":[
			{"escalation_delay_in_minutes":5,"targets":[null,{"id":"PUDIEGO","type":"user_reference"}]}]}}`, header{}, "targets must not contain null"},
		"null among maintained services": {"PUT", "/maintenance_windows/PWCOUN2", `{"maintenance_window":{"type":"maintenance_window","services":[null,{"id":"PSORDER","type":"service_reference"}]}}`,
			header{}, "maintenance_window.services must not contain null"},
		"null among grouped services": {"PUT", groupingSettings + "/PGSCANN", `{"alert_grouping_setting":{"services":[{"id":"PSSCANN","type":"service_reference"},null]}}`,
			header{}, "alert_grouping_setting.services must not contain null"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newAPI(t).refused(400, 2001, c.reason, c.method, c.path, c.body, c.header)
			if status, answer := newAPI(t, simulator.Lenient()).do(c.method, c.path, c.body, c.header); status > 299 {
				t.Errorf("lenient: %d %v", status, answer)
			}
		})
	}
}

// TestLenientTakesMore: requests that PagerDuty refuses with another code, or accepts only with some keys.
func TestLenientTakesMore(t *testing.T) {
	t.Parallel()
	strict, lenient := newAPI(t), newAPI(t, simulator.Lenient())
	note := `{"note":{"content":"x"}}`
	strict.refused(400, 2016, "From", "POST", noteOf, note, header{"From", ""})
	_, written := lenient.do("POST", noteOf, note, header{"From", ""})
	lenient.equal(written, "note.user.id", "PUAMARA")
	lenient.refused(400, 2016, "From", "POST", noteOf, note, header{"From", ""}, header{"Authorization", "Token token=" + simulator.AccountKey})
	lenient.refused(400, 1008, "no user", "POST", noteOf, note, header{"From", "nobody@lanternfield.example"})

	strict.refused(404, 2100, "not with GET", "GET", noteOf+"/", "")
	lenient.ok("GET", noteOf+"/", "")
	lenient.refused(404, 2100, "not with GET", "GET", noteOf+"//", "")

	lenient.equal(lenient.ok("POST", "/teams", `{"name":"Mobile"}`), "team.name", "Mobile")
	lenient.refused(400, 2001, "is required", "POST", "/teams", `{}`)
	_, integration := lenient.do("POST", "/services/PSSTORE/integrations", `{"integration":{"type":"events_api_v2_inbound_integration"}}`)
	path := "/services/PSSTORE/integrations/" + integration.at("integration.id").(string)
	lenient.equal(lenient.ok("PUT", path, `{"name":"x"}`), "integration.name", "x")
	lenient.equal(lenient.ok("PUT", "/services/PSSTORE", `{"service":{"status":"maintenance"}}`), "service.status", "warning")
}

const noteOf = "/incidents/Q2CHECKOUTLATE/notes"

// TestRefusedAlways sends requests that PagerDuty refuses as well.
func TestRefusedAlways(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		status, code       int
		reason             string
	}{
		"no JSON":               {"POST", noteOf, `note`, 400, 2001, "not the JSON"},
		"empty body":            {"POST", noteOf, " ", 400, 2001, "empty"},
		"two bodies":            {"POST", noteOf, `{"note":{"content":"x"}} {}`, 400, 2001, "something follows"},
		"wrong type":            {"POST", noteOf, `{"note":{"content":5}}`, 400, 2001, `"note.content"`},
		"missing root":          {"POST", noteOf, `{}`, 400, 2001, "note.content"},
		"empty note":            {"POST", noteOf, `{"note":{"content":"  "}}`, 400, 2001, "empty"},
		"long note":             {"POST", noteOf, `{"note":{"content":"` + strings.Repeat("é", 2001) + `"}}`, 400, 2001, "2000"},
		"huge body":             {"POST", noteOf, strings.Repeat(" ", 1<<20) + "{}", 413, 2001, "1 MiB"},
		"bad id":                {"GET", "/incidents/a%20b", "", 400, 2001, "not an id"},
		"path in an id":         {"GET", "/teams/..%2Fservices%2FPSCHKAP", "", 400, 2001, "not an id"},
		"empty id":              {"GET", "/incidents/", "", 400, 2001, "not an id"},
		"unknown path":          {"GET", "/incident", "", 404, 2100, "no such path"},
		"unknown method":        {"DELETE", "/incidents", "", 404, 2100, "not with DELETE"},
		"unknown incident":      {"GET", "/incidents/QNOTTHERE00000", "", 404, 2100, "no incident has the id"},
		"unknown number":        {"GET", "/incidents/99", "", 404, 2100, "no incident"},
		"unknown user":          {"GET", "/users/PNOBODY", "", 404, 2100, "no user"},
		"unknown service":       {"GET", "/services/PNOTHIN", "", 404, 2100, "no service"},
		"unknown policy":        {"GET", "/escalation_policies/PNOTHIN", "", 404, 2100, "no escalation policy"},
		"unknown schedule":      {"GET", "/schedules/PNOTHIN", "", 404, 2100, "no schedule"},
		"unknown team":          {"GET", "/teams/PNOTHIN", "", 404, 2100, "no team"},
		"number for an update":  {"PUT", "/incidents/4200", `{"incident":{"type":"incident"}}`, 404, 2100, "no incident has the id 4200"},
		"negative offset":       {"GET", "/users?offset=-1", "", 400, 2001, "offset"},
		"limit 0":               {"GET", "/users?limit=0", "", 400, 2001, "limit"},
		"limit in words":        {"GET", "/users?limit=ten", "", 400, 2001, "integer"},
		"total in words":        {"GET", "/users?total=yes", "", 400, 2001, "true or false"},
		"beyond 10,000":         {"GET", "/users?offset=9990&limit=25", "", 400, 2001, "10000"},
		"offset that overflows": {"GET", "/users?offset=9223372036854775807", "", 400, 2001, "10000"},
		"empty array value":     {"GET", "/incidents?service_ids[]=", "", 400, 2001, "service_ids[]"},
		"time zone":             {"GET", "/incidents?time_zone=Mars/Base", "", 400, 2001, "Mars/Base"},
		"past limit":            {"GET", "/incidents/Q2CHECKOUTLATE/past_incidents?limit=1000", "", 400, 2001, "999"},
		"change limit":          {"GET", "/incidents/Q2CHECKOUTLATE/related_change_events?limit=0", "", 400, 2001, "limit"},
		"unknown setting":       {"GET", groupingSettings + "/PNOTHIN", "", 404, 2100, "no alert grouping setting"},
		"unknown members":       {"GET", "/teams/PNOTHIN/members", "", 404, 2100, "no team"},
		"team that owns":        {"DELETE", "/teams/PTCHECK", "", 400, 6006, "associated"},
		"read-only member":      {"PUT", "/teams/PTCHECK/users/PUNADIA", "", 400, 2001, "read-only"},
		"shift-based schedule":  {"GET", "/schedules/PSHIFT1", "", 400, 2001, "/v3/schedules"},
		"no overrides":          {"POST", overridesOf, `{"overrides":[]}`, 400, 2001, "at least one"},
		"far ahead":             {"GET", "/oncalls?until=2027-06-01T00:00:00Z", "", 400, 2005, "90 days"},
		"name that is taken":    {"PUT", "/services/PSSTORE", `{"service":{"type":"service","name":"Checkout API"}}`, 400, 2001, "Name has already been taken"},
		"order of services":     {"GET", "/services?sort_by=age", "", 400, 2001, "name:desc"},
		"order of alerts":       {"GET", "/incidents/Q2CHECKOUTLATE/alerts?sort_by=age", "", 400, 2001, "resolved_at"},
	} {
		for mode, options := range map[string][]simulator.Option{"strict": nil, "lenient": {simulator.Lenient()}} {
			t.Run(name+"/"+mode, func(t *testing.T) {
				t.Parallel()
				newAPI(t, options...).refused(c.status, c.code, c.reason, c.method, c.path, c.body)
			})
		}
	}
}
