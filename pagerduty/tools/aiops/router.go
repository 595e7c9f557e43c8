package aiops

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// router is a router before it is changed.
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

// write replaces the rules, and the catch-all if it is not nil. PagerDuty replaces the whole router and compares no versions, so write
// reads it again and refuses to overwrite changes that somebody else has made. A change between this read and the write is still lost.
func (r *router) write(ctx context.Context, client *pagerduty.Client, rules []pagerduty.OrchestrationRule, catchAll *pagerduty.OrchestrationRule) (*routerChangeView, error) {
	now, err := client.EventOrchestrations.Router(ctx, r.id)
	if err != nil {
		return nil, err
	}
	if !isSame(r.path, now) {
		return nil, fmt.Errorf("somebody else has changed the router meanwhile (its version is now %q). %s", now.Version(), readAgain)
	}
	now.SetRules(rules)
	if catchAll != nil {
		now.SetCatchAll(*catchAll)
	}
	after, warnings, err := client.EventOrchestrations.UpdateRouter(ctx, r.id, now)
	if err != nil {
		return nil, err
	}
	shown := showRouterChange(r, after, warnings)
	shown.addNames(ctx, client)
	return shown, nil
}

// readAgain is the advice after the router has changed.
const readAgain = "Read it again, and repeat the change on its new rules"

// isSame compares more than versions, since PagerDuty may send none.
func isSame(a, b *pagerduty.OrchestrationPath) bool {
	return a.Version() == b.Version() && a.UpdatedAt().Equal(b.UpdatedAt().Time) &&
		slices.EqualFunc(a.Rules(), b.Rules(), pagerduty.OrchestrationRule.Equal) && a.CatchAll().Equal(b.CatchAll())
}

// routerChangeView is the effect of a write on a router.
type routerChangeView struct {
	OrchestrationID string        `json:"orchestration_id"`
	Version         string        `json:"version,omitzero"`
	Rules           int           `json:"rules"` // their number after the write
	Added           []changedRule `json:"added,omitempty"`
	Changed         []changedRule `json:"changed,omitempty"`
	Removed         []changedRule `json:"removed,omitempty"`
	CatchAll        string        `json:"catch_all,omitzero"`
	CatchAllName    string        `json:"catch_all_name,omitzero"`
	CatchAllBefore  string        `json:"catch_all_before,omitzero"` // if it has changed
	Warnings        []warningView `json:"warnings,omitempty"`
	Note            string        `json:"note,omitzero"`
}

// changedRule is a rule that a write added, changed or removed.
type changedRule struct {
	Position int `json:"position"` // from 1; the previous one for a removed rule
	ruleView
	RouteToName string `json:"route_to_name,omitzero"`
}

// addNames adds the names of the services that events are routed to, or a note on those that cannot be read.
func (v *routerChangeView) addNames(ctx context.Context, client *pagerduty.Client) {
	routes := []string{v.CatchAll}
	for _, rule := range slices.Concat(v.Added, v.Changed, v.Removed) {
		routes = append(routes, rule.RouteTo)
	}
	names := serviceNames(ctx, client, routes)
	for _, rules := range [][]changedRule{v.Added, v.Changed, v.Removed} {
		for i := range rules {
			rules[i].RouteToName = names[rules[i].RouteTo]
		}
	}
	v.CatchAllName = names[v.CatchAll]
	v.Note = strings.TrimSpace(v.Note + " " + identify.Unnamed("services", names))
}

// serviceNames returns the names of the services among routes, by id.
func serviceNames(ctx context.Context, client *pagerduty.Client, routes []string) map[string]string {
	ids := slices.DeleteFunc(routes, func(route string) bool { return route == "" || route == unrouted })
	return identify.NamesOf(ctx, client, identify.Service().Name, ids)
}

// warningView is PagerDuty's warning about a rule that it stores but does not apply.
type warningView struct {
	RuleID  string `json:"rule_id,omitzero"`
	Feature string `json:"feature,omitzero"`
	Message string `json:"message,omitzero"`
}

func showRouterChange(before *router, after *pagerduty.OrchestrationPath, warnings []pagerduty.OrchestrationWarning) *routerChangeView {
	shown := &routerChangeView{
		OrchestrationID: before.id, Version: after.Version(), Rules: len(after.Rules()), CatchAll: after.CatchAll().RouteTo(),
		Note: orderNote(before.path.Rules(), after.Rules()),
	}
	if was := before.path.CatchAll().RouteTo(); was != shown.CatchAll {
		shown.CatchAllBefore = was
	}
	old, now := rulesByID(before.path), rulesByID(after)
	for i, rule := range after.Rules() {
		was, known := old[rule.ID()]
		switch {
		case !known:
			shown.Added = append(shown.Added, changedRule{Position: i + 1, ruleView: showRule(rule)})
		case !reflect.DeepEqual(showRule(was), showRule(rule)) || !slices.Equal(was.Conditions(), rule.Conditions()):
			shown.Changed = append(shown.Changed, changedRule{Position: i + 1, ruleView: showRule(rule)})
		}
	}
	for i, rule := range before.path.Rules() {
		if _, kept := now[rule.ID()]; !kept {
			shown.Removed = append(shown.Removed, changedRule{Position: i + 1, ruleView: showRule(rule)})
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
