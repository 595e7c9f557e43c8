package simulator_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestIncidentStorm(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithScenario(simulator.IncidentStorm))
	storm := a.ok("GET", "/incidents?limit=100&statuses[]=triggered&since=2026-10-14T11:49:00Z&sort_by=created_at", "")
	ids, services := storm.column("incidents", "id"), storm.column("incidents", "service.id")
	slices.Sort(services)
	if services = slices.Compact(services); len(ids) != 37 || len(services) != 8 || ids[0] != "Q1STORMDNSROOT" {
		t.Errorf("%d incidents on %v, the first is %s", len(ids), services, ids[0])
	}
	keys := map[string]bool{}
	for n := range ids {
		a.equal(storm, fmt.Sprintf("incidents.%d.incident_number", n), 4201+n)
		alerts := a.ok("GET", "/incidents/"+ids[n]+"/alerts", "")
		key := storm.at(fmt.Sprintf("incidents.%d.incident_key", n)).(string)
		for _, alertKey := range alerts.column("alerts", "alert_key") {
			if keys[alertKey] || !strings.HasPrefix(key, "storm/") || !strings.HasPrefix(alertKey, key+"/") {
				t.Errorf("an alert of %s with the key %q has the key %q", ids[n], key, alertKey)
			}
			keys[alertKey] = true
		}
		for _, resolver := range alerts.column("alerts", "body.details.resolver") {
			if resolver != "169.254.20.10" {
				t.Errorf("an alert of %s does not name the cause: %v", ids[n], alerts)
			}
		}
		changes := strings.Join(a.ok("GET", "/incidents/"+ids[n]+"/related_change_events", "").column("change_events", "summary"), "; ")
		if !strings.Contains(changes, "node-local DNS cache 1.23.0") {
			t.Errorf("the change events of %s are %s", ids[n], changes)
		}
	}
	change := a.ok("GET", "/incidents/Q1STORMDNSROOT/related_change_events", "")
	a.equal(change, "change_events.0.timestamp", "2026-10-14T11:47:00Z")
	a.equal(change, "change_events.0.correlation_reason.reason", "intelligent")
	if got := a.ok("GET", "/incidents/Q1STORMDNSROOT/related_incidents", "").column("related_incidents", "incident.id"); len(got) != 7 {
		t.Errorf("related to the first are %v", got)
	}
	if got := storm.column("incidents", "urgency"); !slices.Contains(got, "low") || !slices.Contains(got, "high") {
		t.Errorf("urgencies are %v", got)
	}
}

func TestNobodyOnCall(t *testing.T) {
	t.Parallel()
	clock := noon
	a := newAPI(t, simulator.WithScenario(simulator.NobodyOnCall), simulator.WithClock(func() time.Time { return clock }))
	a.equal(a.ok("GET", "/services/PSREFND", ""), "service.escalation_policy.id", "PEREFUN")
	a.equal(a.ok("GET", "/oncalls?escalation_policy_ids[]=PEREFUN&total=true", ""), "total", 0)
	if got := a.ok("GET", "/oncalls?escalation_policy_ids[]=PEREFUN&since=2026-10-14T08:00:00Z", "").column("oncalls", "end"); !slices.Equal(got, []string{"2026-10-14T10:00:00Z"}) {
		t.Errorf("the last shift ends at %v", got)
	}
	orphan := a.ok("GET", "/incidents/Q1REFUNDORPHAN", "")
	a.equal(orphan, "incident.status", "triggered")
	a.equal(orphan, "incident.assignments", "[]")
	a.equal(orphan, "incident.incident_number", 4201)
	a.refused(400, 1015, "nobody is on call", "PUT", "/incidents/Q1REFUNDORPHAN", `{"incident":{"type":"incident_reference","escalation_level":1}}`)
	a.ok("POST", "/schedules/PSREFUN/overrides", `{"overrides":[{"start":"2026-10-14T12:00:00Z","end":"2026-10-14T20:00:00Z","user":{"id":"PUAMARA","type":"user_reference"}}]}`)
	a.equal(a.ok("GET", "/oncalls?escalation_policy_ids[]=PEREFUN", ""), "oncalls.0.user.id", "PUAMARA")
	a.ok("PUT", "/incidents/Q1REFUNDORPHAN", `{"incident":{"type":"incident_reference","escalation_level":1}}`)
}

func TestRateLimited(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithScenario(simulator.RateLimited), simulator.WithSeed(simulator.Empty))
	for n := range 7 {
		response, body, _ := a.read("/users/me")
		if limited := n < 5; limited != (response.StatusCode == 429) || limited && (response.Header.Get("ratelimit-reset") != "1" || !strings.Contains(body, "2020")) {
			t.Errorf("request %d: %d %v %s", n, response.StatusCode, response.Header, body)
		}
	}
}

// TestScenariosLeaveTheSeedAlone: the records of the demo have the same ids, numbers and times with a scenario.
func TestScenariosLeaveTheSeedAlone(t *testing.T) {
	t.Parallel()
	plain := serve(t, simulator.New(simulator.WithClock(atNoon)))
	all := newAPI(t, simulator.WithScenario(simulator.IncidentStorm), simulator.WithScenario(simulator.NobodyOnCall))
	for _, path := range readPaths(plain, simulator.Demo) {
		if id, ok := strings.CutPrefix(path, "/incidents/Q"); ok && !strings.Contains(id, "include[]") {
			if a, b := string(whole(plain, path)), string(whole(all, path)); a != b {
				t.Errorf("%s differs:\n%s\n%s", path, a, b)
			}
		}
	}
	if got := all.ok("GET", "/incidents/4201", ""); got.at("incident.id") != "Q1REFUNDORPHAN" {
		t.Errorf("4201 is %v", got.at("incident.id"))
	}
	all.equal(all.ok("GET", "/incidents/4202", ""), "incident.id", "Q1STORMDNSROOT")
}

// TestScenariosKeepTheContract reads all records that the scenarios add.
func TestScenariosKeepTheContract(t *testing.T) {
	t.Parallel()
	a, _ := held(t, simulator.New(simulator.WithClock(atNoon), simulator.WithScenario(simulator.IncidentStorm, simulator.NobodyOnCall)))
	const recent = "/incidents?limit=100&since=2026-10-14T11:30:00Z"
	for _, path := range []string{
		recent, recent + "&include[]=agents&include[]=services&include[]=escalation_policies&include[]=first_trigger_log_entries&include[]=priorities",
		"/services?include[]=integrations", "/escalation_policies?include[]=targets", "/schedules", "/oncalls?limit=100&since=2026-10-14T08:00:00Z",
	} {
		a.ok("GET", path, "")
	}
	for _, id := range a.ok("GET", recent, "").column("incidents", "id")[:9] { // the orphan and one of each service
		for _, part := range []string{"", "/notes", "/log_entries", "/alerts", "/related_change_events", "/past_incidents", "/related_incidents", "/outlier_incident"} {
			a.ok("GET", "/incidents/"+id+part, "")
		}
	}
	for _, path := range []string{"/schedules/PSREFUN", "/escalation_policies/PEREFUN", "/services/PSREFND", "/schedules/PSREFUN/users"} {
		a.ok("GET", path, "")
	}
}

func TestParseScenario(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		seed  simulator.Seed
		wrong string
	}{
		{"incident-storm", simulator.Demo, ""},
		{"nobody-on-call", simulator.Large, ""},
		{"rate-limited", simulator.Empty, ""},
		{"incident-storm", simulator.Empty, "needs the people and services of the seed demo or large"},
		{"storm", simulator.Demo, "incident-storm, nobody-on-call and rate-limited"},
	} {
		got, err := simulator.ParseScenario(c.name, c.seed)
		if c.wrong == "" && (err != nil || string(got) != c.name) || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}
