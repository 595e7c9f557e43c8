package simulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// control calls the control, which needs no key and no headers.
func (a *api) control(status int, method, path, body string) object {
	a.t.Helper()
	got, answer := a.do(method, "/_simulator/"+path, body, header{"Authorization", ""}, header{"Accept", ""}, header{"Content-Type", ""}, header{"From", ""})
	if got != status {
		a.t.Errorf("%s %s %s: %d %v, want %d", method, path, body, got, answer, status)
	}
	return answer
}

func TestControlOfRequests(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl())
	a.do("GET", "/users/me?x[]=1&x[]=2", "")
	a.ok("POST", noteOf, `{"note":{"content":"A note"}}`)
	a.do("POST", noteOf, `not JSON`)
	all := a.control(200, "GET", "requests", "")
	a.equal(all, "requests.0.status", 400)
	a.equal(all, "requests.0.query", "map[x[]:[1 2]]")
	a.equal(all, "requests.0.body", "<nil>")
	a.equal(all, "requests.0.header.Authorization", "[[redacted]]")
	a.equal(all, "requests.1.body.note.content", "A note")
	a.equal(all, "requests.1.status", 200)
	a.equal(all, "requests.2.body", "not JSON")
	for query, want := range map[string]int{
		"": 3, "?method=get": 1, "?method=POST&path=/incidents/*/notes": 2, "?path=/incidents": 2, "?path=/incidents/{$}": 0, "?path=/": 3,
	} {
		if got := a.control(200, "GET", "requests"+query, "").column("requests", "path"); len(got) != want {
			t.Errorf("%s finds %v, want %d", query, got, want)
		}
	}
	a.control(204, "DELETE", "requests", "")
	a.equal(a.control(200, "GET", "requests", ""), "requests", "[]")
}

func TestControlOfTheClock(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl())
	a.equal(a.control(200, "GET", "clock", ""), "now", "2026-10-14T12:00:00Z")
	a.equal(a.control(200, "PUT", "clock", `{"advance":"90m"}`), "now", "2026-10-14T13:30:00Z")
	a.equal(a.control(200, "PUT", "clock", `{"now":"2026-10-15T01:00:00+02:00"}`), "now", "2026-10-14T23:00:00Z")
	a.equal(a.ok("POST", "/incidents", `{"incident":{"type":"incident","title":"x","service":{"id":"PSSEARC","type":"service_reference"}}}`),
		"incident.created_at", "2026-10-14T23:00:00Z")
}

func TestControlOfFaults(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl())
	a.control(204, "POST", "faults", `{"faults":["status=402,path=/services,times=1","server-error,path=/teams"]}`)
	for _, want := range []string{"402 500", "200 500"} {
		services, _ := a.do("GET", "/services", "")
		teams, _ := a.do("GET", "/teams", "")
		if got := fmt.Sprint(services, teams); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	a.control(204, "DELETE", "faults", "")
	a.ok("GET", "/teams", "")
}

func TestControlResets(t *testing.T) {
	t.Parallel()
	start := []simulator.Option{
		simulator.WithControl(), simulator.WithScenario(simulator.NobodyOnCall), simulator.WithFaults(simulator.Fault{Kind: simulator.FaultServerError, Path: "/teams", Times: 1}),
	}
	a := newAPI(t, start...)
	spoil := func() {
		a.do("GET", "/teams", "")
		a.ok("PUT", "/incidents/Q1REFUNDORPHAN", `{"incident":{"type":"incident_reference","status":"resolved"}}`)
		a.control(204, "POST", "faults", `{"faults":["server-error,path=/users"]}`)
		a.control(200, "PUT", "clock", `{"advance":"1h"}`)
	}
	spoil()
	a.control(204, "POST", "reset", "")
	a.equal(a.control(200, "GET", "requests", ""), "requests", "[]")
	a.equal(a.control(200, "GET", "clock", ""), "now", "2026-10-14T12:00:00Z")
	a.equal(a.ok("GET", "/incidents/Q1REFUNDORPHAN", ""), "incident.status", "triggered")
	a.ok("GET", "/users", "")
	if status, _ := a.do("GET", "/teams", ""); status != 500 {
		t.Errorf("a fault of the start is gone: %d", status)
	}
	spoil()
	a.control(204, "POST", "reset", `{"scenarios":["incident-storm"],"clock":"2026-01-01T00:00:00Z"}`)
	a.equal(a.ok("GET", "/incidents/Q1STORMDNSROOT", ""), "incident.created_at", "2025-12-31T23:49:00Z")
	a.refused(404, 2100, "no service", "GET", "/services/PSREFND", "")
	a.control(204, "POST", "reset", `{"seed":"empty","scenarios":[]}`)
	a.equal(a.ok("GET", "/users?total=true", ""), "total", 1)
	a.equal(a.control(200, "GET", "clock", ""), "now", "2026-10-14T12:00:00Z")
	a.control(204, "POST", "reset", "{}")
	a.ok("GET", "/services/PSREFND", "")
}

// TestControlRefuses: wrong input is answered with the reason, and changes nothing.
func TestControlRefuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl())
	a.ok("GET", "/users/me", "")
	for _, c := range []struct {
		status                   int
		method, path, body, want string
	}{
		{404, "GET", "", "", "GET /_simulator/requests, DELETE /_simulator/requests"},
		{404, "POST", "clock", "{}", "PUT /_simulator/clock"},
		{404, "GET", "clock/", "", "no control operation GET /_simulator/clock/"},
		{400, "GET", "requests?status=200", "", `"status"`},
		{400, "GET", "requests?path=incidents", "", "begin with /"},
		{400, "GET", "requests?method=GET&method=PUT", "", `"method"`},
		{400, "GET", "requests?%zz", "", "cannot be parsed"},
		{400, "PUT", "clock?now=1", "{}", `"now"`},
		{400, "DELETE", "requests", "{}", "does not accept a body"},
		{400, "PUT", "clock", "", "empty"},
		{400, "PUT", "clock", "{}", `"now", a time, or "advance"`},
		{400, "PUT", "clock", `{"now":"2026-10-14T10:00:00Z","advance":"1h"}`, "either"},
		{400, "PUT", "clock", `{"now":"tomorrow"}`, "2026-10-14T10:00:00Z"},
		{400, "PUT", "clock", `{"now":"9999-12-31T23:59:59Z"}`, "now: the clock must be in the years 2000 to 2099, not at 9999-12-31T23:59:59Z"},
		{400, "PUT", "clock", `{"now":"1999-12-31T23:59:59Z"}`, "the years 2000"},
		{400, "PUT", "clock", `{"advance":"2562047h"}`, "advance: the clock must be in the years 2000 to 2099"},
		{400, "POST", "reset", `{"clock":"2100-01-01T00:00:00Z"}`, "clock: the clock must be"},
		{400, "PUT", "clock", `{"advance":"-1h"}`, "not a duration"},
		{400, "PUT", "clock", `{"advance":"1h","to":1}`, `"to"`},
		{400, "PUT", "clock", `{"advance":"1h"} {}`, "something follows"},
		{400, "POST", "faults", `{}`, "must have"},
		{400, "POST", "faults", `{"faults":["server-error","nonsense"]}`, "unknown kind"},
		{400, "POST", "faults", `{"faults":"server-error"}`, "wrong type"},
		{400, "POST", "faults", `{"faults":["` + strings.Repeat("x", 1<<20) + `"]}`, "larger than"},
		{400, "POST", "reset", `{"seed":"huge"}`, "demo, empty and large"},
		{400, "POST", "reset", `{"seed":"empty","scenarios":["incident-storm"]}`, "needs the people"},
		{400, "POST", "reset", `{"scenarios":["calm"]}`, "no scenario"},
		{400, "POST", "reset", `{"clock":"noon"}`, "clock"},
		{400, "POST", "reset", `[]`, "wrong type"},
	} {
		if answer := a.control(c.status, c.method, c.path, c.body); !strings.Contains(fmt.Sprint(answer.at("error")), c.want) {
			t.Errorf("%s %s %.50s: %v, want %q", c.method, c.path, c.body, answer, c.want)
		}
	}
	a.equal(a.control(200, "GET", "clock", ""), "now", noon.Format(time.RFC3339))
	if got := a.control(200, "GET", "requests", "").column("requests", "path"); len(got) != 1 {
		t.Errorf("requests are %v: the control's own do not count, and nothing was reset", got)
	}
	a.ok("GET", "/users/me", "")
}

// TestNoControlUnlessAskedFor: without WithControl the paths do not exist, as in PagerDuty.
func TestNoControlUnlessAskedFor(t *testing.T) {
	t.Parallel()
	newAPI(t).refused(404, 2100, "no such path", "GET", "/_simulator/clock", "")
}

// TestResetAmongRequests is for the race detector.
func TestResetAmongRequests(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithControl())
	done := make(chan bool)
	go func() {
		defer close(done)
		for range 10 {
			a.do("POST", "/_simulator/reset", "")
		}
	}()
	for range 30 {
		a.ok("GET", "/incidents", "")
		a.ok("POST", noteOf, `{"note":{"content":"A note"}}`)
	}
	<-done
}
