package simulator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const checkoutIncident = "Q2CHECKOUTLATE"

// TestListIncidentsFilters checks that a filter lists all matching incidents and no others.
func TestListIncidentsFilters(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	all := a.ok("GET", "/incidents?date_range=all&limit=100", "").at("incidents").([]any)
	month := noon.AddDate(0, -1, 0)
	for query, fits := range map[string]func(object) bool{
		"":                                   func(i object) bool { return created(t, i).After(month) },
		"?date_range=all":                    func(object) bool { return true },
		"?statuses[]=triggered":              func(i object) bool { return i["status"] == "triggered" && created(t, i).After(month) },
		"?statuses[]=resolved":               func(i object) bool { return i["status"] == "resolved" && created(t, i).After(month) },
		"?since=2026-08-01":                  func(i object) bool { return i["created_at"].(string)[:7] == "2026-08" }, // no more than a month
		"?since=2027-01-01":                  func(object) bool { return false },
		"?since=2026-08-01&until=2026-09-01": func(i object) bool { return i["created_at"].(string)[:7] == "2026-08" },
		"?until=2026-09-14T00:00:00%2B02:00": func(i object) bool {
			until := time.Date(2026, 9, 13, 22, 0, 0, 0, time.UTC)
			return created(t, i).Before(until) && created(t, i).After(until.AddDate(0, -1, 0))
		},
		"?date_range=all&statuses[]=triggered&statuses[]=acknowledged": func(i object) bool { return i["status"] != "resolved" },
		"?date_range=all&since=2026-08-01&until=2026-08-02":            func(object) bool { return true },
		"?date_range=all&urgencies[]=low":                              func(i object) bool { return i["urgency"] == "low" },
		"?date_range=all&service_ids[]=PSCHKAP&service_ids[]=PSPGDBS": func(i object) bool {
			return i.at("service.id") == "PSCHKAP" || i.at("service.id") == "PSPGDBS"
		},
		"?date_range=all&team_ids[]=PTDATAE":               func(i object) bool { return i.at("teams.0.id") == "PTDATAE" },
		"?date_range=all&priority_ids[]=PPRIOR1":           func(i object) bool { return i.at("priority.name") == "P1" },
		"?date_range=all&user_ids[]=PUAMARA":               func(i object) bool { return i.at("assignments.0.assignee.id") == "PUAMARA" },
		"?date_range=all&incident_type_ids[]=PINCDEF":      func(object) bool { return true },
		"?date_range=all&incident_type_ids[]=PMAJORI":      func(object) bool { return false },
		"?incident_key=checkout-api/latency-p99/eu-west-1": func(i object) bool { return i["id"] == checkoutIncident },
		"?service_ids[]=PNOTHING":                          func(object) bool { return false },
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			var want []string
			for _, i := range all {
				if fits(i.(map[string]any)) {
					want = append(want, i.(map[string]any)["id"].(string))
				}
			}
			separator := "?"
			if query != "" {
				separator = query + "&"
			}
			if got := a.ok("GET", "/incidents"+separator+"limit=100", "").column("incidents", "id"); !slices.Equal(got, want) {
				t.Errorf("got %v\nwant %v", got, want)
			}
		})
	}
}

func created(t *testing.T, i object) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, i["created_at"].(string))
	if err != nil {
		t.Error(err)
	}
	return at
}

func TestListIncidentsOrder(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for sort, column := range map[string]struct {
		member     string
		descending bool
	}{
		"":                          {"created_at", false},
		"&sort_by=created_at":       {"created_at", false},
		"&sort_by=created_at:desc":  {"created_at", true},
		"&sort_by=incident_number":  {"incident_number", false},
		"&sort_by=resolved_at:desc": {"resolved_at", true},
		"&sort_by=urgency:asc":      {"urgency", true}, // low before high, unlike in alphabetical order
		"&sort_by=urgency:desc":     {"urgency", false},
		"&sort_by=incident_number:desc,created_at:asc": {"incident_number", true},
	} {
		values := a.ok("GET", "/incidents?limit=100&statuses[]=resolved"+sort, "").column("incidents", column.member)
		if column.descending {
			slices.Reverse(values)
		}
		if len(values) < 10 || !slices.IsSorted(values) {
			t.Errorf("%s: %v", sort, values)
		}
	}
	both := a.ok("GET", "/incidents?limit=100&sort_by=urgency:desc,created_at:desc", "")
	var keys []string
	for n, urgency := range both.column("incidents", "urgency") {
		keys = append(keys, map[string]string{"high": "1", "low": "0"}[urgency]+both.column("incidents", "created_at")[n])
	}
	slices.Reverse(keys)
	if !slices.IsSorted(keys) {
		t.Errorf("two fields: %v", keys)
	}
}

func TestListIncidentsRefuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for query, c := range map[string]struct {
		code   int
		reason string
	}{
		"since=2026-01-01&until=2026-07-02":  {2005, "6 months"},
		"since=2026-10-10&until=2026-10-09":  {2004, "before until"},
		"since=yesterday":                    {2001, "ISO 8601"},
		"date_range=month":                   {2001, "date_range"},
		"sort_by=title":                      {2001, "incident_number, created_at"},
		"sort_by=urgency:up":                 {2001, "asc or desc"},
		"sort_by=urgency,created_at,urgency": {2001, "two fields"},
	} {
		a.refused(400, c.code, c.reason, "GET", "/incidents?"+query, "")
	}
	a.ok("GET", "/incidents?since=2026-04-14T12:00:00Z&until=2026-10-14T12:00:00Z", "")
}

func TestIncludeReplacesReferences(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for include, path := range map[string]string{
		"services": "service", "escalation_policies": "escalation_policy", "teams": "teams.0", "assignees": "assignments.0.assignee",
		"acknowledgers": "acknowledgements.0.acknowledger", "agents": "last_status_change_by", "first_trigger_log_entries": "first_trigger_log_entry",
	} {
		plain := a.ok("GET", "/incidents/"+checkoutIncident, "").at("incident." + path + ".type")
		full := a.ok("GET", "/incidents/"+checkoutIncident+"?include[]="+include, "").at("incident." + path + ".type")
		if kind, isReference := strings.CutSuffix(plain.(string), "_reference"); !isReference || full != kind {
			t.Errorf("%s: %v becomes %v", include, plain, full)
		}
	}
	for include, member := range map[string]string{"conference_bridge": "conference_bridge.conference_url", "custom_fields": "custom_fields.0.value"} {
		if a.ok("GET", "/incidents/"+checkoutIncident, "").at("incident."+member) != nil {
			t.Errorf("%s comes without include[]", member)
		}
		if a.ok("GET", "/incidents/"+checkoutIncident+"?include[]="+include, "").at("incident."+member) == nil {
			t.Errorf("%s does not come with include[]", member)
		}
	}
	a.refused(400, 2001, "custom_fields", "GET", "/incidents?include[]=custom_fields", "")
}

func TestGetIncidentByNumber(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	answer := a.ok("GET", "/incidents/4200", "")
	a.equal(a.ok("GET", "/incidents/"+answer.at("incident.id").(string), ""), "incident.incident_number", 4200)
	a.refused(404, 2100, "no incident", "GET", "/incidents/4200/notes", "")
}

func TestTimeZone(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Demo))
	utc := a.ok("GET", "/incidents?limit=1", "").at("incidents.0")
	tokyo := a.ok("GET", "/incidents?limit=1&time_zone=Asia/Tokyo", "").at("incidents.0")
	if !strings.HasSuffix(tokyo.(map[string]any)["created_at"].(string), "+09:00") || !created(t, utc.(map[string]any)).Equal(created(t, tokyo.(map[string]any))) {
		t.Errorf("%v and %v", utc, tokyo)
	}
}
