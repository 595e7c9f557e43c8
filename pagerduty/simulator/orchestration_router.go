package simulator

// unrouted is the route for events of no service.
const unrouted = "unrouted"

type routerActions struct {
	RouteTo string        `json:"route_to"`
	Dynamic *dynamicRoute `json:"dynamic_route_to"`
}

type pathWarning struct {
	Message     string `json:"message"`
	RuleID      string `json:"rule_id,omitempty"`
	Feature     string `json:"feature"`
	FeatureType string `json:"feature_type"`
	WarningType string `json:"warning_type"`
}

func (c *call) checkDynamicRoute(member string, n int, in *pathRuleInput) {
	dynamic := in.Actions.Dynamic
	if n > 0 {
		c.problem("%s: dynamic_route_to is for the first rule only", member)
	}
	if len(in.Conditions) > 0 {
		c.problem("%s: a rule with dynamic_route_to cannot have conditions", member)
	}
	if in.Actions.RouteTo != "" {
		c.problem("%s: route_to and dynamic_route_to exclude each other", member)
	}
	if dynamic.Source == "" || dynamic.Regex == "" || dynamic.LookupBy != "service_name" && dynamic.LookupBy != "service_id" {
		c.problem("%s: dynamic_route_to must have a source, a regex and lookup_by service_name or service_id", member)
	}
}

// checkRoute refuses a route to a service that does not exist, and warns about a disabled service.
func (c *call) checkRoute(change *pathChange, member, ruleID, to string) {
	if to == unrouted {
		return
	}
	s := c.account.services.byID[to]
	if s == nil {
		c.problem(`%s: route_to must be the id of a service or "unrouted", not %q`, member, to)
		return
	}
	if s.status == "disabled" {
		change.warnings = append(change.warnings, pathWarning{
			Message: "Events are routed to " + s.name + ", which is disabled and accepts none", RuleID: ruleID,
			Feature: "route_to", FeatureType: "actions", WarningType: "invalid_routing",
		})
	}
}
