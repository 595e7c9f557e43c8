package response_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestListIncidentTypes(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_incident_types", `{}`).Expect(map[string]any{
		"items.0.name": "incident_default", "items.0.inherits_fields_of": nil, "items.0.fields.1.several": true, "items.0.fields.2.options.4": "Human error", "items.0.fields.3.type": "integer",
		"items.1.display_name": "Major Incident", "items.1.inherits_fields_of": "incident_default", "items.1.fields.0.name": "status_page_posted", "items.1.fields.4": nil,
		"items.2.id": "PSECURI", "items.3": nil, "more": false,
	})
	start(t, blackbox.Empty()).Call("list_incident_types", `{}`).Expect(map[string]any{"items.0.name": "incident_default", "items.0.fields.0": nil})
}

// Without the right to read fields, the types are there, and each says why its fields are not.
func TestListIncidentTypesWithoutFields(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutScopes("custom_fields.read"))})
	answer := s.Call("list_incident_types", `{}`)
	if reason := answer.Text("items.1.missing.fields"); !strings.Contains(reason, "custom_fields.read") || answer.Len("items") != 3 {
		t.Error(answer.JSON)
	}
	lacking := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired, Path: "/incidents/types"})
	if sentence := lacking.CallError("list_incident_types", `{}`); !strings.Contains(sentence, "402") {
		t.Error(sentence)
	}
}

func TestListPriorities(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_priorities", `{}`).Expect(map[string]any{"items.0.name": "P1", "items.0.description": "Customers cannot buy. All hands.", "items.4.id": "PPRIOR5", "items.5": nil})
	lacking := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutAbilities("priorities"))})
	if sentence := lacking.CallError("list_priorities", `{}`); !strings.Contains(sentence, "plan lacks this feature (402)") {
		t.Error(sentence)
	}
}
