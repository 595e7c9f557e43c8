package response

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) fields() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("set_incident_fields", "Sets custom fields of an incident. list_incident_types has the fields of each type and their options.", t.setFields,
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithQuestion(t.askFields),
			mcptools.WithExample(`{"incident_id":"4197","fields":[{"name":"root_cause","value":["Deploy"]},{"name":"orders_affected","value":["3450"]}]}`)),
	}
}

type setFieldsInput struct {
	IncidentID string       `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Fields     []fieldInput `json:"fields" jsonschema:"minItems=1,maxItems=30" pairs:"true"`
}

// fieldInput is a new value of a field.
type fieldInput struct {
	Name  string   `json:"name" jsonschema:"minLength=1" jsonschema_description:"Name or display name."`
	Value []string `json:"value,omitempty" split:"never" jsonschema_description:"Several for a list; none clears the field."`
}

// setFieldsView is the effect of a change of fields. Before and After have no fields without a value.
type setFieldsView struct {
	Incident view.Reference             `json:"incident"`
	Type     string                     `json:"type,omitzero"`
	Changed  []string                   `json:"changed,omitempty"`
	Before   map[string]json.RawMessage `json:"before,omitempty"`
	After    map[string]json.RawMessage `json:"after,omitempty"`
	Notes    []string                   `json:"notes,omitempty"`
}

func (t *tools) setFields(ctx context.Context, in setFieldsInput) (*setFieldsView, error) {
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	about, err := incident.Lookup(ctx, client, name, pagerduty.IncludeCustomFields)
	if err != nil {
		return nil, err
	}
	if about.IncidentType.Name == "" {
		return nil, fmt.Errorf("PagerDuty names no type of incident %s, so its fields are unknown", label(*about))
	}
	fields, err := client.IncidentTypes.Fields(ctx, about.IncidentType.Name)
	if err != nil {
		return nil, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client)}
	values, chosen, err := in.values(&times, about.IncidentType.Name, fields)
	if err != nil {
		return nil, err
	}
	after, err := client.Incidents.SetFieldValues(ctx, about.ID, values...)
	if err != nil {
		return nil, err
	}
	shown := &setFieldsView{Incident: view.Reference{ID: about.ID, Name: about.Title}, Type: about.IncidentType.Name, Notes: times.Notes()}
	shown.compare(chosen, about.CustomFields, after)
	return shown, nil
}

// values returns the values to send, in the form of their fields' types, and the fields. It reports all problems at once.
func (in setFieldsInput) values(times *when.Parser, kind string, fields []pagerduty.IncidentField) ([]pagerduty.NewFieldValue, []pagerduty.IncidentField, error) {
	var values []pagerduty.NewFieldValue
	var chosen []pagerduty.IncidentField
	var problems []string
	for i, given := range in.Fields {
		field, err := findField(given.Name, kind, fields)
		var value any
		switch {
		case err != nil:
		case slices.ContainsFunc(chosen, func(f pagerduty.IncidentField) bool { return f.ID == field.ID }):
			err = fmt.Errorf("%s is given twice", field.Name)
		default:
			value, err = valueOf(times, *field, given.Value)
		}
		if err != nil {
			problems = append(problems, fmt.Sprintf("fields[%d]: %v", i, err))
			continue
		}
		values, chosen = append(values, pagerduty.NewFieldValue{ID: field.ID, Value: value}), append(chosen, *field)
	}
	if problems != nil {
		return nil, nil, errors.New(strings.Join(problems, ". "))
	}
	return values, chosen, nil
}

// findField returns the field with this name or display name.
func findField(name, kind string, fields []pagerduty.IncidentField) (*pagerduty.IncidentField, error) {
	if len(fields) == 0 {
		return nil, fmt.Errorf("incidents of the type %s have no custom fields", kind)
	}
	name = strings.TrimSpace(name)
	for _, own := range []func(pagerduty.IncidentField) string{
		func(f pagerduty.IncidentField) string { return f.Name }, func(f pagerduty.IncidentField) string { return f.ID },
		func(f pagerduty.IncidentField) string { return f.DisplayName },
	} {
		if at := slices.IndexFunc(fields, func(f pagerduty.IncidentField) bool { return strings.EqualFold(own(f), name) }); at >= 0 {
			return &fields[at], nil
		}
	}
	var names []string
	for _, f := range fields {
		names = append(names, f.Name)
	}
	closest := "."
	if near := mcptools.Nearest(name, names); len(near) > 0 {
		closest = fmt.Sprintf("; did you mean %s?", near[0])
	}
	return nil, fmt.Errorf("incidents of the type %s have no field %.60q%s They have %s", kind, name, closest, strings.Join(names, ", "))
}

// compare sets the fields that differ and their values.
func (v *setFieldsView) compare(chosen []pagerduty.IncidentField, before, after []pagerduty.CustomField) {
	v.Changed, v.Before, v.After = []string{}, map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for _, f := range chosen {
		was, is := valueIn(before, f), valueIn(after, f)
		if was != nil {
			v.Before[f.Name] = was
		}
		if is != nil {
			v.After[f.Name] = is
		}
		if string(was) != string(is) {
			v.Changed = append(v.Changed, f.Name)
		}
	}
	if len(v.Changed) == 0 {
		v.Notes = append(v.Notes, "Nothing changed: the fields already had these values.")
	}
}

// valueIn returns the value of a field; nil if it has none.
func valueIn(fields []pagerduty.CustomField, of pagerduty.IncidentField) json.RawMessage {
	at := slices.IndexFunc(fields, func(f pagerduty.CustomField) bool { return f.Name == of.Name })
	if at < 0 {
		return nil
	}
	return view.Raw(fields[at].Value)
}

// askFields asks "Set root_cause, orders_affected of 4197 Checkout latency?".
func (t *tools) askFields(ctx context.Context, in setFieldsInput) mcptools.Question {
	var changes []string
	for _, field := range in.Fields {
		value := strings.Join(field.Value, ", ")
		if value == "" {
			value = "nothing"
		}
		changes = append(changes, field.Name+" to "+value)
	}
	return mcptools.NewQuestion("Set %s on %s?", changes, identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID))
}
