package aiops

import (
	"net/url"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// otherActions returns the actions of a rule other than routing.
func otherActions(rule pagerduty.OrchestrationRule) map[string]any {
	actions, _ := view.Compact(rule.Actions()).(map[string]any)
	delete(actions, "route_to")
	delete(actions, "dynamic_route_to")
	webhooks := withoutSecrets(actions["automation_actions"])
	delete(actions, "automation_actions")
	if len(webhooks) > 0 {
		actions["automation_actions"] = webhooks
	}
	return actions
}

// withoutSecrets removes what may be a secret of another system from webhooks: headers, parameters, and all of the address but the host.
func withoutSecrets(webhooks any) []any {
	var shown []any
	list, _ := webhooks.([]any)
	for _, item := range list {
		webhook, _ := item.(map[string]any)
		safe := map[string]any{}
		for _, name := range []string{"name", "auto_send", "trigger_types"} {
			if value, found := webhook[name]; found {
				safe[name] = value
			}
		}
		address, _ := webhook["url"].(string)
		if target, err := url.Parse(address); err == nil && target.Host != "" {
			safe["host"] = target.Host
		}
		shown = append(shown, safe)
	}
	return shown
}
