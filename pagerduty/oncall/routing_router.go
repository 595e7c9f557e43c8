package oncall

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// unrouted is the route for events of no service.
const unrouted = "unrouted"

// ServiceName is what an event names for a dynamic route.
type ServiceName struct {
	LookupBy string // service_name or service_id
	Text     string
}

// NamedService is the service that has a ServiceName. It is zero if none has it.
type NamedService struct {
	ID     string // may be "" if Unsure
	Unsure string // why it is not known whether PagerDuty takes this service, such as a name that differs in case; otherwise ""
}

// NamedServices returns what events name for the dynamic route of a router, each once. Look them up before Route.
func NamedServices(router *pagerduty.OrchestrationPath, passages []Passage) []ServiceName {
	var names []ServiceName
	for _, passage := range passages {
		for _, rule := range rulesOf(router) {
			route := rule.DynamicRouteTo()
			if route == nil || rule.Disabled() || passage.Dropped != nil {
				continue
			}
			text, found := extract(route.Source, route.Regex, passage.roots())
			name := ServiceName{route.LookupBy, asText(text)}
			if found == pcl.True && name.Text != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func rulesOf(path *pagerduty.OrchestrationPath) []pagerduty.OrchestrationRule {
	if path == nil {
		return nil
	}
	return path.Rules()
}

// Route sends events through a router, which sets Passage.Service. named holds the services that NamedServices asked for. A nil router is
// one that could not be read.
func Route(router *pagerduty.OrchestrationPath, passages []Passage, named map[ServiceName]NamedService, now time.Time) []Passage {
	w := walk{kind: pathRouter, now: now, total: len(passages)}
	for _, passage := range passages {
		switch {
		case passage.Dropped != nil:
			w.done = append(w.done, passage)
		case router == nil:
			w.done = append(w.done, passage.without(pathRouter))
		default:
			w.route(router, passage.clone(), named)
		}
	}
	return w.done
}

func (w *walk) route(router *pagerduty.OrchestrationPath, passage Passage, named map[ServiceName]NamedService) {
	passage.Stages = append(passage.Stages, Stage{Path: w.kind, Steps: []Step{{}}})
	for i, rule := range router.Rules() {
		name := w.name(startSet, i+1, rule)
		if route := rule.DynamicRouteTo(); route != nil && !rule.Disabled() {
			if w.routeByName(name, *route, &passage, named) {
				return
			}
			continue
		}
		passed, truth, reason := w.check(name, rule, &passage)
		if truth == pcl.True {
			w.arrive(name, rule.RouteTo(), passage)
			return
		}
		if truth == pcl.Unknown {
			w.fork(name, reason, &passage, func(other Passage) { w.arrive(name, rule.RouteTo(), other) })
			passed.Assumed = true
		}
		passage.step().Passed = append(passage.step().Passed, passed)
	}
	last := router.CatchAll()
	w.arrive(w.name(startSet, 0, last), last.RouteTo(), passage)
}

// fork sends a copy of a passage on as if a rule matched, and assumes for the passage itself that it does not.
func (w *walk) fork(name RuleName, reason string, passage *Passage, send func(Passage)) {
	if w.mayFork(passage) {
		other := passage.clone()
		other.assume(name, true, reason)
		send(other)
	}
	passage.assume(name, false, reason)
}

// arrive ends the way of a passage through the router.
func (w *walk) arrive(name RuleName, service string, passage Passage) {
	passage.step().Rule = name
	if service != unrouted {
		passage.Service = service
	}
	w.done = append(w.done, passage)
}

// routeByName sends a passage on by a dynamic route, and reports whether the event names a service.
func (w *walk) routeByName(name RuleName, route pagerduty.DynamicRoute, passage *Passage, named map[ServiceName]NamedService) bool {
	text, found := extract(route.Source, route.Regex, passage.roots())
	passed := PassedRule{Rule: name, Text: asText(text)}
	if found == pcl.Unknown {
		reason := reasonOf(text)
		w.fork(name, reason, passage, func(other Passage) {
			other.NamedService = reason
			w.arrive(name, "", other)
		})
		passed.Assumed = true
	}
	service := named[ServiceName{route.LookupBy, passed.Text}]
	switch {
	case found != pcl.True || service == (NamedService{}):
	case service.Unsure == "":
		w.arrive(name, service.ID, *passage)
		return true
	default:
		w.fork(name, service.Unsure, passage, func(other Passage) {
			if service.ID == "" {
				other.NamedService = service.Unsure
			}
			w.arrive(name, service.ID, other)
		})
		passed.Assumed = true
	}
	passage.step().Passed = append(passage.step().Passed, passed)
	return false
}

// RouteKind is how a router can send an event to a service.
type RouteKind int

// The ways to a service.
const (
	NoRoute     RouteKind = iota // no rule leads to it
	RouteByRule                  // a rule or the catch-all names it
	RouteByName                  // a dynamic route leads to it if an event names it
)

// RoutesTo returns how a router can send an event to a service. Disabled rules do not count.
func RoutesTo(router *pagerduty.OrchestrationPath, service string) RouteKind {
	kind := NoRoute
	for _, rule := range rulesOf(router) {
		switch {
		case rule.Disabled():
		case rule.RouteTo() == service:
			return RouteByRule
		case rule.DynamicRouteTo() != nil:
			kind = RouteByName
		}
	}
	if router != nil && router.CatchAll().RouteTo() == service {
		return RouteByRule
	}
	return kind
}
