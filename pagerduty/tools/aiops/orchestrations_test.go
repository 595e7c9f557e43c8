package aiops_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListEventOrchestrations(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_event_orchestrations", `{}`).Expect(map[string]any{
		"items.0.id": office, "items.0.routes": 0, "items.0.team": nil, "items.1.name": "Partner Feeds", "items.1.team.id": "PTCHECK", "items.1.team.name": "Checkout",
		"items.2.id": production, "items.2.name": "Production Events", "items.2.description": "Everything that monitoring sends.", "items.2.routes": 8, "items.3": nil, "more": false,
	})
	if sent := slices.Sorted(slices.Values(s.Sent())); !slices.Equal(sent, []string{"GET /event_orchestrations?limit=25", "GET /teams/PTCHECK", "GET /teams/PTPLATF"}) {
		t.Errorf("sent %v", sent)
	}
	s.Call("list_event_orchestrations", `{"query_model":{"sort_by":"ROUTES:desc","limit":1,"offset":1}}`).Expect(map[string]any{"items.0.id": partners, "items.1": nil, "more": true, "next_offset": 2})
	s.ExpectSent("GET /event_orchestrations?limit=1&offset=1&sort_by=routes:desc", "GET /teams/PTCHECK")
	if sentence := s.CallError("list_event_orchestrations", `{"sort_by":"age"}`); !strings.Contains(sentence, "created_at:desc") || len(s.Requests()) != 0 {
		t.Errorf("%q after %v", sentence, s.Sent())
	}
	s = empty(t)
	if none := s.Call("list_event_orchestrations", `{}`); none.JSON != `{"items":[],"more":false}` {
		t.Error(none.JSON)
	}
	s = start(t, blackbox.Account{Simulator: largeAccount()})
	if many := s.Call("list_event_orchestrations", `{"limit":120}`); many.Len("items") != 120 || many.At("more") != false || len(s.Requests()) != 4 {
		t.Errorf("%d after %v", many.Len("items"), s.Sent())
	}
}

func TestGetEventOrchestration(t *testing.T) {
	t.Parallel()
	s := demo(t)
	got := s.Call("get_event_orchestration", `{"orchestration_id":"`+production+`"}`)
	got.Expect(map[string]any{
		"id": production, "name": "Production Events", "routes": 8, "team.id": "PTPLATF", "team.name": "Platform", "note": nil, "integrations.0.name": "Prometheus", "integrations.2.name": "Synthetic checks", "integrations.3": nil,
	})
	s.ExpectSent("GET /event_orchestrations/"+production, "GET /teams/PTPLATF")
	s.Call("get_event_orchestration", `{"orchestration_id":"partner feeds"}`).Expect(map[string]any{"id": partners})
	s.Call("get_event_orchestration", `{"event_orchestration":{"id":"`+partners+`"}}`).Expect(map[string]any{"id": partners})
	for _, unknown := range []string{"00000000-4f6c-4d0a-9f53-0c1d6a7e8f01", "production"} {
		sentence := s.CallError("get_event_orchestration", `{"orchestration_id":"`+unknown+`"}`)
		if !strings.Contains(sentence, "no event orchestration has this id or exactly this name. ") || !strings.Contains(sentence, "Production Events ("+production+")") {
			t.Errorf("%s: %q", unknown, sentence)
		}
		if unknown == "production" && !strings.Contains(sentence, "Similar: Production Events") {
			t.Errorf("the most similar name is not the first: %q", sentence)
		}
	}
}

// The names of teams are looked up, each once. A note lists those that cannot be read.
func TestNamesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Simulator.Inject(simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/teams/PTPLATF"}, simulator.Fault{Kind: simulator.FaultStatus, Status: 403, Path: "/services/PSCHKAP"})
	s.Call("list_event_orchestrations", `{}`).Expect(map[string]any{"items.1.team.name": "Checkout", "items.2.team.id": "PTPLATF", "items.2.team.name": nil, "notes.0": "The names of these teams could not be read: PTPLATF."})
	s.Call("get_event_orchestration", `{"orchestration_id":"`+production+`"}`).Expect(map[string]any{"team.id": "PTPLATF", "team.name": nil, "note": "The names of these teams could not be read: PTPLATF."})
	router := s.Call("get_event_orchestration_router", `{"orchestration_id":"`+production+`"}`)
	router.Expect(map[string]any{"note": "The names of these services could not be read: PSCHKAP."})
	if named := router.Column("services", "id"); len(named) != 5 || slices.Contains(named, "PSCHKAP") {
		t.Errorf("named %v", named)
	}
}

// No tool shows a routing key: anybody who has one can send events.
func TestRoutingKeysAreNeverShown(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for tool, arguments := range map[string]string{
		"list_event_orchestrations": `{}`, "get_event_orchestration": `{"orchestration_id":"` + production + `"}`,
		"get_event_orchestration_router": `{"orchestration_id":"` + production + `"}`, "get_event_orchestration_global": `{"orchestration_id":"` + production + `"}`,
		"append_event_orchestration_router_rule": `{"orchestration_id":"` + production + `","route_to":"PSCHKAP","conditions":["event.source exists"]}`,
	} {
		if answer := s.Call(tool, arguments); strings.Contains(answer.JSON, "routing-key") || strings.Contains(answer.JSON, "routing_key") {
			t.Errorf("%s: %s", tool, answer.JSON)
		}
	}
}

func TestReadingFails(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: 402, Method: http.MethodGet})
	for tool, arguments := range map[string]string{
		"list_alert_grouping_settings": `{}`, "get_alert_grouping_setting": `{"setting_id":"PGSCANN"}`, "list_event_orchestrations": `{}`,
		"get_event_orchestration": `{"orchestration_id":"` + production + `"}`, "get_event_orchestration_router": `{"orchestration_id":"` + production + `"}`,
		"get_event_orchestration_global": `{"orchestration_id":"` + production + `"}`, "get_event_orchestration_service": `{"service_id":"PSCHKAP"}`,
	} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "plan lacks this feature (402)") {
			t.Errorf("%s: %q", tool, sentence)
		}
	}
}
