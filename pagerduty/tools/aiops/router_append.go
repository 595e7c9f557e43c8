package aiops

import (
	"context"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) routerAppend() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("append_event_orchestration_router_rule", "Adds a rule to an orchestration's router; the other rules are unchanged.", t.appendRule,
			mcptools.WithQuestion(t.askAppendRule),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"orchestration_id":"Production Events","conditions":["event.source matches part 'shop'"],"route_to":"Storefront Web"}`)),
	}
}

type appendRuleInput struct {
	orchestrationID
	Label      *string  `json:"label,omitempty"`
	Conditions []string `json:"conditions,omitempty" jsonschema_description:"In PCL. Without any, it matches every event that reaches it."`
	RouteTo    string   `json:"route_to" jsonschema_description:"Service: id or name."`
	Disabled   *bool    `json:"disabled,omitempty"`
	Position   *int     `json:"position,omitempty" jsonschema:"minimum=1" jsonschema_description:"1 is the first. Default: the last."`
}

func (t *tools) appendRule(ctx context.Context, in appendRuleInput) (*routerChangeView, error) {
	added := ruleInput{Label: in.Label, Conditions: in.Conditions, RouteTo: &in.RouteTo, Disabled: in.Disabled}
	if err := added.check("", false); err != nil {
		return nil, err
	}
	if err := identify.Check(identify.One(identify.EventOrchestration(), "orchestration_id", &in.OrchestrationID, nil)); err != nil {
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
	var router *router
	route, index := unrouted, 0
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			if router, err = findRouter(ctx, client, in.OrchestrationID); err == nil {
				index, err = in.index(router.path.Rules())
			}
			return err
		},
		func(ctx context.Context) error {
			return identify.Resolve(ctx, client, routeArgument("route_to", &in.RouteTo, &route))
		},
	)
	if err != nil {
		return nil, err
	}
	var rule pagerduty.OrchestrationRule
	added.apply(&rule, route)
	return router.write(ctx, client, slices.Insert(slices.Clone(router.path.Rules()), index, rule), nil)
}

// index returns the index of the new rule.
func (in appendRuleInput) index(rules []pagerduty.OrchestrationRule) (int, error) {
	switch {
	case in.Position == nil:
		return len(rules), nil
	case *in.Position > len(rules)+1:
		return 0, fmt.Errorf("position is %d, but the router has %d rules: give 1 to %d, or omit it for the last", *in.Position, len(rules), len(rules)+1)
	case *in.Position == 1 && len(rules) > 0 && rules[0].DynamicRouteTo() != nil:
		return 0, fmt.Errorf("position 1 belongs to the rule %s (%.60q), whose dynamic route must come first: give 2 or more", rules[0].ID(), rules[0].Label())
	}
	return *in.Position - 1, nil
}

// askAppendRule asks "Add a router rule to orchestration Shop: event.source matches 'db' to service Orders Database?".
func (t *tools) askAppendRule(ctx context.Context, in appendRuleInput) mcptools.Question {
	conditions := in.Conditions
	if len(conditions) == 0 {
		conditions = []string{"every event"}
	}
	return mcptools.NewQuestion("Add a router rule to orchestration %s: %s to service %s?",
		identify.Labels(ctx, t.source, identify.EventOrchestration().Name, in.OrchestrationID), conditions,
		identify.Labels(ctx, t.source, identify.Service().Name, in.RouteTo))
}
