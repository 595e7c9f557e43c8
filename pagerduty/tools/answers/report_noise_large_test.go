package answers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// direct sends requests to a handler without a network.
type direct struct{ http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	if r = r.Clone(r.Context()); r.Body == nil {
		r.Body = http.NoBody
	}
	d.ServeHTTP(recorder, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return recorder.Result(), nil
}

func directClient(t testing.TB, handler http.Handler) *pagerduty.Client {
	t.Helper()
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithTransport(direct{handler}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// noisyAccount returns an account in which events have opened n incidents within the last 30 days: a few kinds on a few services, many of
// which resolve by themselves. Its clock is stopped.
func noisyAccount(t testing.TB, now time.Time, n int) *simulator.Simulator {
	t.Helper()
	account := simulator.New(simulator.WithClock(func() time.Time { return now }))
	client := directClient(t, account)
	type step struct {
		at time.Time
		do func()
	}
	var steps []step
	for i := range n {
		service := []string{"PSORDER", "PSORDER", "PSORDER", "PSPAYGW", "PSPAYGW", "PSKUBER", "PSIDENT", "PSWAREH"}[i%8]
		summary := []string{
			fmt.Sprintf("Disk %d%% on web-%02d", 80+i%17, i%23), fmt.Sprintf("Queue orders-%d holds %d messages", i%4, 100+i),
			fmt.Sprintf("Probe of host-%d.lanternfield.example failed", i%40), "Heartbeat is missing",
		}[i/8%4]
		key, start := fmt.Sprintf("noise/%d", i), now.Add(-29*24*time.Hour).Add(time.Duration(i)*29*24*time.Hour/time.Duration(n)-time.Duration(i*7919%3600)*time.Second)
		event := func(action string) func() {
			return func() {
				body := fmt.Sprintf(`{"routing_key":"not-a-real-events-key-of-%s","event_action":%q,"dedup_key":%q,"payload":{"summary":%q,"source":"web-%02d","severity":"error"}}`, service, action, key, summary, i%23)
				recorder := httptest.NewRecorder()
				account.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/v2/enqueue", strings.NewReader(body)))
				if recorder.Code != http.StatusAccepted {
					t.Fatalf("%s: %d %s", body, recorder.Code, recorder.Body)
				}
			}
		}
		status := func(status pagerduty.IncidentStatus) func() {
			return func() {
				page, err := client.Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{IncidentKey: key, AllTime: true})
				if err != nil {
					t.Fatal(err)
				}
				if len(page.Items) == 0 { // its service was under maintenance
					return
				}
				if _, err := client.Incidents.Update(t.Context(), pagerduty.IncidentUpdate{ID: page.Items[0].ID, Status: new(status)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		steps = append(steps, step{start, event("trigger")})
		lasts := time.Duration(30+i*31%1700) * time.Second
		if i%3 > 0 {
			steps = append(steps, step{start.Add(lasts), event("resolve")})
		}
		if i%5 == 0 {
			steps = append(steps, step{start.Add(lasts / 2), status(pagerduty.StatusAcknowledged)})
		}
		if i%3 == 0 && i%7 > 0 {
			steps = append(steps, step{start.Add(2 * lasts), status(pagerduty.StatusResolved)})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	for _, one := range steps {
		account.Clock().Set(one.at.Truncate(time.Second))
		one.do()
	}
	account.Clock().Set(now)
	return account
}

// slowly delays every answer, and counts requests.
func slowly(latency time.Duration, requests *atomic.Int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			time.Sleep(latency)
			next.ServeHTTP(w, r)
		})
	}
}

// peakMemory calls do, and returns by how much the memory in use grew at most.
func peakMemory(do func()) uint64 {
	used := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before, ended, peak := used(), make(chan struct{}), make(chan uint64)
	go func() {
		most := before
		for {
			select {
			case <-ended:
				peak <- most - before
				return
			case <-time.After(50 * time.Millisecond):
				most = max(most, used())
			}
		}
	}()
	do()
	close(ended)
	return <-peak
}

// On 2,000 incidents in 30 days, with 50 ms for each request, the report takes seconds, and its counts are those of a slow reference. It is not
// parallel, since it measures. Fewer incidents by default, and no limit of time, which the race detector stretches.
func TestNoiseOfALargeAccount(t *testing.T) {
	size, longest := 320, time.Minute
	if os.Getenv("FULL_TESTS") != "" {
		size, longest = 2000, 20*time.Second
	}
	now := blackbox.Now().Truncate(time.Second)
	account := noisyAccount(t, now, size)
	var requests atomic.Int64
	s := blackbox.Start(t, answers.Toolset, blackbox.Account{
		Simulator: account, Unchecked: true, Around: slowly(50*time.Millisecond, &requests), Clock: func() time.Time { return now },
	})
	var report blackbox.Answer
	start := time.Now()
	memory := peakMemory(func() { report = s.Call("report_noise", `{}`) })
	took := time.Since(start)
	t.Logf("%v, %d bytes, %d requests, %.1f MB", took, len(report.JSON), requests.Load(), float64(memory)/(1<<20))
	if took > longest || len(report.JSON) > 12_000 || requests.Load() > 960 || memory > 60<<20 {
		t.Error("the report takes more than it may")
	}
	want := slowReference(t, account, now.Add(-30*24*time.Hour), now)
	if want.Incidents < size {
		t.Fatalf("the account has only %d incidents", want.Incidents)
	}
	report.Expect(map[string]any{
		"incidents": want.Incidents, "open": want.Open, "resolved_by_themselves": want.ByItself, "resolved_by_themselves_within_5m": want.ByItselfSoon,
		"repeated": want.Repeated, "never_acknowledged": want.NeverAcknowledged, "at_night": want.AtNight, "log_read_of": nil, "not_known": nil,
		"pauses.2.incidents_saved": want.ByItselfSoon, "services.0.service.id": "PSORDER", "groupings.0.sampled_incidents": 30,
		"looked_at.0": fmt.Sprintf("incidents: %d of %d", want.Incidents, want.Incidents),
	})
	if sample := report.Text("looked_at.2"); !strings.Contains(sample, fmt.Sprintf("of a sample of 150 of %d incidents", want.Incidents)) {
		t.Errorf("the sample is not named: %s", sample)
	}
	if sum := sumOf(report, "services") + report.Number("other_services.incidents"); sum != want.Incidents {
		t.Errorf("the services have %d of %d incidents", sum, want.Incidents)
	}
	if sum := sumOf(report, "kinds") + report.Number("other_kinds.incidents"); sum != want.Incidents {
		t.Errorf("the kinds have %d of %d incidents", sum, want.Incidents)
	}
}

func sumOf(report blackbox.Answer, list string) (sum int) {
	for i := range report.Len(list) {
		sum += report.Number(fmt.Sprintf("%s.%d.incidents", list, i))
	}
	return sum
}

// slowReference reads every incident and its whole log by itself, and counts without the code of the report.
func slowReference(t *testing.T, account http.Handler, since, until time.Time) (n oncall.Noise) {
	t.Helper()
	client, zones := directClient(t, account), map[string]*time.Location{}
	latest := map[string]time.Time{}
	for i, err := range client.Incidents.All(t.Context(), pagerduty.ListIncidentsOptions{Since: since, Until: until}) {
		if err != nil {
			t.Fatal(err)
		}
		n.Incidents++
		acknowledged, resolvedBy, first := false, "", []pagerduty.Reference(nil)
		for entry, err := range client.Incidents.AllLogEntries(t.Context(), i.ID, pagerduty.ListLogEntriesOptions{}) { // newest first
			if err != nil {
				t.Fatal(err)
			}
			acknowledged = acknowledged || entry.Type == "acknowledge_log_entry"
			if entry.Type == "resolve_log_entry" && resolvedBy == "" {
				resolvedBy = entry.Agent.Type
			}
			if entry.Type == "assign_log_entry" {
				first = entry.Assignees
			}
		}
		if i.Status != "resolved" {
			n.Open++
		} else if resolvedBy != "user_reference" {
			n.ByItself++
			if i.ResolvedAt.Sub(i.CreatedAt.Time) <= 5*time.Minute {
				n.ByItselfSoon++
			}
		}
		if !acknowledged {
			n.NeverAcknowledged++
		}
		kind := i.Service.ID + oncall.Kind(i.Title)
		if before, seen := latest[kind]; seen && i.CreatedAt.Sub(before) <= 24*time.Hour {
			n.Repeated++
		}
		latest[kind] = i.CreatedAt.Time
		if i.Urgency == "high" && slices.ContainsFunc(first, func(user pagerduty.Reference) bool { return atNight(t, client, zones, user.ID, i.CreatedAt.Time) }) {
			n.AtNight++
		}
	}
	return n
}

func atNight(t *testing.T, client *pagerduty.Client, zones map[string]*time.Location, id string, at time.Time) bool {
	t.Helper()
	if zones[id] == nil {
		user, err := client.Users.Get(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if zones[id], err = time.LoadLocation(user.TimeZone); err != nil {
			t.Fatal(err)
		}
	}
	clock := at.In(zones[id]).Format("15:04")
	return clock >= "22:00" || clock < "07:00"
}

// noiseOf calls the tool without a server.
func noiseOf(ctx context.Context, client *pagerduty.Client, arguments string) mcptools.Result {
	return mcptools.CallNamed(ctx, answers.Toolset(client).Tools, "report_noise", json.RawMessage(arguments))
}
