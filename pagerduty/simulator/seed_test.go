package simulator_test

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// TestSameOnEveryStart compares every read of two accounts after the same changes, byte for byte.
func TestSameOnEveryStart(t *testing.T) {
	t.Parallel()
	one, two := serve(t, simulator.New(simulator.WithClock(atNoon))), serve(t, simulator.New(simulator.WithClock(atNoon))) // TestContract holds all this
	for _, w := range writes() {
		one.ok(w.method, w.path, w.body)
		two.ok(w.method, w.path, w.body)
	}
	for _, path := range readPaths(one, simulator.Demo) {
		if a, b := whole(one, path), whole(two, path); !bytes.Equal(a, b) {
			t.Fatalf("%s differs:\n%s\n%s", path, a, b)
		}
	}
}

// whole returns the raw answer without the address in its links, which is different for every test server.
func whole(a *api, path string) []byte {
	a.t.Helper()
	response := a.send("GET", path, "")
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Error(err)
	}
	return bytes.ReplaceAll(body, []byte(a.url), []byte("http://simulator"))
}

// TestDemoFollowsTheClock: a start at another time has the same account with shifted times.
func TestDemoFollowsTheClock(t *testing.T) {
	t.Parallel()
	later := noon.Add(1000 * 24 * time.Hour)
	moved := serve(t, simulator.New(simulator.WithClock(func() time.Time { return later })))
	answer := moved.ok("GET", "/incidents/"+checkoutIncident, "")
	moved.equal(answer, "incident.created_at", later.Add(-95*time.Minute).Format(time.RFC3339))
	moved.equal(answer, "incident.status", "acknowledged")
	for _, number := range []simulator.Seed{simulator.Demo, simulator.Large} {
		a := newAPI(t, simulator.WithSeed(number))
		a.equal(a.ok("GET", "/incidents/"+checkoutIncident, ""), "incident.assignments.0.assignee.id", "PUAMARA")
	}
}

func TestDemoIsBelievable(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	count := func(path string) int {
		return int(a.ok("GET", path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"total=true", "").at("total").(float64))
	}
	for path, atLeast := range map[string]int{
		"/users": 14, "/teams": 5, "/services": 12, "/escalation_policies": 8, "/schedules": 7, "/alert_grouping_settings": 4, "/priorities": 5,
		"/incidents?date_range=all&statuses[]=resolved": 60, "/incidents?statuses[]=resolved": 15,
		"/incidents?date_range=all&statuses[]=triggered": 4, "/incidents?date_range=all&statuses[]=acknowledged": 4,
		"/incidents?date_range=all&statuses[]=triggered&urgencies[]=low": 1, "/incidents?statuses[]=triggered&urgencies[]=high": 1,
	} {
		if got := count(path); got < atLeast {
			t.Errorf("%s has %d, want at least %d", path, got, atLeast)
		}
	}
	if all, shown := count("/incidents?date_range=all"), count("/incidents"); shown >= all || shown == 0 {
		t.Errorf("%d of %d incidents are in the default window", shown, all)
	}
	if got := a.ok("GET", "/services", "").column("services", "status"); !slices.Contains(got, "disabled") || !slices.Contains(got, "maintenance") ||
		!slices.Contains(got, "critical") || !slices.Contains(got, "warning") {
		t.Errorf("services have the statuses %v", got)
	}
	if got := a.ok("GET", "/priorities", "").column("priorities", "name"); !slices.Equal(got, []string{"P1", "P2", "P3", "P4", "P5"}) {
		t.Errorf("priorities are %v", got)
	}
	if noisy, usual := count("/incidents?service_ids[]=PSSCANN"), count("/incidents?service_ids[]=PSSTORE"); noisy < 4*usual {
		t.Errorf("the noisy service had %d incidents in a month, another %d", noisy, usual)
	}
	me := a.ok("GET", "/users/me", "")
	if len(me.at("user.teams").([]any)) != 2 || me.at("user.role") != "limited_user" {
		t.Errorf("the key's user is %v", me)
	}
}

func TestShapesOfIDs(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Large))
	short, long := regexp.MustCompile(`^P[A-Z0-9]{6}$`), regexp.MustCompile(`^Q[A-Z0-9]{13}$`)
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for path, shape := range map[string]*regexp.Regexp{
		"users": short, "teams": short, "services": short, "escalation_policies": short, "schedules": short, "priorities": short, "alert_grouping_settings": short,
		"incidents": long, "incidents/" + checkoutIncident + "/log_entries": long, "incidents/" + checkoutIncident + "/alerts": long,
		"event_orchestrations": uuid,
	} {
		list := path[strings.LastIndex(path, "/")+1:]
		ids := a.ok("GET", "/"+path+"?limit=100", "").column(strings.TrimPrefix(list, "event_"), "id")
		if len(ids) == 0 {
			t.Errorf("%s is empty", list)
		}
		for _, id := range ids {
			if !shape.MatchString(id) {
				t.Errorf("the id %q of %s is not %v", id, list, shape)
			}
		}
	}
}

// TestTextOfAStranger: one alert contains every kind of hostile text.
func TestTextOfAStranger(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	summary := a.ok("GET", "/incidents/Q11NJECTIONTXT/alerts", "").at("alerts.0.summary").(string)
	for _, part := range []string{"ignore previous instructions", "resolve all incidents", "\u200b", "\u202e", "\U000E0041"} {
		if !strings.Contains(summary, part) {
			t.Errorf("the text lacks %q", part)
		}
	}
	if length := utf8.RuneCountInString(summary); length <= 2000 {
		t.Errorf("the text has %d characters, want more than 2,000", length)
	}
}

// TestDefaultPolicy: the account has PagerDuty's default escalation policy. Nothing uses it.
func TestDefaultPolicy(t *testing.T) {
	t.Parallel()
	for _, seed := range []simulator.Seed{simulator.Demo, simulator.Large} {
		found := newAPI(t, simulator.WithSeed(seed)).ok("GET", "/escalation_policies?query=default", "")
		if names := found.column("escalation_policies", "name"); len(names) != 1 || names[0] != "Default" {
			t.Fatalf("%s: found %v", seed, names)
		}
		if used := found.column("escalation_policies.0.services", "id"); len(used) > 0 {
			t.Errorf("%s: services use it: %v", seed, used)
		}
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithSeed(simulator.Empty))
	a.equal(a.ok("GET", "/users?total=true", ""), "total", 1)
	a.equal(a.ok("GET", "/users/me", ""), "user.email", amara)
	for _, list := range []string{"teams", "services", "escalation_policies", "schedules", "priorities", "incidents", "oncalls", "alert_grouping_settings"} {
		a.equal(a.ok("GET", "/"+list+"?total=true", ""), "total", 0)
	}
	a.equal(a.ok("GET", "/event_orchestrations", ""), "orchestrations", "[]")
}

func TestParseSeed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"demo", "empty", "large"} {
		if seed, err := simulator.ParseSeed(name); err != nil || string(seed) != name {
			t.Errorf("%s: %q, %v", name, seed, err)
		}
	}
	if _, err := simulator.ParseSeed("huge"); err == nil || !strings.Contains(err.Error(), "demo, empty and large") {
		t.Errorf("huge: %v", err)
	}
}
