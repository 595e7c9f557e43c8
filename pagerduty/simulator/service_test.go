package simulator_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestListen(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := simulator.New(simulator.WithClock(atNoon))
	url, err := s.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &api{t: t, url: url}
	a.equal(a.ok("GET", "/users/me", ""), "user.id", "PUAMARA")
	if _, err := s.Listen(ctx, strings.TrimPrefix(url, "http://")); err == nil {
		t.Error("two simulators listen on one address")
	}
	cancel()
	for { // the listener closes soon after ctx ends
		response, err := http.DefaultTransport.RoundTrip(a.request("GET", "/users/me", ""))
		if err != nil {
			break
		}
		response.Body.Close()
	}
}

// Listen makes no simulator before the first request.
func TestListenMakesItAtTheFirstRequest(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	clock := func() time.Time {
		asked.Add(1)
		return atNoon()
	}
	url, err := simulator.Listen(t.Context(), "127.0.0.1:0", simulator.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	if asked.Load() > 0 {
		t.Error("it was made before a request")
	}
	a := &api{t: t, url: url}
	a.ok("POST", noteOf, `{"note":{"content":"one and the same"}}`)
	if notes := a.ok("GET", noteOf, ""); !strings.Contains(fmt.Sprint(notes), "one and the same") {
		t.Errorf("the second request found %v", notes)
	}
}

// TestWrongOptions: New and Listen panic at once, before a request needs the account.
func TestWrongOptions(t *testing.T) {
	t.Parallel()
	for want, options := range map[string][]simulator.Option{
		`simulator: there is no seed "large-one"`: {simulator.WithSeed("large-one")},
		`simulator: there is no scenario "storm"`: {simulator.WithScenario(simulator.RateLimited, "storm")},
		"simulator: the scenario nobody-on-call needs the people and services": {
			simulator.WithScenario(simulator.NobodyOnCall), simulator.WithSeed(simulator.Empty)},
		"simulator: fault {": {func(s *simulator.Simulator) { simulator.WithFaults(simulator.Fault{Times: 1})(s) }},
	} {
		for name, use := range map[string]func(){
			"New":    func() { simulator.New(options...) },
			"Listen": func() { _, _ = simulator.Listen(t.Context(), "127.0.0.1:0", options...) },
		} {
			if text := panicOf(use); !strings.HasPrefix(text, want) {
				t.Errorf("%s panics with %q, want %q", name, text, want)
			}
		}
	}
}

func TestRequests(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := serve(t, s)
	a.ok("POST", noteOf, `{"note":{"content":"x"}}`)
	a.ok("GET", "/users?limit=1&team_ids[]=PTCHECK&team_ids[]=PTDATAE", "")
	got := s.Requests()
	if len(got) != 2 || got[0].Method != "POST" || got[0].Path != noteOf || string(got[0].Body) != `{"note":{"content":"x"}}` || got[0].Header.Get("From") != amara {
		t.Errorf("%+v", got)
	}
	if ids := got[1].Query["team_ids[]"]; len(ids) != 2 || ids[1] != "PTDATAE" {
		t.Errorf("the query is %v", got[1].Query)
	}
	if key := got[0].Header.Get("Authorization"); key != "[redacted]" {
		t.Errorf("the key is kept as %q", key)
	}
	for range 2500 {
		s.ServeHTTP(&statusWriter{}, a.request("GET", "/last", ""))
	}
	if got := s.Requests(); len(got) != 1000 || got[0].Path != "/last" {
		t.Errorf("%d requests are kept", len(got))
	}
}

func TestTrafficHeaders(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { // begins at a full minute
		s := simulator.New(simulator.WithClock(atNoon))
		a := &api{t: t}
		ask := func(what, remaining, reset, id string) {
			answer := &statusWriter{}
			s.ServeHTTP(answer, a.request("GET", "/users/me", ""))
			for name, want := range map[string]string{
				"Ratelimit-Limit": "960", "Ratelimit-Remaining": remaining, "Ratelimit-Reset": reset, "X-Request-Id": id,
				"Date": "Wed, 14 Oct 2026 12:00:00 GMT", // the account's
			} {
				if got := answer.Header().Get(name); got != want {
					t.Errorf("%s: %s is %q, want %q", what, name, got, want)
				}
			}
		}
		ask("the first", "959", "60", "simulator-00000001")
		ask("the second", "958", "60", "simulator-00000002")
		time.Sleep(45 * time.Second)
		for n := 3; n <= 1000; n++ {
			s.ServeHTTP(&statusWriter{}, a.request("GET", "/users/me", ""))
		}
		ask("after too many", "1", "15", "simulator-00001001")
		time.Sleep(15 * time.Second)
		ask("a real minute later", "959", "60", "simulator-00001002")
		s.Reset()
		ask("after a reset", "959", "60", "simulator-00000001")
	})
}

// TestConcurrentUse runs readers and writers together for the race detector, and counts what was written.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon))
	a := serve(t, s)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, path := range []string{"/incidents?limit=100&include[]=services", "/incidents/" + checkoutIncident + "/log_entries?include[]=incidents", "/schedules/PSPLSUN?since=2026-10-01", "/services",
				"/oncalls?until=2026-11-01T00:00:00Z", groupingSettings, routerPath, "/teams/PTGUILD/members"} {
				a.send("GET", path, "").Body.Close()
			}
			for _, w := range writes()[:4] {
				a.send(w.method, w.path, w.body).Body.Close()
			}
			a.send("PUT", "/teams/PTGUILD/users/PUBRUNO", `{"role":"manager"}`).Body.Close()
			a.send("POST", overridesOf, `{"overrides":[`+anOverride("15T00:00", "16T00:00", "PUDIEGO")+`]}`).Body.Close()
			a.send("PUT", routerPath, router(dynamicRule, plainRule)).Body.Close()
			a.send("PUT", "/services/PSSTORE", serviceBody(`"description":"x"`)).Body.Close()
			s.Inject(simulator.Fault{Kind: simulator.FaultServerError, Path: "/nowhere"})
			s.Requests()
		})
	}
	wg.Wait()
	a.equal(a.ok("GET", "/incidents?since=2026-10-14T12:00:00Z&until=2026-10-14T12:00:01Z&total=true", ""), "total", 16)
	numbers := map[string]bool{}
	for _, number := range a.ok("GET", "/incidents?limit=100", "").column("incidents", "incident_number") {
		if numbers[number] {
			t.Errorf("two incidents have the number %s", number)
		}
		numbers[number] = true
	}
}
