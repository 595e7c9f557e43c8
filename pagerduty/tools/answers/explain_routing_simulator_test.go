package answers_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const routingRounds = 8

// The tool predicts what the event intake of the simulator then does, whose evaluation of conditions is written apart from the tool's.
// In every other round, some conditions are not known: then what happens is one of the results. Few events by default, more with FULL_TESTS.
func TestRoutingIsWhatTheSimulatorDoes(t *testing.T) {
	t.Parallel()
	roundEvents := 6
	if os.Getenv("FULL_TESTS") != "" {
		roundEvents = 25
	}
	outcomes, certain := map[string]int{}, 0
	for round := range routingRounds {
		f := newRoutingFeed(t, round)
		for n := range roundEvents {
			outcome, results := f.compare(fmt.Sprintf("event-%d-%d", round, n))
			outcomes[outcome]++
			if results == 1 {
				certain++
			}
		}
	}
	t.Logf("outcomes %v; %d of %d predictions have one result", outcomes, certain, routingRounds*roundEvents)
	for _, outcome := range []string{"incident", "held", "suppressed", "unrouted", "dropped", "maintenance", "disabled", "update"} {
		if outcomes[outcome] == 0 {
			t.Errorf("no event is %s", outcome)
		}
	}
	if certain < routingRounds*roundEvents/2 {
		t.Errorf("only %d predictions are certain", certain)
	}
}

// routingFeed is an account with an orchestration, and the tool that predicts what it does with events.
type routingFeed struct {
	*eventGenerator
	t       *testing.T
	tool    *blackbox.Session
	account *simulator.Simulator
	client  *pagerduty.Client
	key     string // of the orchestration
}

func newRoutingFeed(t *testing.T, round int) *routingFeed {
	t.Helper()
	account := simulator.New(simulator.WithClock(func() time.Time { return time.Date(2026, 10, 14, 10, 0, 0, 0, time.UTC) }), simulator.WithLiveTime())
	account.Clock().Set(account.Clock().Now())
	f := &routingFeed{
		eventGenerator: &eventGenerator{Rand: rand.New(rand.NewPCG(uint64(round), 1)), policies: []string{"PECHECK", "PEDATAE", "PEPLATF"}, unknowns: round%2 == 1},
		t:              t, account: account, client: clientOf(t, account),
		tool: blackbox.Start(t, answers.Toolset, blackbox.Account{Simulator: account, Clock: account.Clock().Now}),
	}
	f.addServices()
	f.addOrchestration(round)
	return f
}

// call sends a request of the REST API.
func (f *routingFeed) call(method, path string, body, into any) {
	f.t.Helper()
	request := pagerduty.Request{Method: method, Path: strings.Split(path, "/"), Body: body}
	if err := f.client.Do(context.Background(), request, into); err != nil {
		f.t.Fatalf("%s %s: %v", method, path, err)
	}
}

// addServices adds services of every kind.
func (f *routingFeed) addServices() {
	f.t.Helper()
	constant := func(urgency string) map[string]any { return map[string]any{"type": "constant", "urgency": urgency} }
	hours := map[string]any{"type": "fixed_time_per_day", "time_zone": "Europe/Berlin", "days_of_week": []int{1, 2, 3, 4, 5}, "start_time": "09:00:00", "end_time": "12:00:10"}
	for i, members := range []map[string]any{
		{"incident_urgency_rule": constant("high")}, {"incident_urgency_rule": constant("severity_based")}, {"incident_urgency_rule": constant("low")},
		{"incident_urgency_rule": map[string]any{"type": "use_support_hours", "during_support_hours": constant("severity_based"), "outside_support_hours": constant("low")}, "support_hours": hours},
		{"auto_pause_notifications_parameters": map[string]any{"enabled": true, "timeout": 300}},
		{}, {},
	} {
		name := fmt.Sprintf("Service %d", i)
		members["type"], members["name"] = "service", name
		members["escalation_policy"] = map[string]any{"id": f.policies[i%len(f.policies)], "type": "escalation_policy_reference"}
		var created struct{ Service struct{ ID string } }
		f.call(http.MethodPost, "services", map[string]any{"service": members}, &created)
		f.services, f.names = append(f.services, created.Service.ID), append(f.names, name)
	}
	if _, err := f.client.Services.Update(context.Background(), f.services[5], pagerduty.ServiceChange{Status: new("disabled")}); err != nil {
		f.t.Fatal(err)
	}
	now := f.account.Clock().Now()
	_, err := f.client.MaintenanceWindows.Create(context.Background(), pagerduty.MaintenanceWindowChange{Start: new(now), End: new(now.Add(48 * time.Hour)), ServiceIDs: f.services[6:]})
	if err != nil {
		f.t.Fatal(err)
	}
	for i, id := range f.services {
		f.call(http.MethodPut, "event_orchestrations/services/"+id, map[string]any{"orchestration_path": f.rulePath("service", 4)}, &struct{}{})
		f.call(http.MethodPut, "event_orchestrations/services/"+id+"/active", map[string]any{"active": i%3 != 2}, &struct{}{})
	}
}

func (f *routingFeed) addOrchestration(round int) {
	f.t.Helper()
	var created struct {
		Orchestration pagerduty.Orchestration
	}
	f.call(http.MethodPost, "event_orchestrations", map[string]any{"orchestration": map[string]any{"name": fmt.Sprint("Round ", round)}}, &created)
	id := created.Orchestration.ID
	for kind, path := range map[string]map[string]any{"global": f.rulePath("global", 6), "router": f.router(), "unrouted": f.rulePath("unrouted", 3)} {
		f.call(http.MethodPut, "event_orchestrations/"+id+"/"+kind, map[string]any{"orchestration_path": path}, &struct{}{})
	}
	whole, err := f.client.EventOrchestrations.Get(context.Background(), id)
	if err != nil || len(whole.Integrations) == 0 {
		f.t.Fatalf("%+v, %v", whole, err)
	}
	f.key = whole.Integrations[0].Parameters.RoutingKey.Reveal()
}

// compare asks the tool about an event, sends the event, and compares. It returns the outcome and the number of results.
func (f *routingFeed) compare(dedupKey string) (outcome string, results int) {
	f.t.Helper()
	f.account.Clock().Advance(time.Second) // no more than 120 events a minute
	body := jsonText(f.event(f.key, dedupKey))
	got := f.tool.Call("explain_routing", `{"detail":"full","event":`+body+`}`)
	if strings.Contains(got.JSON, f.key) || got.Has("not_known") {
		f.t.Errorf("the answer shows the key, or lacks something: %s", got.JSON)
	}
	answered := httptest.NewRecorder()
	f.account.ServeHTTP(answered, httptest.NewRequest(http.MethodPost, "/v2/enqueue", strings.NewReader(body)))
	if answered.Code != http.StatusAccepted {
		f.t.Fatalf("%d %s", answered.Code, answered.Body)
	}
	first := f.opened(dedupKey)
	f.account.Clock().Advance(301 * time.Second)
	later := f.opened(dedupKey)
	var wanted []string
	for i := range got.Len("results") {
		difference := f.differs(got, fmt.Sprintf("results.%d.", i), first, later)
		if difference == "" {
			return got.Text(fmt.Sprintf("results.%d.outcome", i)), got.Len("results")
		}
		wanted = append(wanted, difference)
	}
	f.t.Errorf("%s\nopened %+v and later %+v, but the results are\n%s\n%s", body, first, later, strings.Join(wanted, "\n"), got.JSON)
	return "different", got.Len("results")
}

// opened returns the incident of an event; nil if there is none.
func (f *routingFeed) opened(dedupKey string) *pagerduty.Incident {
	f.t.Helper()
	page, err := f.client.Incidents.List(context.Background(), pagerduty.ListIncidentsOptions{IncidentKey: dedupKey, AllTime: true})
	if err != nil || len(page.Items) > 1 {
		f.t.Fatalf("%+v, %v", page, err)
	}
	if len(page.Items) == 0 {
		return nil
	}
	return &page.Items[0]
}

// differs returns how a result differs from the incident that the event opened, at once or later; "" if it does not.
func (f *routingFeed) differs(got blackbox.Answer, at string, first, later *pagerduty.Incident) string {
	f.t.Helper()
	opened := first
	switch outcome := got.Text(at + "outcome"); outcome {
	case "incident":
		if first == nil && later != nil && strings.Contains(got.JSON, `"auto_pause"`) {
			opened = later
		}
	case "held":
		if first != nil {
			return "opened at once"
		}
		opened = later
	default:
		if later != nil {
			return outcome + " opens nothing"
		}
		return ""
	}
	if opened == nil {
		return "nothing was opened"
	}
	var assigned []string
	for _, assignment := range opened.Assignments {
		assigned = append(assigned, assignment.Assignee.ID)
	}
	notified, priority := got.Column(at+"notified", "id"), ""
	slices.Sort(assigned)
	slices.Sort(notified)
	if opened.Priority != nil {
		priority = opened.Priority.ID
	}
	alerts, err := f.client.Incidents.Alerts(context.Background(), opened.ID, pagerduty.ListAlertsOptions{})
	if err != nil || len(alerts.Items) != 1 {
		f.t.Fatalf("%+v, %v", alerts, err)
	}
	for _, compared := range [][3]string{
		{"service", got.Text(at + "service.id"), opened.Service.ID}, {"urgency", got.Text(at + "urgency"), string(opened.Urgency)},
		{"priority", got.Text(at + "priority.id"), priority}, {"policy", got.Text(at + "escalation_policy.id"), opened.EscalationPolicy.ID},
		{"severity", got.Text(at + "severity"), alerts.Items[0].Severity}, {"notified", fmt.Sprint(notified), fmt.Sprint(assigned)},
	} {
		if compared[1] != compared[2] {
			return fmt.Sprintf("%s is %s, and not %s", compared[0], compared[2], compared[1])
		}
	}
	return ""
}
