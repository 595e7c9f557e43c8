package simulator

import (
	"cmp"
	"regexp"
	"strings"
	"sync"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/internal/conditions"
)

// eventActions are the actions of rules that the simulator takes. It keeps the others, such as automation actions, without taking them.
type eventActions struct {
	RouteTo    string          `json:"route_to"`
	Dynamic    *dynamicRoute   `json:"dynamic_route_to"`
	Drop       bool            `json:"drop_event"`
	Suppress   bool            `json:"suppress"`
	Suspend    int             `json:"suspend"`
	Priority   string          `json:"priority"`
	Policy     string          `json:"escalation_policy"`
	Annotate   string          `json:"annotate"`
	Severity   string          `json:"severity"`
	Action     string          `json:"event_action"`
	Variables  []eventVariable `json:"variables"`
	Extraction []extraction    `json:"extractions"`
	Fields     []fieldUpdate   `json:"incident_custom_field_updates"`
}

type dynamicRoute struct {
	Source   string `json:"source"`
	Regex    string `json:"regex"`
	LookupBy string `json:"lookup_by"`
}

// eventVariable keeps a part of an event for templates.
type eventVariable struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Value string `json:"value"` // a regular expression
}

// extraction sets a member of the event, from a template or from a part of another member.
type extraction struct {
	Target   string `json:"target"`
	Template string `json:"template"`
	Source   string `json:"source"`
	Regex    string `json:"regex"`
}

type fieldUpdate struct {
	ID    string `json:"id"`
	Value string `json:"value"`
}

// apply takes the actions of a rule of a path.
func (o *orchestrated) apply(p *orchestrationPath, actions eventActions) {
	for _, variable := range actions.Variables {
		if value, found := o.extract(variable.Path, variable.Value); found {
			o.variables[variable.Name] = value
		}
	}
	for _, e := range actions.Extraction {
		o.extractTo(e)
	}
	if actions.Severity != "" {
		o.normal["severity"] = actions.Severity
	}
	if actions.Action != "" {
		o.action, o.normal["event_action"] = actions.Action, actions.Action
	}
	if actions.Priority != "" {
		o.priority = o.account.priorityNamed(actions.Priority)
	}
	if actions.Policy != "" {
		o.policy = cmp.Or(o.account.escalationPolicies.byID[actions.Policy], o.policy)
	}
	if actions.Annotate != "" {
		o.annotations = append(o.annotations, annotation{cmp.Or(p.updatedBy, p.createdBy, o.account.keyUser), o.fill(actions.Annotate)})
	}
	o.fields = append(o.fields, each(actions.Fields, func(f fieldUpdate) fieldUpdate { return fieldUpdate{f.ID, o.fill(f.Value)} })...)
	o.dropped, o.suppressed, o.suspended = o.dropped || actions.Drop, o.suppressed || actions.Suppress, cmp.Or(actions.Suspend, o.suspended)
}

// extractTo sets the target of an extraction, unless it finds nothing.
func (o *orchestrated) extractTo(e extraction) {
	target, err := conditions.ParsePath(e.Target)
	value, found := o.fill(e.Template), true
	if e.Template == "" {
		value, found = o.extract(e.Source, e.Regex)
	}
	if err != nil || !found {
		return
	}
	target.Set(o.normal, value)
	o.dedupKey = cmp.Or(o.text("dedup_key"), o.dedupKey)
}

// extract returns the part of a member that a regular expression finds: its groups together, or all of it without one.
func (o *orchestrated) extract(source, expression string) (value string, found bool) {
	path, err := conditions.ParsePath(source)
	if err != nil {
		return "", false
	}
	text, found := path.Text(o.conditionEvent())
	pattern, err := regexp.Compile(expression)
	if err != nil || !found {
		return "", false
	}
	parts := pattern.FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	if len(parts) == 1 {
		return parts[0], true
	}
	return strings.Join(parts[1:], ""), true
}

var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`) })

// fill replaces the placeholders of a template, such as {{event.source}} and {{variables.host}}. What does not exist becomes empty.
func (o *orchestrated) fill(template string) string {
	return placeholder().ReplaceAllStringFunc(template, func(found string) string {
		name := placeholder().FindStringSubmatch(found)[1]
		if variable, ok := strings.CutPrefix(name, "variables."); ok {
			return o.variables[variable]
		}
		path, err := conditions.ParsePath(name)
		if err != nil {
			return ""
		}
		text, _ := path.Text(o.conditionEvent())
		return text
	})
}
