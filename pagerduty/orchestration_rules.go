package pagerduty

import (
	"encoding/json"
	"maps"
)

// OrchestrationRule holds conditions for events, and actions for the events that match. It keeps all members that PagerDuty sent,
// known or not, so that writing it back loses nothing. The zero value is a new rule.
type OrchestrationRule struct{ object }

// DynamicRoute sends an event to the service that a field of the event names. Only the first rule of a router can have one, and that
// rule cannot have conditions.
type DynamicRoute struct {
	LookupBy string `json:"lookup_by,omitempty"` // service_name or service_id
	Source   string `json:"source,omitempty"`    // the event's field, such as "event.custom_details.service"
	Regex    string `json:"regex,omitempty"`     // matches the service's name or id within the field
}

// ID returns the rule's id; "" for a new rule.
func (r OrchestrationRule) ID() (id string) {
	r.get("id", &id)
	return id
}

// Label returns the rule's name.
func (r OrchestrationRule) Label() (label string) {
	r.get("label", &label)
	return label
}

// Disabled reports whether PagerDuty skips the rule.
func (r OrchestrationRule) Disabled() (disabled bool) {
	r.get("disabled", &disabled)
	return disabled
}

// Conditions returns expressions in PagerDuty's Condition Language. An event matches if any of them is true, or if there are none.
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

// RouteTo returns the id of the service or the set that receives the event; "unrouted" if none does.
func (r OrchestrationRule) RouteTo() (id string) {
	r.actions().get("route_to", &id)
	return id
}

// DynamicRouteTo returns the dynamic route; nil if there is none.
func (r OrchestrationRule) DynamicRouteTo() (route *DynamicRoute) {
	r.actions().get("dynamic_route_to", &route)
	return route
}

// Actions returns all actions of the rule, in PagerDuty's JSON.
func (r OrchestrationRule) Actions() json.RawMessage { return r.members["actions"] }

func (r OrchestrationRule) actions() members {
	var actions members
	r.get("actions", &actions)
	return actions
}

// Clone returns a copy. Changing it does not change r.
func (r OrchestrationRule) Clone() OrchestrationRule {
	r.members = maps.Clone(r.members)
	return r
}

// SetLabel sets the rule's name.
func (r *OrchestrationRule) SetLabel(label string) { r.set("label", label) }

// SetDisabled turns the rule off if disabled is true, else on.
func (r *OrchestrationRule) SetDisabled(disabled bool) { r.set("disabled", disabled) }

// SetConditions replaces the conditions. A condition that the rule already has keeps its unknown members.
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

// SetRouteTo sends events to the service with the id, or to "unrouted". It removes a dynamic route and leaves all other actions
// unchanged.
func (r *OrchestrationRule) SetRouteTo(id string) {
	actions := r.actions()
	if actions == nil {
		actions = members{}
	}
	delete(actions, "dynamic_route_to")
	actions.set("route_to", id)
	r.set("actions", actions)
}

// SetDynamicRouteTo sends events by a dynamic route. It removes the route to one service, and leaves all other actions and unknown
// members of the dynamic route unchanged.
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

// Equal reports whether two rules have the same members with the same values. Order and notation do not matter.
func (r OrchestrationRule) Equal(other OrchestrationRule) bool { return r.equal(other.object) }
