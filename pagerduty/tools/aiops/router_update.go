package aiops

import (
	"context"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) routerUpdate() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("update_event_orchestration_router", "Replaces the rules of an orchestration's router. Pass the complete ordered list.", t.updateRouter,
			mcptools.WithQuestion(t.askUpdateRouter),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"orchestration_id":"Partner Feeds","rules":[{"conditions":["event.source matches part 'shop'"],"route_to":"Storefront Web"}],"remove_missing":true}`)),
	}
}

type updateRouterInput struct {
	orchestrationID
	Rules         []ruleInput `json:"rules" jsonschema_description:"To keep a rule, pass only its id."`
	CatchAll      *string     `json:"catch_all,omitempty" jsonschema_description:"Where events go that match no rule: a service's id or name, or unrouted."`
	RemoveMissing bool        `json:"remove_missing,omitempty" jsonschema_description:"Remove existing rules that are not in rules. Otherwise they make the call fail."`
	Version       *string     `json:"version,omitempty" jsonschema_description:"Refuse if this is no longer the router's version."`
}

func (t *tools) updateRouter(ctx context.Context, in updateRouterInput) (*routerChangeView, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	unlock, err := t.lockRouters(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	router, err := findRouter(ctx, client, in.OrchestrationID)
	if err != nil {
		return nil, err
	}
	if err := in.refuse(router.path); err != nil {
		return nil, err
	}
	plan, err := in.plan(ctx, client, router.path)
	if err != nil {
		return nil, err
	}
	return router.write(ctx, client, plan.rules, plan.catchAll)
}

// check refuses mistakes that can be found without a request.
func (in updateRouterInput) check() error {
	seen := map[string]bool{}
	for i, rule := range in.Rules {
		if err := rule.check(ruleName(i)+".", i == 0); err != nil {
			return err
		}
		id := rule.id()
		if id != "" && seen[id] {
			return fmt.Errorf("%s: the rule %s is in the list twice", ruleName(i), id)
		}
		seen[id] = true
	}
	return identify.Check(routeArgument("catch_all", in.CatchAll, nil))
}

func ruleName(i int) string { return fmt.Sprintf("rules[%d]", i) }

// id returns the rule's id; "" for a new rule.
func (in ruleInput) id() string {
	if in.ID == nil {
		return ""
	}
	return strings.TrimSpace(*in.ID)
}

// refuse returns an error if the router has another version, or if rules would be removed without RemoveMissing.
func (in updateRouterInput) refuse(path *pagerduty.OrchestrationPath) error {
	if in.Version != nil && *in.Version != path.Version() {
		return fmt.Errorf("the router's version is %q, not %q: it has changed. %s", path.Version(), *in.Version, readAgain)
	}
	kept := map[string]bool{}
	for _, rule := range in.Rules {
		kept[rule.id()] = true
	}
	var missing []string
	for _, rule := range path.Rules() {
		if id := rule.ID(); id == "" || !kept[id] {
			missing = append(missing, fmt.Sprintf("%s (%.60q)", id, rule.Label()))
		}
	}
	if len(missing) == 0 || in.RemoveMissing {
		return nil
	}
	return fmt.Errorf("these rules exist and would be removed, since they are not in rules: %s. "+
		"Pass their ids to keep them, or set remove_missing to true", strings.Join(missing, ", "))
}

// plannedRouter has the new rules of a router.
type plannedRouter struct {
	rules    []pagerduty.OrchestrationRule
	catchAll *pagerduty.OrchestrationRule // nil if it is unchanged
}

func (in updateRouterInput) plan(ctx context.Context, client *pagerduty.Client, path *pagerduty.OrchestrationPath) (*plannedRouter, error) {
	existing := rulesByID(path)
	for i, rule := range in.Rules {
		if _, known := existing[rule.id()]; rule.ID != nil && !known {
			return nil, fmt.Errorf("%s: the router has no rule with the id %.60q: omit the id for a new rule", ruleName(i), rule.id())
		}
	}
	routes, catchAll, err := in.routes(ctx, client, existing, path.CatchAll())
	if err != nil {
		return nil, err
	}
	plan := &plannedRouter{}
	for i, given := range in.Rules {
		rule := existing[given.id()] // or a new one
		if err := given.checkConditions(rule); err != nil {
			return nil, fmt.Errorf("%s.%w", ruleName(i), err)
		}
		if err := given.checkSyntax(ruleName(i)+".", rule.Conditions()); err != nil {
			return nil, err
		}
		given.apply(&rule, routes[i])
		if rule.DynamicRouteTo() != nil && (i > 0 || len(rule.Conditions()) > 0) {
			return nil, fmt.Errorf("%s: a rule with a dynamic route must be the first and have no conditions", ruleName(i))
		}
		plan.rules = append(plan.rules, rule)
	}
	if in.CatchAll != nil && catchAll != path.CatchAll().RouteTo() {
		rule := path.CatchAll()
		rule.SetRouteTo(catchAll)
		plan.catchAll = &rule
	}
	return plan, nil
}

// routes finds the ids of the services that each rule and the catch-all route to. It does not look up a service to which a rule already
// routes.
func (in updateRouterInput) routes(ctx context.Context, client *pagerduty.Client, existing map[string]pagerduty.OrchestrationRule, last pagerduty.OrchestrationRule) ([]string, string, error) {
	routes, wanted := make([]string, len(in.Rules)+1), []identify.Argument{}
	find := func(argument string, text *string, now string, to *string) {
		switch {
		case text == nil:
		case isUnrouted(*text):
			*to = unrouted
		case strings.TrimSpace(*text) == now:
			*to = now
		default:
			wanted = append(wanted, routeArgument(argument, text, to))
		}
	}
	for i, rule := range in.Rules {
		was := existing[rule.id()]
		find(ruleName(i)+".route_to", rule.RouteTo, was.RouteTo(), &routes[i])
	}
	catchAll := &routes[len(in.Rules)]
	find("catch_all", in.CatchAll, last.RouteTo(), catchAll)
	err := identify.Resolve(ctx, client, wanted...)
	return routes[:len(in.Rules)], *catchAll, err
}

func (t *tools) askUpdateRouter(ctx context.Context, in updateRouterInput) mcptools.Question {
	added := 0
	for _, rule := range in.Rules {
		if rule.id() == "" {
			added++
		}
	}
	words := fmt.Sprintf("Replace the router rules of orchestration %%s by %s (%d new)", ask.Count(len(in.Rules), "rule"), added)
	if in.RemoveMissing {
		words += " and remove all others"
	}
	question := mcptools.NewQuestion(words, identify.Labels(ctx, t.source, identify.EventOrchestration().Name, in.OrchestrationID))
	if in.CatchAll != nil {
		question = question.And(", catch-all to %s", identify.Labels(ctx, t.source, identify.Service().Name, *in.CatchAll))
	}
	return question.And("?")
}
