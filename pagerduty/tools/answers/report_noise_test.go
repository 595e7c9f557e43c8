package answers_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestReportNoise(t *testing.T) {
	t.Parallel()
	s := demo(t)
	scanners := s.Call("report_noise", `{"service_ids":["Warehouse Scanners"]}`)
	scanners.Expect(map[string]any{
		"incidents": 24, "open": nil, "resolved_by_themselves": 24, "resolved_by_themselves_within_5m": 15, "repeated": 23, "never_acknowledged": 24,
		"at_night": nil, "median_to_resolve": "4m", "median_to_acknowledge": nil, "log_read_of": nil,
		"services.0.service.id": "PSSCANN", "services.0.share": "100.0%", "services.1": nil, "other_services": nil,
		"kinds.0.kind": "Scanner # has lost its network", "kinds.0.service_id": "PSSCANN", "kinds.0.incidents": 24, "kinds.1": nil,
		"pauses.0.pause": "120 s", "pauses.0.incidents_saved": 4, "pauses.0.incidents_delayed": 20, "pauses.3.incidents_saved": 24,
		"groupings.0.sampled_incidents": 24, "groupings.0.result": "no grouping would have saved an incident",
		"looked_at.0": "incidents: 24 of 24", "not_known": nil, "untrusted.0": "kind", "window.time_zone": "Europe/London",
	})
	if len(s.Writes()) > 0 {
		t.Errorf("wrote %v", s.Writes())
	}
	all := s.Call("report_noise", `{}`)
	all.Expect(map[string]any{"services.0.service.id": "PSSCANN", "kinds.0.kind": "Scanner # has lost its network", "other_kinds.share": "32.1%"})
	if len(all.JSON) > 9_000 || all.Number("at_night") == 0 || all.Number("resolved_by_themselves") != 24 {
		t.Errorf("%d bytes: %s", len(all.JSON), all.JSON)
	}
	if full := s.Call("report_noise", `{"detail":"full"}`); full.Len("kinds") <= all.Len("kinds") || full.Has("other_kinds") {
		t.Errorf("in full: %s", full.JSON)
	}
	week := s.Call("report_noise", `{"since":"-7d","team_ids":["Checkout"]}`)
	if week.Number("incidents") == 0 || week.Number("incidents") >= all.Number("incidents") {
		t.Errorf("a week of a team: %s", week.JSON)
	}
	empty := s.Call("report_noise", `{"since":"-2m","until":"-1m"}`)
	empty.Expect(map[string]any{"incidents": 0, "services": nil, "kinds": nil, "pauses": nil, "groupings": nil, "looked_at.0": "incidents: 0 of 0", "not_known": nil})
}

func TestWindowOfNoise(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`{"since":"-200d"}`:                   "more than 6 months",
		`{"since":"+1d"}`:                     "in the future",
		`{"since":"-1d","until":"-2d"}`:       "is not before",
		`{"since":"soon"}`:                    "is not a time",
		`{"service_ids":["No such service"]}`: "service_ids[0]",
	} {
		if sentence := s.CallError("report_noise", arguments); !strings.Contains(sentence, want) {
			t.Errorf("%s: %q does not say %q", arguments, sentence, want)
		}
	}
}

// A storm shows what groupings would have saved.
func TestGroupingsOfAStorm(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithScenario(simulator.IncidentStorm))})
	storm := s.Call("report_noise", `{"since":"-1h","service_ids":["PSKUBER"]}`)
	storm.Expect(map[string]any{
		"incidents": 6, "groupings.0.service_id": "PSKUBER", "groupings.0.sampled_incidents": 6, "groupings.0.result": nil,
		"groupings.0.incidents_saved.1": "time, 1h0m: 5", "kinds.0.kind": "Lookups of internal names fail on node *",
	})
}

// What cannot be read is said, and costs nothing else.
func TestNoiseWithoutSomeReads(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault    simulator.Fault
		notKnown string
		want     map[string]any
	}{
		"log":       {simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/log_entries"}, "log entries: ", map[string]any{"incidents": 24, "log_read_of": 0, "never_acknowledged": nil, "pauses.2.incidents_saved": 15}},
		"incidents": {simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/incidents/{$}"}, "incidents: ", map[string]any{"incidents": nil, "services": nil, "notes.0": "There are no counts, since the incidents could not be read.", "notes.1": nil, "looked_at.0": "incidents: 0 of an unknown number"}},
		"alerts":    {simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/incidents/*/alerts"}, "alerts of 24 of 24 incidents: ", map[string]any{"incidents": 24, "never_acknowledged": 24, "groupings": nil}},
		"users":     {simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/users"}, "time zones of ", map[string]any{"incidents": 24, "never_acknowledged": 24, "window.time_zone": "UTC"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithFaults(test.fault))})
			report := s.Call("report_noise", `{"service_ids":["PSSCANN"]}`)
			report.Expect(test.want)
			if !strings.HasPrefix(report.Text("not_known.0"), test.notKnown) || report.Len("not_known") != 1 {
				t.Errorf("not known: %v", report.At("not_known"))
			}
			if sent := len(s.SentTo("GET", "/incidents/"+report.Text("services.0.latest_incident_id")+"/alerts")); sent > 1 {
				t.Errorf("asked %d times for the same alerts", sent)
			}
		})
	}
}

// sleeping takes a time for each answer to a list, and stops when the request is cancelled.
func sleeping(path string, long time.Duration, sent *atomic.Int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		if r.URL.Path == path {
			select {
			case <-time.After(long):
			case <-r.Context().Done():
				w.WriteHeader(http.StatusGatewayTimeout)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// A list that is too slow for the time of a call is read as far as possible, with progress. The counts say what they cover.
func TestNoiseOfASlowList(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/incidents":   `"looked_at":["incidents: 200 of 413"`,
		"/log_entries": `"log_read_of":`,
	} {
		synctest.Test(t, func(t *testing.T) {
			var sent atomic.Int64
			client := directClient(t, sleeping(path, 3*time.Second, &sent, simulator.New(simulator.WithSeed(simulator.Large))))
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			steps := 0
			start := time.Now()
			result := noiseOf(mcptools.ContextWithProgress(ctx, func(int, int) { steps++ }), client, `{}`)
			if result.Err != nil || !strings.Contains(result.Text, want) || !strings.Contains(result.Text, "there was no time left") {
				t.Errorf("%s: %v: %s", path, result.Err, result.Text)
			}
			if took := time.Since(start); took > 8*time.Second || steps < 3 {
				t.Errorf("%s: took %v, with %d steps", path, took, steps)
			}
		})
	}
}

// A call whose caller has gone stops at once and sends nothing more.
func TestNoiseIsCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		client := directClient(t, sleeping("/incidents", 3*time.Second, &sent, simulator.New(simulator.WithSeed(simulator.Large))))
		ctx, cancel := context.WithCancel(t.Context())
		start := time.Now()
		time.AfterFunc(4*time.Second, cancel)
		result := noiseOf(ctx, client, `{}`)
		before := sent.Load()
		time.Sleep(time.Minute)
		if !errors.Is(result.Err, context.Canceled) || time.Since(start) != time.Minute+4*time.Second || sent.Load() != before {
			t.Errorf("%v after %v, and %d more requests", result.Err, time.Since(start), sent.Load()-before)
		}
	})
}

// replacing answers the requests to a path with a body of its own.
func replacing(path, body string) func(http.Handler) http.Handler {
	return func(account http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != path {
				account.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		})
	}
}

// The sample of alerts is taken before the histories change the incidents. An empty log lets both begin at the same moment, so that the race
// detector sees it if they meet.
func TestNoiseOfAnEmptyLog(t *testing.T) {
	t.Parallel()
	empty := replacing("/log_entries", `{"log_entries":[],"offset":0,"limit":100,"more":false,"total":0}`)
	report := start(t, blackbox.Account{Around: empty}).Call("report_noise", `{}`)
	report.Expect(map[string]any{"incidents": 53, "at_night": nil, "log_read_of": nil, "not_known": nil})
}

// goingOn sets more in the lists at paths with this ending, as if they had another page.
func goingOn(ending string) func(http.Handler) http.Handler {
	return func(account http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, ending) {
				account.ServeHTTP(w, r)
				return
			}
			recorded := httptest.NewRecorder()
			account.ServeHTTP(recorded, r)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(recorded.Code)
			_, _ = io.WriteString(w, strings.Replace(recorded.Body.String(), `"more":false`, `"more":true`, 1))
		})
	}
}

// Incidents with more alerts than are read are replayed with their first ones, and the report says so.
func TestNoiseOfIncidentsWithManyAlerts(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: goingOn("/alerts")})
	report := s.Call("report_noise", `{"service_ids":["PSSCANN"]}`)
	says(t, report, "notes", "alerts of 24 incidents only the first 100")
	sent := s.SentTo("GET", "/incidents/"+report.Text("services.0.latest_incident_id")+"/alerts")
	if len(sent) != 1 || sent[0].Query.Get("sort_by") != "created_at:asc" {
		t.Errorf("sent %v", sent)
	}
	if whole := demo(t).Call("report_noise", `{"service_ids":["PSSCANN"]}`); strings.Contains(whole.JSON, "only the first") {
		t.Errorf("alerts are said to be missing: %s", whole.JSON)
	}
}
