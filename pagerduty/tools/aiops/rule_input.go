package aiops

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

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
	return identify.Check(routeWanted(prefix+"route_to", in.RouteTo, nil))
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

// routeWanted wants the id of a service to route to, unless there is none to look up.
func routeWanted(argument string, text, to *string) identify.Wanted {
	if text == nil || isUnrouted(*text) {
		return identify.Wanted{}
	}
	return identify.One(identify.Service(), argument, text, to)
}

func isUnrouted(text string) bool { return strings.EqualFold(strings.TrimSpace(text), unrouted) }

// apply changes rule where it differs. route is the id of the service in RouteTo.
func (in ruleInput) apply(rule *pagerduty.OrchestrationRule, route string) {
	if in.Label != nil && *in.Label != rule.Label() {
		rule.SetLabel(*in.Label)
	}
	if in.ID == nil || in.Conditions != nil && !slices.Equal(in.Conditions, rule.Conditions()) {
		rule.SetConditions(in.Conditions...)
	}
	if in.RouteTo != nil && route != rule.RouteTo() {
		rule.SetRouteTo(route)
	}
	if in.DynamicRouteTo != nil {
		rule.SetDynamicRouteTo(pagerduty.DynamicRoute(*in.DynamicRouteTo))
	}
	if in.Disabled != nil && *in.Disabled != rule.Disabled() {
		rule.SetDisabled(*in.Disabled)
	}
}
