package pagerduty

import (
	"encoding/json"
	"maps"
)

// OrchestrationRule is what happens to the events that meet its conditions. It keeps every member
// that PagerDuty sent, known or not, from reading to writing. The zero value is a new rule.
type OrchestrationRule struct{ object }

// DynamicRoute sends an event to the service whose name or id stands in the event. Only the first
// rule of a router can have one, and no conditions then.
type DynamicRoute struct {
	LookupBy string `json:"lookup_by,omitempty"` // service_name or service_id
	Source   string `json:"source,omitempty"`    // the event's field, such as "event.custom_details.service"
	Regex    string `json:"regex,omitempty"`     // what of the field to take
}

// ID is PagerDuty's; empty for a new rule.
func (r OrchestrationRule) ID() (id string) {
	r.get("id", &id)
	return id
}

// Label is what people call the rule.
func (r OrchestrationRule) Label() (label string) {
	r.get("label", &label)
	return label
}

// Disabled reports whether the rule is passed over.
func (r OrchestrationRule) Disabled() (disabled bool) {
	r.get("disabled", &disabled)
	return disabled
}

// Conditions are expressions in PagerDuty's Condition Language, any of which is enough. A rule
// without takes every event.
func (r OrchestrationRule) Conditions() []string {
	var conditions []struct {
		Expression string `json:"expression"`
	}
	r.get("conditions", &conditions)
	var expressions []string
	for _, condition := range conditions {
		expressions = append(expressions, condition.Expression)
	}
	return expressions
}

// RouteTo is the id of the service or the set that takes the event; "unrouted" for none.
func (r OrchestrationRule) RouteTo() (id string) {
	r.actions().get("route_to", &id)
	return id
}

// DynamicRouteTo is the dynamic route; nil for none.
func (r OrchestrationRule) DynamicRouteTo() (route *DynamicRoute) {
	r.actions().get("dynamic_route_to", &route)
	return route
}

// Actions is all that the rule does, as PagerDuty has it.
func (r OrchestrationRule) Actions() json.RawMessage { return r.members["actions"] }

func (r OrchestrationRule) actions() members {
	var actions members
	r.get("actions", &actions)
	return actions
}

// Clone copies the rule, so that the copy can be changed alone.
func (r OrchestrationRule) Clone() OrchestrationRule {
	r.members = maps.Clone(r.members)
	return r
}

// SetLabel changes what people call the rule.
func (r *OrchestrationRule) SetLabel(label string) { r.set("label", label) }

// SetDisabled turns the rule off or on.
func (r *OrchestrationRule) SetDisabled(disabled bool) { r.set("disabled", disabled) }

// SetConditions replaces the conditions. One that is there already stays as it came.
func (r *OrchestrationRule) SetConditions(expressions ...string) {
	var before []object
	r.get("conditions", &before)
	conditions := []object{}
	for _, expression := range expressions {
		var condition object
		for _, known := range before {
			if known.text("expression") == expression {
				condition = known
				break
			}
		}
		if condition.members == nil {
			condition.set("expression", expression)
		}
		conditions = append(conditions, condition)
	}
	r.set("conditions", conditions)
}

// SetRouteTo sends events to a service, by id, or to "unrouted", and no longer by a dynamic route.
// What else the rule does stays.
func (r *OrchestrationRule) SetRouteTo(id string) {
	actions := r.actions()
	if actions == nil {
		actions = members{}
	}
	delete(actions, "dynamic_route_to")
	actions.set("route_to", id)
	r.set("actions", actions)
}

// SetDynamicRouteTo sends events by a dynamic route, and no longer to one service. What else the
// rule does stays, and so does what else the dynamic route has.
func (r *OrchestrationRule) SetDynamicRouteTo(route DynamicRoute) {
	actions := r.actions()
	if actions == nil {
		actions = members{}
	}
	delete(actions, "route_to")
	var dynamic members
	actions.get("dynamic_route_to", &dynamic)
	if dynamic == nil {
		dynamic = members{}
	}
	for name, value := range map[string]string{"lookup_by": route.LookupBy, "source": route.Source, "regex": route.Regex} {
		if delete(dynamic, name); value != "" {
			dynamic.set(name, value)
		}
	}
	actions.set("dynamic_route_to", dynamic)
	r.set("actions", actions)
}

// Equal reports whether two rules have the same members with the same values, in whatever order and
// notation.
func (r OrchestrationRule) Equal(other OrchestrationRule) bool { return r.equal(other.object) }
