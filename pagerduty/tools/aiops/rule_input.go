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

// unrouted is the route for events that no service gets.
const unrouted = "unrouted"

// ruleInput is a new rule, or a change of an existing one, whose nil fields are unchanged.
type ruleInput struct {
	ID             *string            `json:"id,omitempty" jsonschema_description:"Of an existing rule, whose omitted fields are unchanged. Omit it for a new rule."`
	Label          *string            `json:"label,omitempty"`
	Conditions     []string           `json:"conditions,omitempty" jsonschema_description:"In PCL; [] matches every event."`
	RouteTo        *string            `json:"route_to,omitempty" jsonschema_description:"Service: id or name."`
	DynamicRouteTo *dynamicRouteInput `json:"dynamic_route_to,omitempty" jsonschema_description:"Instead of route_to, for the first rule only, without conditions: the service named in the event."`
	Disabled       *bool              `json:"disabled,omitempty"`
}

type dynamicRouteInput struct {
	LookupBy string `json:"lookup_by" jsonschema:"enum=service_name,enum=service_id"`
	Source   string `json:"source" jsonschema_description:"Such as event.custom_details.service."`
	Regex    string `json:"regex" jsonschema_description:"The part of source to use."`
}

// check refuses mistakes that can be found without a request. prefix goes before the names of the rule's arguments in errors.
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
		return fmt.Errorf("%sroute_to or dynamic_route_to is required for a new rule; for an existing one give its id", prefix)
	case in.DynamicRouteTo != nil && !first:
		return fmt.Errorf("%sdynamic_route_to is for the first rule only", prefix)
	case in.DynamicRouteTo != nil && len(in.Conditions) > 0:
		return fmt.Errorf("%sconditions: a rule with dynamic_route_to takes none", prefix)
	}
	if err := in.checkTexts(prefix); err != nil {
		return err
	}
	if in.ID == nil { // otherwise the rule may have these conditions already
		if err := in.checkSyntax(prefix, nil); err != nil {
			return err
		}
	}
	return identify.Check(routeArgument(prefix+"route_to", in.RouteTo, nil))
}

// wasCut reports whether text ends with the mark of a text that a result has cut.
func wasCut(text string) bool { return regexp.MustCompile(`…\[\+\d+\]$`).MatchString(text) }

// checkTexts refuses empty conditions, and texts that a result has cut: they would replace the full text.
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
	return fmt.Errorf("%s%s was cut when it was shown: omit it to keep the full text, or give the full text", prefix, cut)
}

// routeArgument returns the argument for a service to route to; the zero Argument if text is nil or unrouted.
func routeArgument(argument string, text, to *string) identify.Argument {
	if text == nil || isUnrouted(*text) {
		return identify.Argument{}
	}
	return identify.One(identify.Service(), argument, text, to)
}

func isUnrouted(text string) bool { return strings.EqualFold(strings.TrimSpace(text), unrouted) }

// isShown reports whether given is text, or text as results show it, without invisible characters.
func isShown(given, text string) bool {
	return given == text || given == mcptools.Clean(text, len(text))
}

// checkConditions refuses conditions that are only the beginning of the rule's: the model may have copied a result that had no room for
// all. Short lists always fit.
func (in ruleInput) checkConditions(rule pagerduty.OrchestrationRule) error {
	const short = 200 // bytes
	existing := rule.Conditions()
	few := len(in.Conditions)
	if few == 0 || few >= len(existing) || len(strings.Join(existing, "")) <= short || !slices.EqualFunc(in.Conditions, existing[:few], isShown) {
		return nil
	}
	return fmt.Errorf("conditions are only the first %d of the rule's %d. "+
		"Omit conditions to keep all, or pass a list that is not just their beginning, for example in another order", few, len(existing))
}

// restored returns the conditions, with the existing text for those that are given as results show them.
func (in ruleInput) restored(existing []string) []string {
	conditions := slices.Clone(in.Conditions)
	for i, given := range conditions {
		if slices.Contains(existing, given) {
			continue
		}
		if known := slices.IndexFunc(existing, func(text string) bool { return isShown(given, text) }); known >= 0 {
			conditions[i] = existing[known]
		}
	}
	return conditions
}

// apply sets the fields of rule that differ. route is the id of the service in RouteTo.
func (in ruleInput) apply(rule *pagerduty.OrchestrationRule, route string) {
	if in.Label != nil && !isShown(*in.Label, rule.Label()) {
		rule.SetLabel(*in.Label)
	}
	existing := rule.Conditions()
	if in.ID == nil || in.Conditions != nil && !slices.EqualFunc(in.Conditions, existing, isShown) {
		rule.SetConditions(in.restored(existing)...)
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
