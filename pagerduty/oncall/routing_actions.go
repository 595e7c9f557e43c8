package oncall

import (
	"encoding/json"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// ruleActions are the actions of a rule that change what becomes of an event.
type ruleActions struct {
	Severity         string       `json:"severity"`
	Priority         string       `json:"priority"`
	EscalationPolicy string       `json:"escalation_policy"`
	Annotate         string       `json:"annotate"`
	EventAction      string       `json:"event_action"`
	Suppress         bool         `json:"suppress"` // false is as if it were absent
	Suspend          int          `json:"suspend"`  // seconds
	DropEvent        bool         `json:"drop_event"`
	Variables        []variable   `json:"variables"`
	Extractions      []extraction `json:"extractions"`
}

// variable is filled from a field of the event by a regular expression.
type variable struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Value string `json:"value"` // the regular expression
}

// extraction sets a field of the event: from a template, or from another field by a regular expression.
type extraction struct {
	Target   string  `json:"target"`
	Template *string `json:"template"`
	Source   string  `json:"source"`
	Regex    string  `json:"regex"`
}

// actionsOf decodes each action by itself, since one of an unexpected type must not hide the others.
func actionsOf(rule pagerduty.OrchestrationRule) (actions ruleActions) {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(rule.Actions(), &members) // absent: no actions
	for name, to := range map[string]any{
		"severity": &actions.Severity, "priority": &actions.Priority, "escalation_policy": &actions.EscalationPolicy,
		"annotate": &actions.Annotate, "event_action": &actions.EventAction, "suppress": &actions.Suppress, "suspend": &actions.Suspend,
		"drop_event": &actions.DropEvent, "variables": &actions.Variables, "extractions": &actions.Extractions,
	} {
		_ = json.Unmarshal(members[name], to)
	}
	return actions
}

// apply applies the actions of a rule that matches.
func (p *Passage) apply(rule pagerduty.OrchestrationRule, name RuleName) {
	actions := actionsOf(rule)
	for _, v := range actions.Variables {
		switch value, found := extract(v.Path, v.Value, p.roots()); found {
		case pcl.True, pcl.Unknown:
			if p.variables == nil { // the passage is not from Arrive
				p.variables = map[string]any{}
			}
			p.variables[v.Name] = value
		}
	}
	for _, e := range actions.Extractions {
		p.extract(e)
	}
	p.settings(actions, name)
	if actions.Severity != "" {
		p.Event.Fields["severity"] = actions.Severity
	}
	if actions.EventAction != "" {
		p.Event.Fields["event_action"] = actions.EventAction
	}
	if actions.DropEvent {
		p.Dropped = &name
	}
}

func (p *Passage) settings(actions ruleActions, name RuleName) {
	set := func(action, value string) {
		if value != "" {
			p.Settings = append(p.Settings, Setting{action, value, name})
		}
	}
	set("severity", actions.Severity)
	set("priority", actions.Priority)
	set("escalation_policy", actions.EscalationPolicy)
	set("annotate", actions.Annotate)
	set("event_action", actions.EventAction)
	if actions.Suppress {
		set("suppress", "true")
	}
	if actions.Suspend > 0 {
		set("suspend", strconv.Itoa(actions.Suspend))
	}
}
