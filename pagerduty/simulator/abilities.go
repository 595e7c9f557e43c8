package simulator

import (
	"net/http"
	"slices"
)

// abilities are the abilities of the account. They include all that the simulator needs.
var abilities = []string{
	"advanced_reports", "coordinated_responding", "event_intelligence", "event_orchestrations", "event_rules", "manage_api_keys", "manage_schedules",
	"permissions_service", "preview_intelligent_alert_grouping", "priorities", "read_only_users", "response_operations", "response_plays",
	"service_support_hours", "sso", "stakeholder_role", "team_responders", "teams", "time_based_alert_grouping", "urgencies",
}

func abilityRoutes() []route {
	return []route{
		{method: "GET", path: "/abilities", handle: func(*call) (any, error) { return map[string]any{"abilities": abilities}, nil }},
		{method: "GET", path: "/abilities/{id}", status: http.StatusNoContent, handle: getAbility},
	}
}

// getAbility answers with no body, or with the error that the account lacks the ability.
func getAbility(c *call) (any, error) {
	if name := c.path["id"]; !slices.Contains(abilities, name) {
		return nil, &refusal{http.StatusPaymentRequired, 2014, "Missing Ability", []string{"the account does not have the ability " + name}}
	}
	return nil, nil
}
