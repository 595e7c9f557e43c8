package simulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// feed sends events to an account whose clock the test moves.
type feed struct {
	*api
	account *simulator.Simulator
	key     string
}

// checkoutKey is of the service whose orchestration is active; pipelineKey is of a service without one.
const (
	checkoutKey = "not-a-real-events-key-of-PSCHKAP"
	pipelineKey = "not-a-real-events-key-of-PSORDER"
)

func newFeed(t *testing.T, key string, options ...simulator.Option) *feed {
	t.Helper()
	account := simulator.New(append([]simulator.Option{simulator.WithClock(atNoon)}, options...)...)
	return &feed{serve(t, account), account, key}
}

// send sends an event without an API key, and returns the status and the answer.
func (f *feed) send(body string) (int, object) {
	f.t.Helper()
	return f.do("POST", "/v2/enqueue", body, header{"Authorization", ""}, header{"Accept", ""}, header{"From", ""})
}

// event sends an event with an action and a key, and with members of its payload. It must be accepted.
func (f *feed) event(action, dedupKey, members string) object {
	f.t.Helper()
	payload := `"payload":{"summary":"Disk full on db-1","source":"db-1","severity":"critical"` + members + `}`
	status, answer := f.send(fmt.Sprintf(`{"routing_key":%q,"event_action":%q,"dedup_key":%q,%s}`, f.key, action, dedupKey, payload))
	if status != 202 || answer.at("status") != "success" || dedupKey != "" && answer.at("dedup_key") != dedupKey {
		f.t.Fatalf("%s %s: %d %v", action, dedupKey, status, answer)
	}
	return answer
}

// opened returns the incidents with an incident key that were opened since the start, the oldest first.
func (f *feed) opened(key string) []object {
	f.t.Helper()
	const latestAtStart = 4200 // number of an incident
	var found []object
	for offset, more := 0, true; more; offset += 10 {
		page := f.ok("GET", fmt.Sprint("/incidents?date_range=all&limit=10&sort_by=incident_number:desc&offset=", offset), "")
		for _, one := range page.at("incidents").([]any) {
			i := object(one.(map[string]any))
			if i.at("incident_number").(float64) <= latestAtStart {
				return found
			}
			if i.at("incident_key") == key {
				found = append([]object{i}, found...)
			}
		}
		more = page.at("more").(bool)
	}
	return found
}

// only returns the only incident with a key.
func (f *feed) only(key string) object {
	f.t.Helper()
	found := f.opened(key)
	if len(found) != 1 {
		f.t.Fatalf("%d incidents have the key %s", len(found), key)
	}
	return found[0]
}

func (f *feed) none(keys ...string) {
	f.t.Helper()
	for _, key := range keys {
		if found := f.opened(key); len(found) != 0 {
			f.t.Errorf("%s opened %v", key, found)
		}
	}
}

func (f *feed) advance(by time.Duration) { f.account.Clock().Advance(by) }

func TestEventOpensAnIncident(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey)
	status, answer := f.send(`{"routing_key":"` + pipelineKey + `","event_action":"trigger","dedup_key":"disk/db-1","client":"Grafana","client_url":"https://grafana.example/d/1",
		"links":[{"href":"https://runbooks.example/disk","text":"Runbook"}],"images":[{"src":"https://grafana.example/1.png","href":"https://grafana.example/1","alt":"Disk"}],
		"payload":{"summary":"Disk full on db-1","source":"db-1","severity":"error","component":"postgres","group":"prod","class":"disk","timestamp":"2026-10-14T11:59:00Z","custom_details":{"free":"0%","count":3}}}`)
	if status != 202 || answer.at("dedup_key") != "disk/db-1" || answer.at("message") != "Event processed" {
		t.Fatalf("%d %v", status, answer)
	}
	i := f.only("disk/db-1")
	for path, want := range map[string]any{
		"title": "Disk full on db-1", "service.id": "PSORDER", "urgency": "low", "status": "triggered", "escalation_policy.id": "PEDATAE", "alert_counts.triggered": 1,
		"last_status_change_by.type": "integration_reference",
	} {
		f.equal(i, path, want)
	}
	if len(i.at("assignments").([]any)) == 0 {
		t.Error("nobody is assigned")
	}
	alert := f.ok("GET", fmt.Sprintf("/incidents/%v/alerts", i.at("id")), "")
	for path, want := range map[string]any{
		"summary": "Disk full on db-1", "severity": "error", "alert_key": "disk/db-1", "status": "triggered", "body.details.count": 3, "body.contexts.0.href": "https://runbooks.example/disk",
		"body.contexts.1.src": "https://grafana.example/1.png", "body.cef_details.source_origin": "db-1", "body.cef_details.source_component": "postgres",
		"body.cef_details.service_group": "prod", "body.cef_details.event_class": "disk", "body.cef_details.client": "Grafana", "body.cef_details.client_url": "https://grafana.example/d/1",
		"body.cef_details.dedup_key": "disk/db-1", "integration.summary": "Events API v2: Order Pipeline",
	} {
		f.equal(alert, "alerts.0."+path, want)
	}
	log := f.ok("GET", fmt.Sprintf("/incidents/%v/log_entries?include[]=channels", i.at("id")), "")
	kinds := strings.Join(log.column("log_entries", "type"), " ")
	if kinds != "notify_log_entry assign_log_entry trigger_log_entry" {
		t.Errorf("the log has %s", kinds)
	}
	f.equal(log, "log_entries.2.channel.cef_details.source_origin", "db-1")
}

// TestEventsKeepTheContract: what events lead to is as the contract has it.
func TestEventsKeepTheContract(t *testing.T) {
	t.Parallel()
	account := simulator.New(simulator.WithClock(atNoon))
	f := &feed{serve(t, account), account, pipelineKey}
	f.event("trigger", "k", `,"custom_details":{"a":[1]},"component":"c","class":"x","group":"g"`)
	f.event("acknowledge", "k", "")
	i := fmt.Sprint("/incidents/", f.only("k").at("id"))
	checked, _ := held(t, account)
	for _, path := range []string{i, i + "/alerts", i + "/log_entries?include[]=channels", "/incidents?statuses[]=acknowledged", "/services/PSORDER"} {
		checked.ok("GET", path, "")
	}
	f.event("resolve", "k", "")
	for _, path := range []string{i, i + "/alerts", i + "/log_entries?include[]=channels"} {
		checked.ok("GET", path, "")
	}
}

func TestEventLifecycle(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey)
	f.event("acknowledge", "k", "")
	f.event("resolve", "k", "")
	f.none("k")
	f.event("trigger", "k", "")
	f.event("trigger", "k", `,"component":"again"`)
	f.equal(f.only("k"), "alert_counts.all", 1)
	other := newFeed(t, pipelineKey)
	other.api, other.key = f.api, "not-a-real-events-key-of-PSKUBER"
	other.event("acknowledge", "k", "")
	f.equal(f.only("k"), "status", "triggered")
	f.event("acknowledge", "k", "")
	f.equal(f.only("k"), "status", "acknowledged")
	f.equal(f.only("k"), "last_status_change_by.type", "integration_reference")
	other.event("resolve", "k", "")
	f.equal(f.only("k"), "status", "acknowledged")
	f.event("resolve", "k", "")
	f.equal(f.only("k"), "status", "resolved")
	f.event("trigger", "k", "")
	if found := f.opened("k"); len(found) != 2 || found[1].at("status") != "triggered" {
		t.Errorf("after the resolution: %v", found)
	}
	one, two := f.event("trigger", "", "").at("dedup_key"), f.event("trigger", "", "").at("dedup_key")
	if one == two || f.only(fmt.Sprint(one)) == nil || f.only(fmt.Sprint(two)) == nil {
		t.Errorf("the keys are %v and %v", one, two)
	}
}

// TestEventsWithLiveTime: an incident that an event acknowledged is triggered again like any other.
func TestEventsWithLiveTime(t *testing.T) {
	t.Parallel()
	f := newFeed(t, "not-a-real-events-key-of-PSKUBER", simulator.WithLiveTime())
	f.event("trigger", "k", "")
	f.event("acknowledge", "k", "")
	f.equal(f.only("k"), "pending_actions.0.type", "unacknowledge")
	f.advance(31 * time.Minute)
	f.equal(f.only("k"), "status", "triggered")
}

func TestEventsRefuse(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey)
	const payload = `"payload":{"summary":"s","source":"x","severity":"info"}`
	with := func(members string) string { return `{"routing_key":"` + pipelineKey + `",` + members + `}` }
	for body, want := range map[string]string{
		``:      "must be a JSON object",
		`[]`:    "must be a JSON object",
		`{"a":`: "must be a JSON object",
		`{}`:    "'routing_key' is missing",
		`{"routing_key":"short","event_action":"trigger",` + payload + `}`:                           "should be 32 characters",
		`{"routing_key":"` + strings.Repeat("x", 32) + `","event_action":"trigger",` + payload + `}`: "Invalid routing key",
		with(`"event_action":"explode",` + payload):                                                  "must be trigger, acknowledge or resolve",
		with(payload):                    "'event_action' is missing",
		with(`"event_action":"trigger"`): "'payload' is missing",
		with(`"event_action":"trigger","payload":{"source":"x","severity":"info"}`):                                               "'payload.summary' is missing",
		with(`"event_action":"trigger","payload":{"summary":" ","source":"x","severity":"info"}`):                                 "'payload.summary' is missing",
		with(`"event_action":"trigger","payload":{"summary":"s","severity":"info"}`):                                              "'payload.source' is missing",
		with(`"event_action":"trigger","payload":{"summary":"s","source":"x"}`):                                                   "'payload.severity' is missing",
		with(`"event_action":"trigger","payload":{"summary":"s","source":"x","severity":"loud"}`):                                 "'payload.severity' is invalid",
		with(`"event_action":"trigger","payload":{"summary":7,"source":"x","severity":"info"}`):                                   "'payload.summary' must be a text",
		with(`"event_action":"trigger","payload":{"summary":"s","source":"x","severity":"info","timestamp":"soon"}`):              "'payload.timestamp'",
		with(`"event_action":"trigger","payload":{"summary":"s","source":"x","severity":"info","custom_details":"free"}`):         "'payload.custom_details' must be an object",
		with(`"event_action":"trigger","payload":{"summary":"` + strings.Repeat("x", 1025) + `","source":"x","severity":"info"}`): "Length of 'payload.summary'",
		with(`"event_action":"trigger","dedup_key":"` + strings.Repeat("x", 256) + `",` + payload):                                "Length of 'dedup_key'",
		with(`"event_action":"resolve"`):                                                                     "'dedup_key' is missing",
		with(`"event_action":"trigger","links":[{"text":"x"}],` + payload):                                   "'links' must contain objects with 'href'",
		with(`"event_action":"trigger","images":{},` + payload):                                              "'images' must be a list",
		with(`"event_action":"trigger","urgency":"high",` + payload):                                         "'urgency' is unknown",
		with(`"event_action":"trigger","payload":{"summary":"s","source":"x","severity":"info","host":"y"}`): "'payload.host' is unknown",
		with(`"event_action":"trigger","payload":{"summary":"s","source":"x","severity":"info","custom_details":{"x":"` + strings.Repeat("x", 512<<10) + `"}}`): "more than 524288 bytes",
	} {
		status, answer := f.send(body)
		if status != 400 || answer.at("status") != "invalid event" || answer.at("message") != "Event object is invalid" || !strings.Contains(fmt.Sprint(answer.at("errors")), want) {
			t.Errorf("%.120s: %d %v, want %q", body, status, answer, want)
		}
	}
	lenient := newFeed(t, pipelineKey, simulator.Lenient())
	if status, answer := lenient.send(with(`"event_action":"trigger","urgency":"high",` + payload)); status != 202 {
		t.Errorf("lenient: %d %v", status, answer)
	}
	f.refused(401, 2006, "", "GET", "/v2/enqueue", "", header{"Authorization", ""})
}

func TestEventRateLimit(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey)
	for n := range 120 {
		if n == 60 {
			f.advance(30 * time.Second)
		}
		f.event("resolve", "k", "")
	}
	body := `{"routing_key":"` + pipelineKey + `","event_action":"resolve","dedup_key":"k"}`
	if status, answer := f.send(body); status != 429 || answer.at("status") != "throttle exceeded" {
		t.Errorf("the 121st event: %d %v", status, answer)
	}
	if status, _ := f.send(strings.Replace(body, pipelineKey, checkoutKey, 1)); status != 202 {
		t.Errorf("another key: %d", status)
	}
	f.advance(30 * time.Second)
	if status, _ := f.send(body); status != 202 {
		t.Errorf("half a minute later: %d", status)
	}
}

func TestChangeEvents(t *testing.T) {
	t.Parallel()
	f := newFeed(t, pipelineKey)
	enqueue := func(body string) (int, object) {
		return f.do("POST", "/v2/change/enqueue", body, header{"Authorization", ""}, header{"Accept", ""})
	}
	status, answer := enqueue(`{"routing_key":"` + pipelineKey + `","payload":{"summary":"Deployed v7","timestamp":"2026-10-14T11:50:00Z","source":"ci","custom_details":{"version":7}},
		"links":[{"href":"https://ci.example/7","text":"Build"}]}`)
	if status != 202 || answer.at("message") != "Change event processed" {
		t.Fatalf("%d %v", status, answer)
	}
	changes := f.ok("GET", "/services/PSORDER/change_events?limit=1", "")
	for path, want := range map[string]any{
		"summary": "Deployed v7", "timestamp": "2026-10-14T11:50:00Z", "source": "ci", "custom_details.version": 7, "links.0.href": "https://ci.example/7", "services.0.id": "PSORDER",
	} {
		f.equal(changes, "change_events.0."+path, want)
	}
	for body, want := range map[string]string{
		`{"routing_key":"` + pipelineKey + `"}`:                                       "'payload' is missing",
		`{"routing_key":"` + pipelineKey + `","payload":{"source":"x"}}`:              "'payload.summary' is missing",
		`{"routing_key":"` + pipelineKey + `","payload":{"summary":"s"},"links":"x"}`: "'links' must be a list",
		`{"payload":{"summary":"s"}}`:                                                 "'routing_key' is missing",
	} {
		if status, answer := enqueue(body); status != 400 || !strings.Contains(fmt.Sprint(answer.at("errors")), want) {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
	before := len(f.ok("GET", "/change_events?limit=100", "").at("change_events").([]any))
	routed := strings.Replace(productionKey(f.api), `"`, "", -1)
	for _, source := range []string{"acquirer-7", "nowhere"} {
		if status, answer := enqueue(fmt.Sprintf(`{"routing_key":%q,"payload":{"summary":"Changed","source":%q}}`, routed, source)); status != 202 {
			t.Errorf("%s: %d %v", source, status, answer)
		}
	}
	f.equal(f.ok("GET", "/services/PSPAYGW/change_events?limit=1", ""), "change_events.0.summary", "Changed")
	if after := len(f.ok("GET", "/change_events?limit=100", "").at("change_events").([]any)); after != before+1 {
		t.Errorf("%d change events became %d", before, after)
	}
}

// productionKey returns the routing key of an integration of the orchestration.
func productionKey(a *api) string {
	return fmt.Sprint(a.ok("GET", "/event_orchestrations/"+production+"/integrations", "").at("integrations.0.parameters.routing_key"))
}

// jsonText returns a text as JSON.
func jsonText(text string) string {
	encoded, _ := json.Marshal(text)
	return string(encoded)
}
