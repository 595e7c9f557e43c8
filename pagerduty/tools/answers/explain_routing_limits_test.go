package answers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// send sends a request of the REST API.
func send(t *testing.T, client *pagerduty.Client, method, path string, body, into any) {
	t.Helper()
	if err := client.Do(t.Context(), pagerduty.Request{Method: method, Path: strings.Split(path, "/"), Body: body}, into); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}

// addOrchestration adds an orchestration with a global path and a router, and returns its id.
func addOrchestration(t *testing.T, client *pagerduty.Client, name string, global, router []any) string {
	t.Helper()
	var created struct {
		Orchestration pagerduty.Orchestration
	}
	send(t, client, http.MethodPost, "event_orchestrations", map[string]any{"orchestration": map[string]any{"name": name}}, &created)
	for kind, rules := range map[string][]any{"global": global, "router": router} {
		actions := map[string]any{}
		if kind == "router" {
			actions["route_to"] = "PSCHKAP"
		}
		path := map[string]any{"sets": []any{map[string]any{"id": "start", "rules": rules}}, "catch_all": map[string]any{"actions": actions}}
		send(t, client, http.MethodPut, "event_orchestrations/"+created.Orchestration.ID+"/"+kind, map[string]any{"orchestration_path": path}, &struct{}{})
	}
	return created.Orchestration.ID
}

func ruleFor(condition string, actions map[string]any) any {
	return map[string]any{"conditions": []any{map[string]any{"expression": condition}}, "actions": actions}
}

// Who is notified is left out if it cannot be read: nobody is another answer.
func TestRoutingToPeopleWhoAreNotKnown(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/escalation_policies/PECHECK", "/oncalls"} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: path})
		got := s.Call("explain_routing", `{"orchestration":"`+productionEvents+`","event":{"source":"checkout-7"}}`)
		got.Expect(map[string]any{"results.0.outcome": "incident", "results.0.escalation_policy.id": "PECHECK"})
		if got.Has("results.0.notified") || !got.Has("not_known") {
			t.Errorf("without %s: %s", path, got.JSON)
		}
	}
	got := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/services"}).
		Call("explain_routing", `{"orchestration":"`+productionEvents+`","event":{"source":"checkout-7"}}`)
	if got.Expect(map[string]any{"results.0.outcome": "unknown"}); got.Has("results.0.notified") {
		t.Error(got.JSON)
	}
}

// What is beyond a limit is counted.
func TestRoutingBeyondItsLimits(t *testing.T) {
	t.Parallel()
	s := demo(t)
	client := clientOf(t, s.Simulator)
	var rules []any
	for i := range 8 {
		rules = append(rules, ruleFor(fmt.Sprintf("raw_event.first matches '%d'", i), map[string]any{"route_to": "PSPGDBS"}))
	}
	var services []string
	for i := range 12 {
		var created struct{ Service struct{ ID string } }
		send(t, client, http.MethodPost, "services", map[string]any{"service": map[string]any{
			"type": "service", "name": fmt.Sprint("Limit ", i), "escalation_policy": map[string]any{"id": "PECHECK", "type": "escalation_policy_reference"},
		}}, &created)
		services = append(services, created.Service.ID)
		rules = append(rules, ruleFor(fmt.Sprintf("raw_event.second matches '%d'", i), map[string]any{"route_to": created.Service.ID}))
	}
	id := addOrchestration(t, client, "Limits", []any{}, rules)
	got := s.Call("explain_routing", `{"orchestration":"`+id+`","event":{"source":"x"},"detail":"full"}`)
	left := append([]string{"PSCHKAP"}, services[9:]...) // PSPGDBS and nine more are read
	slices.Sort(left)
	got.Expect(map[string]any{
		"results.0.service.id": "PSPGDBS", "results.0.if.6.0": "and 2 more", "results.0.if.7": nil,
		"not_known.0": "4 of the 14 services that the event may arrive at: " + strings.Join(left, ", ") + ": an answer reads no more than that; a whole event leaves fewer conditions open",
	})
}

// Results whose fields differ stay apart.
func TestRoutingShowsTheFieldsOfEachResult(t *testing.T) {
	t.Parallel()
	s := demo(t)
	set := func(value string) map[string]any {
		return map[string]any{"extractions": []any{map[string]any{"target": "event.component", "template": value}}}
	}
	id := addOrchestration(t, clientOf(t, s.Simulator), "Fields", []any{ruleFor("raw_event.a exists", set("first")), ruleFor("raw_event.b exists", set("second"))}, []any{})
	got := s.Call("explain_routing", `{"orchestration":"`+id+`","event":{"source":"x"}}`)
	got.Expect(map[string]any{
		"results.0.changed_fields.component": "first", "results.1.changed_fields.component": "second", "results.2.changed_fields": nil, "results.3": nil,
	})
}

// The search for an integration says how far it went.
func TestSearchForAnIntegrationAmongMany(t *testing.T) {
	t.Parallel()
	s := demo(t)
	client := clientOf(t, s.Simulator)
	for i := range 101 {
		send(t, client, http.MethodPost, "event_orchestrations", map[string]any{"orchestration": map[string]any{"name": fmt.Sprint("Many ", i)}}, &struct{}{})
	}
	sentence := s.CallError("explain_routing", `{"event":{"source":"x"},"integration":"S3CR3T-S3CR3T-S3CR3T-S3CR3T-0001"}`)
	if !strings.Contains(sentence, "none of the first 100 event orchestrations") {
		t.Error(sentence)
	}
}
