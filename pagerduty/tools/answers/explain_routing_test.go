package answers_test

import (
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/answers"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestExplainRouting(t *testing.T) {
	t.Parallel()
	s := blackbox.Start(t, answers.Toolset, blackbox.Account{})
	got := s.Call("explain_routing", `{"orchestration":"production events","event":{"summary":"Orders per minute are low","source":"checkout-7","severity":"error"}}`)
	got.Expect(map[string]any{
		"orchestration.id": "1b5e0a52-4f6c-4d0a-9f53-0c1d6a7e8f01", "results.0.if": nil, "results.1": nil, "results.0.outcome": "incident",
		"results.0.service.id": "PSCHKAP", "results.0.severity": "critical", "results.0.priority.name": "P1", "results.0.urgency": "high",
		"results.0.notified.0.id": "PUAMARA", "results.0.notified.1": nil, "not_known": nil,
		"results.0.way.0.path": "global", "results.0.way.0.matched.catch_all": true, "results.0.way.0.passed.2.false": "event.custom_details.region exists",
		"results.0.way.1.path": "router", "results.0.way.1.matched.label": "Checkout", "results.0.way.1.passed.0.names_no_service": true,
		"results.0.way.2.matched.label": "Losing orders", "results.0.way.3.set": "orders", "results.0.changed_fields.severity": "critical",
		"services.0.orchestration": "active", "services.0.alert_grouping.window": "15m", "services.0.alert_grouping.open_incidents.0": "Q2CHECKOUTLATE",
		"escalation_policies.0.levels.1.after": "15m", "escalation_policies.0.levels.1.people.0.id": "PUBRUNO",
	})
}
