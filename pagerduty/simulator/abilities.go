package simulator

import (
	"net/http"
	"slices"
)

// aiops is the ability to which PagerDuty's past, related and outlier incidents belong.
const aiops = "event_intelligence"

// allAbilities are the abilities of an account without WithoutAbilities.
var allAbilities = []string{
	"advanced_reports", "coordinated_responding", aiops, "event_orchestrations", "event_rules", "manage_api_keys", "manage_schedules",
	"permissions_service", "preview_intelligent_alert_grouping", "priorities", "read_only_users", "response_operations", "response_plays",
	"service_support_hours", "sso", "stakeholder_role", "team_responders", "teams", "time_based_alert_grouping", "urgencies",
}

func abilityRoutes() []route {
	return []route{
		{method: "GET", path: "/abilities", handle: func(c *call) (any, error) { return map[string]any{"abilities": c.account.abilities()}, nil }},
		{method: "GET", path: "/abilities/{id}", status: http.StatusNoContent, handle: getAbility},
	}
}

// getAbility answers with no body, or with the error that the account lacks the ability.
func getAbility(c *call) (any, error) {
	return nil, c.needAbility(c.path["id"])
}

// abilities returns the abilities that the account has.
func (a *account) abilities() []string {
	return slices.DeleteFunc(slices.Clone(allAbilities), func(name string) bool { return slices.Contains(a.lacksAbilities, name) })
}

// needAbility refuses a call if the account lacks an ability.
func (c *call) needAbility(name string) error {
	if slices.Contains(c.account.abilities(), name) {
		return nil
	}
	return &refusal{http.StatusPaymentRequired, 2014, "Missing Ability", []string{"the account does not have the ability " + name}}
}

// checkAccess refuses a call for which the account's plan or the key's scopes are too small.
func (c *call) checkAccess() error {
	scope := c.operation.Scope
	if slices.Contains(c.account.lacksScopes, scope) || c.scopes != nil && scope != "" && !slices.Contains(c.scopes, scope) {
		return &missingScope{scope}
	}
	if ability := c.operation.route.ability; ability != "" {
		return c.needAbility(ability)
	}
	return nil
}

// WithoutAbilities takes abilities from the account, as a smaller plan would. Operations that need them answer 402. The default is an
// account with all of them.
func WithoutAbilities(names ...string) Option {
	return func(s *Simulator) { s.start.lacksAbilities = append(s.start.lacksAbilities, names...) }
}

// WithoutScopes makes the simulator's keys act like OAuth tokens without these scopes, such as incidents.read or analytics.write. Operations
// that need one answer 403 and name it. The app is not granted them. The default is all scopes.
func WithoutScopes(names ...string) Option {
	return func(s *Simulator) { s.start.lacksScopes = append(s.start.lacksScopes, names...) }
}
