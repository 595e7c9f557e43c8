package aiops

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
)

// unrouted is where a router sends what belongs to no service.
const unrouted = "unrouted"

// ruleInput is a rule that a router is to have. Of one that exists, what is nil stays.
type ruleInput struct {
	ID             *string            `json:"id,omitempty" jsonschema_description:"Of a rule that exists: what else is given changes, the rest stays. Without it the rule is new."`
	Label          *string            `json:"label,omitempty"`
	Conditions     []string           `json:"conditions,omitempty" jsonschema_description:"In PCL; [] takes every event."`
	RouteTo        *string            `json:"route_to,omitempty" jsonschema_description:"Service: id or name."`
	DynamicRouteTo *dynamicRouteInput `json:"dynamic_route_to,omitempty" jsonschema_description:"Instead of route_to, for the first rule only, without conditions: the service that the event names."`
	Disabled       *bool              `json:"disabled,omitempty"`
}

type dynamicRouteInput struct {
	LookupBy string `json:"lookup_by" jsonschema:"enum=service_name,enum=service_id"`
	Source   string `json:"source" jsonschema_description:"Such as event.custom_details.service."`
	Regex    string `json:"regex" jsonschema_description:"What of it to take."`
}

// check refuses what needs no request to refuse. prefix stands before the names of the rule's arguments.
func (in ruleInput) check(prefix string, first bool) error {
	if in.ID != nil {
		if _, err := identify.ID(prefix+"id", *in.ID); err != nil {
			return err
		}
	}
	switch {
	case in.RouteTo != nil && in.DynamicRouteTo != nil:
		return fmt.Errorf("%sroute_to and dynamic_route_to exclude each other: give one of them", prefix)
	case in.ID == nil && in.RouteTo == nil && in.DynamicRouteTo == nil:
		return fmt.Errorf("%sroute_to or dynamic_route_to is needed in a new rule; of one that exists give the id", prefix)
	case in.DynamicRouteTo != nil && !first:
		return fmt.Errorf("%sdynamic_route_to is for the first rule only", prefix)
	case in.DynamicRouteTo != nil && len(in.Conditions) > 0:
		return fmt.Errorf("%sconditions: a rule with dynamic_route_to takes none", prefix)
	}
	if err := in.checkTexts(prefix); err != nil {
		return err
	}
	return identify.Check(routeArgument(prefix+"route_to", in.RouteTo, nil))
}

// wasCut finds the mark that stands where a long text was cut in an answer.
func wasCut(text string) bool { return regexp.MustCompile(`…\[\+\d+\]$`).MatchString(text) }

// checkTexts refuses what would replace a text by a part of it.
func (in ruleInput) checkTexts(prefix string) error {
	for i, condition := range in.Conditions {
		if strings.TrimSpace(condition) == "" {
			return fmt.Errorf("%sconditions[%d] is empty", prefix, i)
		}
	}
	cut := ""
	switch route := in.DynamicRouteTo; {
	case in.Label != nil && wasCut(*in.Label):
		cut = "label"
	case slices.ContainsFunc(in.Conditions, wasCut):
		cut = "conditions"
	case route != nil && (wasCut(route.Source) || wasCut(route.Regex)):
		cut = "dynamic_route_to"
	default:
		return nil
	}
	return fmt.Errorf("%s%s was cut when it was shown: leave it out to keep what is there, or give all of it", prefix, cut)
}

// routeArgument wants the id of a service to route to, unless there is none to look up.
func routeArgument(argument string, text, to *string) identify.Argument {
	if text == nil || isUnrouted(*text) {
		return identify.Argument{}
	}
	return identify.One(identify.Service(), argument, text, to)
}

func isUnrouted(text string) bool { return strings.EqualFold(strings.TrimSpace(text), unrouted) }

// isShown tells whether given is text, as it is or as it is shown: without what nobody can see.
func isShown(given, text string) bool {
	return given == text || given == mcptools.Clean(text, len(text))
}

// keepsConditions refuses conditions that are only the first of those that are there: an answer that had no room for all may
// have come back. Short lists always have room.
func (in ruleInput) keepsConditions(rule pagerduty.OrchestrationRule) error {
	const short = 200 // bytes
	existing := rule.Conditions()
	few := len(in.Conditions)
	if few == 0 || few >= len(existing) || len(strings.Join(existing, "")) <= short || !slices.EqualFunc(in.Conditions, existing[:few], isShown) {
		return nil
	}
	return fmt.Errorf("conditions are only the first %d of the %d that the rule has. "+
		"Leave conditions out to keep all, or replace them by a list that is not just their beginning, such as in another order", few, len(existing))
}

// asTheyAre gives the conditions that are meant: one that is given as it is shown stays as it is.
func (in ruleInput) asTheyAre(existing []string) []string {
	meant := slices.Clone(in.Conditions)
	for i, given := range meant {
		if slices.Contains(existing, given) {
			continue
		}
		if known := slices.IndexFunc(existing, func(text string) bool { return isShown(given, text) }); known >= 0 {
			meant[i] = existing[known]
		}
	}
	return meant
}

// apply changes rule where it differs. route is the id of the service in RouteTo.
func (in ruleInput) apply(rule *pagerduty.OrchestrationRule, route string) {
	if in.Label != nil && !isShown(*in.Label, rule.Label()) {
		rule.SetLabel(*in.Label)
	}
	existing := rule.Conditions()
	if in.ID == nil || in.Conditions != nil && !slices.EqualFunc(in.Conditions, existing, isShown) {
		rule.SetConditions(in.asTheyAre(existing)...)
	}
	if in.RouteTo != nil && route != rule.RouteTo() {
		rule.SetRouteTo(route)
	}
	if in.DynamicRouteTo != nil {
		in.DynamicRouteTo.apply(rule)
	}
	if in.Disabled != nil && *in.Disabled != rule.Disabled() {
		rule.SetDisabled(*in.Disabled)
	}
}

func (in dynamicRouteInput) apply(rule *pagerduty.OrchestrationRule) {
	was, route := rule.DynamicRouteTo(), pagerduty.DynamicRoute(in)
	if was == nil {
		was = &pagerduty.DynamicRoute{}
	}
	if isShown(route.Source, was.Source) {
		route.Source = was.Source
	}
	if isShown(route.Regex, was.Regex) {
		route.Regex = was.Regex
	}
	if route != *was {
		rule.SetDynamicRouteTo(route)
	}
}
