package aiops_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestGetEventOrchestrationRouter(t *testing.T) {
	t.Parallel()
	s := demo(t)
	router := s.Call("get_event_orchestration_router", `{"orchestration_id":"`+production+`"}`)
	router.Expect(map[string]any{
		"orchestration_id": production, "catch_all": "unrouted", "rules.more": false, "rules.items.8": nil,
		"rules.items.0.label": "Services that name themselves", "rules.items.0.conditions": nil, "rules.items.0.route_to": nil,
		"rules.items.0.dynamic_route_to.lookup_by": "service_name", "rules.items.0.dynamic_route_to.source": "event.custom_details.service", "rules.items.0.dynamic_route_to.regex": "(.*)",
		"rules.items.1.conditions.1": "event.component matches 'checkout-api'", "rules.items.1.route_to": "PSCHKAP", "rules.items.1.disabled": nil, "rules.items.1.set": nil, "rules.items.1.other_actions": nil,
		"rules.items.7.disabled": true,
	})
	if !router.Has("version") || !router.Has("updated_at") || !router.Has("rules.items.0.id") {
		t.Error(router.JSON)
	}
	names := map[string]string{}
	for i, id := range router.Column("services", "id") {
		names[id] = router.Column("services", "name")[i]
	}
	if sent := s.Sent(); sent[0] != "GET /event_orchestrations/"+production+"/router" || len(sent) != 1+len(names) || len(names) != 6 || names["PSCHKAP"] != "Checkout API" {
		t.Errorf("sent %v for %v", sent, names)
	}
	part := s.Call("get_event_orchestration_router", `{"orchestration_id":"production events","limit":2,"offset":1}`)
	part.Expect(map[string]any{"rules.items.0.label": "Checkout", "rules.items.2": nil, "rules.more": true, "rules.next_offset": 3, "orchestration_id": production})
	s.Call("get_event_orchestration_router", `{"orchestration_id":"`+production+`","limit":2,"offset":7}`).Expect(map[string]any{"rules.items.0.disabled": true, "rules.items.1": nil, "rules.more": false})
	s.Call("get_event_orchestration_router", `{"orchestration_id":"`+production+`","offset":9}`).Expect(map[string]any{"rules.items.0": nil, "rules.more": false})
	s.Call("get_event_orchestration_router", `{"orchestration_id":"`+office+`"}`).Expect(map[string]any{"rules.items.0": nil, "rules.more": false, "catch_all": "unrouted", "version": "00000000000000000000000000000000"})
	if sentence := s.CallError("get_event_orchestration_router", `{"orchestration_id":"nothing"}`); !strings.Contains(sentence, "no event orchestration has this id") {
		t.Errorf("%q", sentence)
	}
}

func TestGetEventOrchestrationService(t *testing.T) {
	t.Parallel()
	s := demo(t)
	path := s.Call("get_event_orchestration_service", `{"service_id":"checkout api"}`)
	path.Expect(map[string]any{
		"service_id": "PSCHKAP", "orchestration_id": nil, "version": nil, "catch_all": nil,
		"rules.items.0.label": "Load tests", "rules.items.0.other_actions.suppress": true, "rules.items.0.set": nil, "rules.items.1.route_to": "orders", "rules.items.1.other_actions.priority": "PPRIOR1",
		"rules.items.2.set": "orders", "rules.items.2.label": nil, "rules.items.2.other_actions.annotate": "Support has a text for customers: see the runbook of checkout.", "rules.items.3": nil,
	})
	s.Call("get_event_orchestration_service", `{"service_id":"PSCHKAP","limit":1,"offset":2}`).Expect(map[string]any{"rules.items.0.set": "orders", "rules.items.1": nil})
	s.ExpectSent("GET /event_orchestrations/services/PSCHKAP")
	s.Call("get_event_orchestration_service", `{"service_id":"PSKUBER"}`).Expect(map[string]any{"service_id": "PSKUBER", "rules.items.0": nil, "rules.more": false})
	if sentence := s.CallError("get_event_orchestration_service", `{"service_id":"PSNONE1"}`); !strings.Contains(sentence, "no service has this id") {
		t.Errorf("%q", sentence)
	}
}

func TestGetEventOrchestrationGlobal(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_event_orchestration_global", `{"orchestration_id":"production events"}`).Expect(map[string]any{
		"orchestration_id": production, "rules.items.0.other_actions.drop_event": true, "rules.items.1.other_actions.suspend": 300,
		"rules.items.2.other_actions.extractions.0.target": "event.summary", "rules.items.3": nil, "catch_all": nil,
	})
	s.Call("get_event_orchestration_global", `{"orchestration_id":"`+office+`"}`).Expect(map[string]any{"rules.items.0": nil})
	if sentence := s.CallError("get_event_orchestration_global", `{"orchestration_id":"nothing"}`); !strings.Contains(sentence, "no event orchestration has this id") {
		t.Errorf("%q", sentence)
	}
}

// Webhooks in rules contain secrets of other systems, and PagerDuty's responses contain many empty values. Neither is shown.
func TestActionsWithoutSecretsAndWithoutNothings(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprint(w, `{"orchestration_path":{"type":"service","parent":{"id":"PSCHKAP","type":"service_reference","self":"x"},"sets":[{"id":"start","rules":[
			{"id":"r1","label":null,"conditions":[],"disabled":false,"actions":{"annotate":null,"priority":"","variables":[],"extractions":[{"target":"a","template":""}],"suppress":true,
			 "automation_actions":[{"name":"Restart","url":"https://user:secret1@hooks.example.com/secret2?token=secret3","auto_send":true,
			  "headers":[{"key":"Authorization","value":"secret4"}],"parameters":[{"key":"k","value":"secret5"}]}]}},
			null, 5, {"id":"r2","actions":"odd","conditions":"odd"}]}],
			"catch_all":{"actions":{"suppress":true,"automation_actions":"secret6"}}}}`)
	})})
	path := s.Call("get_event_orchestration_service", `{"service_id":"PSCHKAP"}`)
	path.Expect(map[string]any{
		"rules.items.0.other_actions.automation_actions.0.name": "Restart", "rules.items.0.other_actions.automation_actions.0.host": "hooks.example.com", "rules.items.0.other_actions.extractions.0.target": "a",
		"rules.items.0.other_actions.annotate": nil, "rules.items.0.other_actions.suppress": true, "rules.items.3.id": "r2", "catch_all.other_actions.suppress": true,
	})
	if strings.Contains(path.JSON, "secret") {
		t.Errorf("shows a secret: %s", path.JSON)
	}
}
