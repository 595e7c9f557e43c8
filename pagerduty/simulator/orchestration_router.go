package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// unrouted is where a router sends what belongs to no service.
const unrouted = "unrouted"

// routerInput is what counts in the body of updateOrchPathRouter.
type routerInput struct {
	Sets     []routerSetInput  `json:"sets"`
	CatchAll *routerCatchInput `json:"catch_all"`
}

type routerSetInput struct {
	ID    string            `json:"id"`
	Rules []json.RawMessage `json:"rules"`
}

type routerCatchInput struct {
	Actions json.RawMessage `json:"actions"`
}

// routerRuleInput is what the simulator understands of a rule.
type routerRuleInput struct {
	ID         string `json:"id"`
	Label      string `json:"label"`
	Disabled   bool   `json:"disabled"`
	Conditions []struct {
		Expression string `json:"expression"`
	} `json:"conditions"`
	Actions routerActions `json:"actions"`
}

type routerActions struct {
	RouteTo string `json:"route_to"`
	Dynamic *struct {
		Source   string `json:"source"`
		Regex    string `json:"regex"`
		LookupBy string `json:"lookup_by"`
	} `json:"dynamic_route_to"`
}

type routerWarning struct {
	Message     string `json:"message"`
	RuleID      string `json:"rule_id,omitempty"`
	Feature     string `json:"feature"`
	FeatureType string `json:"feature_type"`
	WarningType string `json:"warning_type"`
}

// routerChange is a set of rules that was checked, and what is odd about it.
type routerChange struct {
	rules    []orchestrationRule
	catchAll json.RawMessage
	warnings []routerWarning
}

// updateRouter replaces all rules. A rule keeps its id if it had one; the others get one.
func updateRouter(c *call) (any, error) {
	o, err := c.orchestration()
	if err != nil {
		return nil, err
	}
	var in struct {
		Path *routerInput `json:"orchestration_path"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	change, err := c.planRouter(o.router, in.Path)
	if err != nil {
		return nil, err
	}
	p := o.router
	p.sets, p.catchAll = []ruleSet{{"start", each(change.rules, c.account.withID)}}, change.catchAll
	p.version, p.updatedAt, p.updatedBy = c.account.newVersion(), c.now, c.user
	return map[string]any{"orchestration_path": c.renderer().path(p, o.reference()), "warnings": change.warnings}, nil
}

// planRouter checks a change without making it.
func (c *call) planRouter(current *orchestrationPath, in *routerInput) (*routerChange, error) {
	if in == nil {
		return nil, invalid("the body must have an orchestration_path")
	}
	if len(in.Sets) != 1 || in.Sets[0].ID != "start" {
		return nil, invalid(`a router has exactly one set of rules, with the id "start"`)
	}
	change := &routerChange{catchAll: json.RawMessage(`{"route_to":"unrouted"}`), warnings: []routerWarning{}}
	c.planCatchAll(change, in.CatchAll)
	for n, raw := range in.Sets[0].Rules {
		c.planRule(change, current, n, raw)
	}
	return change, c.refusal()
}

func (a *account) newVersion() string { return a.newID("", 32) }

// withID gives a rule an id if it has none.
func (a *account) withID(r orchestrationRule) orchestrationRule {
	if r.id() == "" {
		r["id"], _ = json.Marshal(a.newUUID()) // a text: cannot fail
	}
	return r
}

func (c *call) planCatchAll(change *routerChange, in *routerCatchInput) {
	if in == nil || in.Actions == nil {
		return
	}
	const member = "orchestration_path.catch_all.actions"
	var actions routerActions
	if problem := decodePart(json.NewDecoder(bytes.NewReader(in.Actions)), &actions); problem != "" {
		c.problem("%s: %s", member, problem)
		return
	}
	if actions.Dynamic != nil {
		c.problem("%s takes no dynamic_route_to", member)
	}
	c.checkRoute(change, member, "", actions.RouteTo)
	change.catchAll = in.Actions
}

// planRule checks the n-th rule.
func (c *call) planRule(change *routerChange, current *orchestrationPath, n int, raw json.RawMessage) {
	member := fmt.Sprintf("orchestration_path.sets.0.rules.%d", n)
	var in routerRuleInput
	rule := orchestrationRule{}
	if problem := decodePart(json.NewDecoder(bytes.NewReader(raw)), &in); problem != "" {
		c.problem("%s: %s", member, problem)
		return
	}
	if err := json.Unmarshal(raw, &rule); err != nil || rule == nil {
		c.problem("%s must be an object", member)
		return
	}
	if !c.knowsRule(member, in.ID, change.rules, current.sets[0].Rules) {
		delete(rule, "id") // it gets one of its own, as in PagerDuty
	}
	for _, condition := range in.Conditions {
		if condition.Expression == "" {
			c.problem("%s.conditions: each must have an expression", member)
		}
	}
	if in.Actions.Dynamic != nil {
		c.checkDynamicRoute(member, n, &in)
	} else {
		c.checkRoute(change, member, in.ID, in.Actions.RouteTo)
	}
	change.rules = append(change.rules, rule)
}

// knowsRule reports whether a rule of the body is one that is there already. It refuses an id that an earlier rule of the body
// has, and, where the simulator is strict, one that no rule has.
func (c *call) knowsRule(member, id string, before, current []orchestrationRule) bool {
	has := func(r orchestrationRule) bool { return r.id() == id }
	known := id != "" && slices.ContainsFunc(current, has)
	switch {
	case known && slices.ContainsFunc(before, has):
		c.problem("%s: the id %s stands twice", member, id)
	case !known && id != "" && !c.lenient:
		c.problem("%s: no rule has the id %s: leave the id of a new rule out", member, id)
	}
	return known
}

func (c *call) checkDynamicRoute(member string, n int, in *routerRuleInput) {
	dynamic := in.Actions.Dynamic
	if n > 0 {
		c.problem("%s: dynamic_route_to is for the first rule only", member)
	}
	if len(in.Conditions) > 0 {
		c.problem("%s: a rule with dynamic_route_to takes no conditions", member)
	}
	if in.Actions.RouteTo != "" {
		c.problem("%s: route_to and dynamic_route_to exclude each other", member)
	}
	if dynamic.Source == "" || dynamic.Regex == "" || dynamic.LookupBy != "service_name" && dynamic.LookupBy != "service_id" {
		c.problem("%s: dynamic_route_to must have a source, a regex and lookup_by service_name or service_id", member)
	}
}

// checkRoute refuses a route to what does not exist, and warns of one to a service that takes nothing in.
func (c *call) checkRoute(change *routerChange, member, ruleID, to string) {
	if to == unrouted {
		return
	}
	s := c.account.services.byID[to]
	if s == nil {
		c.problem(`%s: route_to must be the id of a service or "unrouted", not %q`, member, to)
		return
	}
	if s.status == "disabled" {
		change.warnings = append(change.warnings, routerWarning{
			Message: "Events are routed to " + s.name + ", which is disabled and takes none", RuleID: ruleID,
			Feature: "route_to", FeatureType: "actions", WarningType: "invalid_routing",
		})
	}
}
