package answers_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const productionEvents = "1b5e0a52-4f6c-4d0a-9f53-0c1d6a7e8f01"

func TestExplainRouting(t *testing.T) {
	t.Parallel()
	s := demo(t)
	got := s.Call("explain_routing", `{"orchestration":"production events","event":{"summary":"Orders per minute are low","source":"checkout-7","severity":"error"}}`)
	got.Expect(map[string]any{
		"orchestration.id": productionEvents, "results.0.if": nil, "results.1": nil, "results.0.outcome": "incident",
		"results.0.service.id": "PSCHKAP", "results.0.severity": "critical", "results.0.priority.name": "P1", "results.0.urgency": "high",
		"results.0.notified.0.id": "PUAMARA", "results.0.notified.1": nil, "not_known": nil,
		"results.0.way.0.path": "global", "results.0.way.0.matched.catch_all": true, "results.0.way.0.passed.2.false": "event.custom_details.region exists",
		"results.0.way.1.path": "router", "results.0.way.1.matched.label": "Checkout", "results.0.way.1.passed.0.names_no_service": true,
		"results.0.way.2.matched.label": "Losing orders", "results.0.way.3.set": "orders", "results.0.changed_fields.severity": "critical",
		"services.0.orchestration": "active", "services.0.alert_grouping.window": "15m", "services.0.alert_grouping.open_incidents.0": "Q2CHECKOUTLATE",
		"escalation_policies.0.levels.1.notified": "after 15m", "escalation_policies.0.levels.1.people.0.id": "PUBRUNO",
	})
	if len(got.JSON) > 4000 {
		t.Errorf("%d bytes", len(got.JSON))
	}
}

// Where an event ends that opens no incident.
func TestRoutingToNobody(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for event, want := range map[string]map[string]any{
		`{"summary":"x","custom_details":{"environment":"Staging"}}`: {"outcome": "dropped", "meaning": "rule 1 of the global orchestration drops the event: no alert, nobody is notified", "service": nil},
		`{"summary":"Disk full","group":"gift-cards"}`: {
			"outcome": "unrouted", "severity": "warning", "way.1.passed.7.disabled": true, "way.2.path": "unrouted", "way.2.matched.label": "Nobody has claimed these disks", "changed_fields.severity": "warning",
		},
		`{"source":"checkout","custom_details":{"load_test":true}}`:   {"outcome": "suppressed", "service.id": "PSCHKAP", "urgency": nil},
		`{"source":"checkout","event_action":"resolve"}`:              {"outcome": "update", "service.id": "PSCHKAP"},
		`{"source":"checkout","custom_details":{"deploying":"true"}}`: {"outcome": "held", "held_for": "5m", "way.0.sets.0": "annotate=Held back while a deploy was running."},
	} {
		got := s.Call("explain_routing", `{"orchestration":"`+productionEvents+`","event":`+event+`}`)
		wanted := map[string]any{"results.1": nil}
		for path, value := range want {
			wanted["results.0."+path] = value
		}
		got.Expect(wanted)
		if notified := got.Len("results.0.notified"); (notified > 0) != (want["outcome"] == "held") {
			t.Errorf("%s notifies %d: %s", event, notified, got.JSON)
		}
	}
}

// A service that is named in another case may be meant or not: both ways are shown, with what they hang on.
func TestRoutingThatIsNotKnown(t *testing.T) {
	t.Parallel()
	s := demo(t)
	got := s.Call("explain_routing", `{"orchestration":"`+productionEvents+`","event":{"source":"pg-1","custom_details":{"service":"checkout api"}}}`)
	got.Expect(map[string]any{"results.0.service.id": "PSCHKAP", "results.1.service.id": "PSPGDBS", "results.2": nil})
	for i, word := range []string{" matches", " does not match"} {
		condition := got.Text("results." + string(rune('0'+i)) + ".if.0.0")
		if !strings.HasPrefix(condition, "rule 1 of the router (") || !strings.Contains(condition, word+": ") || !strings.Contains(condition, "PSCHKAP") {
			t.Errorf("result %d hangs on %q", i, condition)
		}
	}
	s.Simulator.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 402, Path: "/event_orchestrations/" + productionEvents + "/global"})
	got = s.Call("explain_routing", `{"orchestration":"`+productionEvents+`","event":{"source":"pg-1"}}`)
	got.Expect(map[string]any{"results.0.service.id": "PSPGDBS", "results.0.incomplete_because.0": "the global orchestration could not be read"})
	if !strings.HasPrefix(got.Text("not_known.0"), "the global orchestration: ") {
		t.Error(got.JSON)
	}
	s.Simulator.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/event_orchestrations/" + productionEvents + "/router"})
	got = s.Call("explain_routing", `{"orchestration":"`+productionEvents+`","event":{"source":"pg-1"}}`)
	got.Expect(map[string]any{"results.0.outcome": "unknown", "results.0.service": nil})
}

// The event of an alert is routed again. Nothing that its sender wrote appears outside of the members that hold such texts.
func TestRoutingOfAnAlert(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: plantedBy})
	got := s.Call("explain_routing", `{"orchestration":"`+productionEvents+`","incident_id":"Q2CHECKOUTLATE"}`)
	if got.Text("alert.id") == "" || !strings.Contains(got.JSON, planted) || got.Has("not_known") {
		t.Error(got.JSON)
	}
	var value map[string]any
	if err := json.Unmarshal([]byte(got.JSON), &value); err != nil {
		t.Fatal(err)
	}
	for _, leak := range leaks(value, "", []string{"summary", "severity", "changed_fields", "named"}) {
		t.Error(leak)
	}
	again := demo(t).Call("explain_routing", `{"orchestration":"Production Events","incident_id":"Q2CHECKOUTLATE","alert_id":"`+got.Text("alert.id")+`"}`)
	again.Expect(map[string]any{"alert.id": got.Text("alert.id"), "results.0.service.id": "PSCHKAP"})
}

// The orchestration is found by an integration or its key, which is never shown. An event may also go to a service directly.
func TestWhatReceivesTheEvent(t *testing.T) {
	t.Parallel()
	s := demo(t)
	one, err := clientOf(t, s.Simulator).EventOrchestrations.Get(t.Context(), productionEvents)
	if err != nil {
		t.Fatal(err)
	}
	key := one.Integrations[0].Parameters.RoutingKey.Reveal()
	for _, arguments := range []string{
		`{"event":{"source":"x"},"integration":"cloudwatch"}`, `{"event":{"source":"x"},"integration":"` + one.Integrations[1].ID + `"}`,
		`{"event":{"source":"x"},"integration":"` + key + `"}`, `{"event":{"routing_key":"` + key + `","event_action":"trigger","payload":{"summary":"s","source":"x","severity":"info"}}}`,
	} {
		got := s.Call("explain_routing", arguments)
		got.Expect(map[string]any{"orchestration.id": productionEvents})
		if strings.Contains(got.JSON, key) {
			t.Error(got.JSON)
		}
	}
	direct := s.Call("explain_routing", `{"event":{"summary":"Orders per minute"},"service":"checkout api"}`)
	direct.Expect(map[string]any{"orchestration": nil, "results.0.way.0.path": "service", "results.0.service.id": "PSCHKAP", "results.0.priority.id": "PPRIOR1"})
	for arguments, want := range map[string]string{
		`{"event":{"source":"x"}}`: "Production Events (" + productionEvents + ")",
		`{"event":{"source":"x"},"integration":"S3CR3T-S3CR3T-S3CR3T-S3CR3T-0001"}`: "no event orchestration has an integration with this key",
		`{"event":{"source":"x"},"orchestration":"staging"}`:                        "and no integration or service has it",
		`{"event":[1],"service":"PSCHKAP"}`:                                         "not a JSON object",
		`{}`:                                                                        "event or incident_id is required",
		`{"event":{},"incident_id":"Q2CHECKOUTLATE"}`:                               "not both",
		`{"event":{},"alert_id":"Q2"}`:                                              "alert_id goes with incident_id",
	} {
		if sentence := s.CallError("explain_routing", arguments); !strings.Contains(sentence, want) || strings.Contains(sentence, "S3CR3T") {
			t.Errorf("%s: %q", arguments, sentence)
		}
	}
}

// An event with the dedup_key of an open incident adds to it.
func TestEventOfAnOpenIncident(t *testing.T) {
	t.Parallel()
	s := demo(t)
	open, err := clientOf(t, s.Simulator).Incidents.Get(t.Context(), "Q2CHECKOUTLATE")
	if err != nil || open.IncidentKey == "" {
		t.Fatalf("%+v, %v", open, err)
	}
	got := s.Call("explain_routing", `{"event":{"source":"checkout","dedup_key":"`+open.IncidentKey+`"},"orchestration":"Production Events"}`)
	got.Expect(map[string]any{"open_with_dedup_key.0": "Q2CHECKOUTLATE"})
}

func TestRoutingOfAnAlertOfAnotherAccount(t *testing.T) {
	t.Parallel()
	if sentence := stopped(t).CallError("explain_routing", `{"incident_id":"4197","alert_id":"https://other.pagerduty.com/alerts/QOWAABHIMQ31J6"}`); !strings.Contains(sentence, `the link leads to "other.pagerduty.com"`) {
		t.Error(sentence)
	}
}
