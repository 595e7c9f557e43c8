package aiops

import (
	"context"
	"maps"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) paths() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_event_orchestration_router", "Returns the rules that route an orchestration's events to services, in order.", t.getRouter,
			mcptools.WithExample(`{"orchestration_id":"Production Events"}`)),
		mcptools.Read("get_event_orchestration_service", "Returns a service's own orchestration: the rules for its events.", t.getServicePath,
			mcptools.WithExample(`{"service_id":"Checkout API"}`)),
		mcptools.Read("get_event_orchestration_global", "Returns the rules for all events of an orchestration, applied before routing.", t.getGlobalPath,
			mcptools.WithExample(`{"orchestration_id":"Production Events"}`)),
	}
}

// pathView is a path of an orchestration. Version and Services are set for routers.
type pathView struct {
	OrchestrationID string                  `json:"orchestration_id,omitzero"`
	ServiceID       string                  `json:"service_id,omitzero"`
	Version         string                  `json:"version,omitzero"`
	Rules           mcptools.List[ruleView] `json:"rules"`
	CatchAll        any                     `json:"catch_all,omitzero"` // for a router the target, as in update_event_orchestration_router
	Services        []view.Reference        `json:"services,omitempty"` // the targets of route_to and catch_all
	Note            string                  `json:"note,omitzero"`
	UpdatedAt       string                  `json:"updated_at,omitzero"`
}

// ruleView is a rule. The tools that write rules take the same members except set, conditions_omitted and other_actions, which they leave
// unchanged.
type ruleView struct {
	ID                string                  `json:"id,omitzero"`
	Set               string                  `json:"set,omitzero"` // absent in the set where events begin
	Label             string                  `json:"label,omitzero"`
	Conditions        []string                `json:"conditions,omitempty"`
	ConditionsOmitted int                     `json:"conditions_omitted,omitzero"` // the number of conditions, if they do not all fit
	RouteTo           string                  `json:"route_to,omitzero"`           // a service, or the next set
	DynamicRouteTo    *pagerduty.DynamicRoute `json:"dynamic_route_to,omitzero"`
	OtherActions      map[string]any          `json:"other_actions,omitempty"`
	Disabled          bool                    `json:"disabled,omitzero"`
}

func showRule(r pagerduty.OrchestrationRule) ruleView {
	shown := ruleView{
		ID: r.ID(), Label: r.Label(), Conditions: r.Conditions(), RouteTo: r.RouteTo(), DynamicRouteTo: r.DynamicRouteTo(),
		OtherActions: otherActions(r), Disabled: r.Disabled(),
	}
	if !fit(shown.Conditions) {
		shown.Conditions, shown.ConditionsOmitted = nil, len(shown.Conditions)
	}
	return shown
}

// fit reports whether conditions are small enough for a result. If their list were cut, its beginning would look like all of it.
func fit(conditions []string) bool {
	const most, mostBytes = 50, 8000
	size := 0
	for _, condition := range conditions {
		size += len(condition)
	}
	return len(conditions) <= most && size <= mostBytes
}

// rulesOf returns the rules of all sets, in order.
func rulesOf(path *pagerduty.OrchestrationPath) []ruleView {
	var rules []ruleView
	for _, set := range path.Sets() {
		for _, rule := range set.Rules() {
			shown := showRule(rule)
			if set.ID() != "start" {
				shown.Set = set.ID()
			}
			rules = append(rules, shown)
		}
	}
	return rules
}

func showPath(ctx context.Context, path *pagerduty.OrchestrationPath, part paging.Arguments) (*pathView, error) {
	rules, err := paging.Slice(ctx, part, rulesOf(path))
	if err != nil {
		return nil, err
	}
	shown := &pathView{Rules: rules, UpdatedAt: view.Time(path.UpdatedAt())}
	if last := showRule(path.CatchAll()); last.RouteTo != "" || len(last.OtherActions) > 0 {
		shown.CatchAll = last
	}
	return shown, nil
}

type getOrchestrationPathInput struct {
	orchestrationID
	paging.Arguments
}

func (t *tools) getRouter(ctx context.Context, in getOrchestrationPathInput) (*pathView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	router, err := findRouter(ctx, client, in.OrchestrationID)
	if err != nil {
		return nil, err
	}
	shown, err := showPath(ctx, router.path, in.Arguments)
	if err != nil {
		return nil, err
	}
	catchAll := router.path.CatchAll().RouteTo()
	shown.OrchestrationID, shown.Version, shown.CatchAll = router.id, router.path.Version(), catchAll
	routes := []string{catchAll}
	for _, rule := range shown.Rules.Items {
		routes = append(routes, rule.RouteTo)
	}
	names := serviceNames(ctx, client, routes)
	for _, id := range slices.Sorted(maps.Keys(names)) {
		if names[id] != "" {
			shown.Services = append(shown.Services, view.Reference{ID: id, Name: names[id]})
		}
	}
	shown.Note = identify.Unnamed("services", names)
	return shown, nil
}

func (t *tools) getGlobalPath(ctx context.Context, in getOrchestrationPathInput) (*pathView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	path, err := identify.Find(ctx, client, identify.EventOrchestration(), "orchestration_id", in.OrchestrationID, client.EventOrchestrations.Global)
	if err != nil {
		return nil, err
	}
	shown, err := showPath(ctx, path, in.Arguments)
	if err == nil {
		shown.OrchestrationID = path.Parent().ID
	}
	return shown, err
}

type getServicePathInput struct {
	ServiceID string `json:"service_id" jsonschema_description:"Id or name."`
	paging.Arguments
}

func (t *tools) getServicePath(ctx context.Context, in getServicePathInput) (*pathView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	path, err := identify.Find(ctx, client, identify.Service(), "service_id", in.ServiceID, client.EventOrchestrations.Service)
	if err != nil {
		return nil, err
	}
	shown, err := showPath(ctx, path, in.Arguments)
	if err == nil {
		shown.ServiceID = path.Parent().ID
	}
	return shown, err
}
