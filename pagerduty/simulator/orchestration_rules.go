package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

// pathInput has the members of a path that the simulator uses.
type pathInput struct {
	Sets     []pathSetInput  `json:"sets"`
	CatchAll *pathCatchInput `json:"catch_all"`
}

type pathSetInput struct {
	ID    string            `json:"id"`
	Rules []json.RawMessage `json:"rules"`
}

type pathCatchInput struct {
	Actions json.RawMessage `json:"actions"`
}

// pathRuleInput has the members of a rule that the simulator uses.
type pathRuleInput struct {
	ID         string           `json:"id"`
	Label      string           `json:"label"`
	Disabled   bool             `json:"disabled"`
	Conditions []conditionInput `json:"conditions"`
	Actions    routerActions    `json:"actions"`
}

type conditionInput struct {
	Expression string `json:"expression"`
}

// pathChange is checked sets of rules, and warnings about them.
type pathChange struct {
	kind     string // of the path
	known    []orchestrationRule
	names    []string // names of the sets, which rules can route to
	sets     []ruleSet
	catchAll json.RawMessage
	warnings []pathWarning
}

// updatePath replaces all rules. A rule with an id keeps it. The others get a new id.
func updatePath(found pathFinder) func(*call) (any, error) {
	return func(c *call) (any, error) {
		p, parent, err := found(c)
		if err != nil {
			return nil, err
		}
		var in struct {
			Path *pathInput `json:"orchestration_path"`
		}
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		change, err := c.planPath(p, in.Path)
		if err != nil {
			return nil, err
		}
		p.sets, p.catchAll = each(change.sets, c.account.withIDs), change.catchAll
		p.version, p.updatedAt, p.updatedBy = c.account.newVersion(), c.now, c.user
		answer := map[string]any{"orchestration_path": c.renderer().path(p, parent), "warnings": change.warnings}
		if c.lenient && len(change.warnings) == 0 {
			delete(answer, "warnings") // PagerDuty's Go client cannot parse an answer with warnings
		}
		return answer, nil
	}
}

// planPath checks a change without making it.
func (c *call) planPath(current *orchestrationPath, in *pathInput) (*pathChange, error) {
	if in == nil {
		return nil, invalid("the body must have an orchestration_path")
	}
	change := &pathChange{kind: current.kind, catchAll: emptyPath(current.kind, c.now).catchAll, warnings: []pathWarning{}}
	for _, set := range current.sets {
		change.known = append(change.known, set.Rules...)
	}
	for n, set := range in.Sets {
		if slices.Contains(change.names, set.ID) {
			c.problem("orchestration_path.sets.%d.id: an earlier set has the id %q", n, set.ID)
		}
		change.names = append(change.names, set.ID)
	}
	switch {
	case current.kind == "router" && !slices.Equal(change.names, []string{"start"}):
		return nil, invalid(`a router has exactly one set of rules, with the id "start"`)
	case !slices.Contains(change.names, "start"):
		return nil, invalid(`one of the sets of rules must have the id "start"`)
	}
	c.planCatchAll(change, in.CatchAll)
	for s, set := range in.Sets {
		change.sets = append(change.sets, ruleSet{set.ID, []orchestrationRule{}})
		for n, raw := range set.Rules {
			c.planRule(change, fmt.Sprintf("orchestration_path.sets.%d.rules.%d", s, n), n, raw)
		}
	}
	return change, c.refusal()
}

func (a *account) newVersion() string { return a.newID("", 32) }

func (a *account) withIDs(set ruleSet) ruleSet { return ruleSet{set.ID, each(set.Rules, a.withID)} }

// withID adds an id to a rule that has none.
func (a *account) withID(r orchestrationRule) orchestrationRule {
	if r.id() == "" {
		r["id"], _ = json.Marshal(a.newUUID()) // cannot fail: a string
	}
	return r
}

func (c *call) planCatchAll(change *pathChange, in *pathCatchInput) {
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
		c.problem("%s cannot have dynamic_route_to", member)
	}
	if change.kind == "router" {
		c.checkRoute(change, member, "", actions.RouteTo)
	}
	change.catchAll = in.Actions
}

// planRule checks rule n of the last set.
func (c *call) planRule(change *pathChange, member string, n int, raw json.RawMessage) {
	var in pathRuleInput
	rule := orchestrationRule{}
	if problem := decodePart(json.NewDecoder(bytes.NewReader(raw)), &in); problem != "" {
		c.problem("%s: %s", member, problem)
		return
	}
	if err := json.Unmarshal(raw, &rule); err != nil || rule == nil {
		c.problem("%s must be an object", member)
		return
	}
	if !c.knowsRule(member, in.ID, change) {
		delete(rule, "id") // it gets a new id, as in PagerDuty
	}
	c.checkConditions(member, in.Conditions)
	switch to := in.Actions.RouteTo; {
	case change.kind == "router" && in.Actions.Dynamic != nil:
		c.checkDynamicRoute(member, n, &in)
	case change.kind == "router":
		c.checkRoute(change, member, in.ID, to)
	case to != "" && !slices.Contains(change.names, to):
		c.problem("%s.actions.route_to must be the id of one of the sets, not %q", member, to)
	}
	set := &change.sets[len(change.sets)-1]
	set.Rules = append(set.Rules, rule)
}

// checkConditions refuses expressions that are not PagerDuty's Condition Language.
func (c *call) checkConditions(member string, in []conditionInput) {
	for n, condition := range in {
		if condition.Expression == "" {
			c.problem("%s.conditions: each must have an expression", member)
		} else if _, err := conditions.Parse(condition.Expression); err != nil {
			c.problem("%s.conditions.%d.expression: %v", member, n, err)
		}
	}
}

// knowsRule reports whether a rule of the body already exists. It refuses an id that occurs twice in the body. Unless the simulator is
// lenient, it also refuses an id that no rule has.
func (c *call) knowsRule(member, id string, change *pathChange) bool {
	has := func(r orchestrationRule) bool { return r.id() == id }
	known := id != "" && slices.ContainsFunc(change.known, has)
	switch {
	case known && slices.ContainsFunc(change.sets, func(set ruleSet) bool { return slices.ContainsFunc(set.Rules, has) }):
		c.problem("%s.id: an earlier rule has the id %s", member, id)
	case !known && id != "" && !c.lenient:
		c.problem("%s: no rule has the id %s: omit the id of a new rule", member, id)
	}
	return known
}
