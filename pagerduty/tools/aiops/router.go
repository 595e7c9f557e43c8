package aiops

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// router is a router as it was read.
type router struct {
	id   string // of the orchestration
	path *pagerduty.OrchestrationPath
}

func findRouter(ctx context.Context, client *pagerduty.Client, text string) (*router, error) {
	return identify.Find(ctx, client, identify.EventOrchestration(), "orchestration_id", text, func(ctx context.Context, id string) (*router, error) {
		path, err := client.EventOrchestrations.Router(ctx, id)
		return &router{id, path}, err
	})
}

// write replaces the rules, and the catch-all where there is one. PagerDuty replaces the whole router and compares no versions,
// so it is read again right before: what somebody else has changed since it was read is not overwritten. Between this reading
// and the writing a change can still be lost, and only PagerDuty could prevent that.
func (r *router) write(ctx context.Context, client *pagerduty.Client, rules []pagerduty.OrchestrationRule, catchAll *pagerduty.OrchestrationRule) (*routerChangeView, error) {
	now, err := client.EventOrchestrations.Router(ctx, r.id)
	if err != nil {
		return nil, err
	}
	if !isSame(r.path, now) {
		return nil, fmt.Errorf("somebody else has changed the router meanwhile (its version is now %q). Nothing was changed. Read it again, and repeat the change on what is there now", now.Version())
	}
	now.SetRules(rules)
	if catchAll != nil {
		now.SetCatchAll(*catchAll)
	}
	after, warnings, err := client.EventOrchestrations.UpdateRouter(ctx, r.id, now)
	if err != nil {
		return nil, err
	}
	return showRouterChange(r, after, warnings), nil
}

// isSame compares more than versions, since PagerDuty may send none.
func isSame(a, b *pagerduty.OrchestrationPath) bool {
	return a.Version() == b.Version() && a.UpdatedAt().Equal(b.UpdatedAt().Time) &&
		slices.EqualFunc(a.Rules(), b.Rules(), pagerduty.OrchestrationRule.Equal) && a.CatchAll().Equal(b.CatchAll())
}

// routerChangeView is what became of a router.
type routerChangeView struct {
	OrchestrationID string        `json:"orchestration_id"`
	Version         string        `json:"version,omitzero"`
	Rules           int           `json:"rules"` // how many there are now
	Added           []ruleView    `json:"added,omitempty"`
	Changed         []ruleView    `json:"changed,omitempty"`
	Removed         []ruleView    `json:"removed,omitempty"`
	CatchAll        string        `json:"catch_all,omitzero"`
	Warnings        []warningView `json:"warnings,omitempty"`
	Note            string        `json:"note,omitzero"`
}

// warningView is what PagerDuty says of a rule that it keeps but does not apply.
type warningView struct {
	RuleID  string `json:"rule_id,omitzero"`
	Feature string `json:"feature,omitzero"`
	Message string `json:"message,omitzero"`
}

func showRouterChange(before *router, after *pagerduty.OrchestrationPath, warnings []pagerduty.OrchestrationWarning) *routerChangeView {
	shown := &routerChangeView{
		OrchestrationID: before.id, Version: after.Version(), Rules: len(after.Rules()), CatchAll: after.CatchAll().RouteTo(),
		Note: noteOn(before.path.Rules(), after.Rules()),
	}
	old, now := rulesByID(before.path), rulesByID(after)
	for _, rule := range after.Rules() {
		was, known := old[rule.ID()]
		switch {
		case !known:
			shown.Added = append(shown.Added, showRule(rule))
		case !reflect.DeepEqual(showRule(was), showRule(rule)) || !slices.Equal(was.Conditions(), rule.Conditions()):
			shown.Changed = append(shown.Changed, showRule(rule))
		}
	}
	for _, rule := range before.path.Rules() {
		if _, kept := now[rule.ID()]; !kept {
			shown.Removed = append(shown.Removed, showRule(rule))
		}
	}
	for _, w := range warnings {
		shown.Warnings = append(shown.Warnings, warningView{w.RuleID, w.Feature, w.Message})
	}
	return shown
}

func rulesByID(path *pagerduty.OrchestrationPath) map[string]pagerduty.OrchestrationRule {
	rules := map[string]pagerduty.OrchestrationRule{}
	for _, rule := range path.Rules() {
		if id := rule.ID(); id != "" {
			rules[id] = rule
		}
	}
	return rules
}
