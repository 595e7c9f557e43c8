package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// incidentField is a custom field that the incidents of a type have.
type incidentField struct {
	id, name, displayName, description string
	dataType, fieldType                string
	options                            []string // of a fixed field
	owner                              *incidentType
	createdAt                          time.Time
}

// The kinds of fields.
const (
	singleValue      = "single_value"
	singleValueFixed = "single_value_fixed"
	multiValue       = "multi_value"
	multiValueFixed  = "multi_value_fixed"
)

const (
	maxFieldText   = 200 // characters
	maxFieldValues = 10
)

func incidentFieldRoutes() []route {
	const path = "/incidents/{id}/custom_fields/values"
	return []route{
		{method: "GET", path: path, handle: getFieldValues},
		{method: "PUT", path: path, status: http.StatusCreated, handle: setFieldValues},
	}
}

func getFieldValues(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	return map[string]any{"custom_fields": c.account.fieldValues(i)}, nil
}

// fieldValue is the value of a custom field of an incident.
type fieldValue struct {
	ID          string  `json:"id"`
	Type        string  `json:"type"`
	Name        string  `json:"name"`
	DisplayName string  `json:"display_name"`
	Description *string `json:"description"`
	DataType    string  `json:"data_type"`
	FieldType   string  `json:"field_type"`
	Value       any     `json:"value"` // null if it is unset
}

// fieldValues returns the fields of the incident's type with their values.
func (a *account) fieldValues(i *incident) []fieldValue {
	return each(a.incidentType(i.kind).allFields(), func(f *incidentField) fieldValue {
		v := fieldValue{f.id, "field_value", f.name, f.displayName, nil, f.dataType, f.fieldType, i.fieldValues[f.id]}
		if f.description != "" {
			v.Description = &f.description
		}
		return v
	})
}

// fieldInput is the new value of a field, which has an id or a name.
type fieldInput struct {
	ID    string          `json:"id"`
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// setFieldValues sets custom fields of an incident, all or none.
func setFieldValues(c *call) (any, error) {
	i, err := c.incident()
	if err != nil {
		return nil, err
	}
	var in struct {
		Fields []fieldInput `json:"custom_fields"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Fields) == 0 {
		return nil, invalid("the body must have custom_fields")
	}
	changed, values := c.planFields(i, in.Fields)
	if err := c.refusal(); err != nil {
		return nil, err
	}
	for _, f := range changed {
		c.account.setField(i, f, values[f.id], agent{user: c.user, service: i.service}, c.now)
	}
	return map[string]any{"custom_fields": c.account.fieldValues(i)}, nil
}

// planFields reads new values of an incident's fields. It returns the fields in the order of the body, and the values by id.
func (c *call) planFields(i *incident, in []fieldInput) (changed []*incidentField, values map[string]any) {
	fields := c.account.incidentType(i.kind).allFields()
	values = map[string]any{}
	for n, item := range in {
		member := fmt.Sprintf("custom_fields.%d", n)
		at := slices.IndexFunc(fields, func(f *incidentField) bool { return item.ID == f.id || item.ID == "" && item.Name == f.name })
		if at < 0 {
			c.problem("%s: incidents of the type %s have no field %q", member, i.kind, item.ID+item.Name)
			continue
		}
		if slices.Contains(changed, fields[at]) {
			c.problem("%s: %s occurs twice", member, fields[at].name)
		}
		changed = append(changed, fields[at])
		values[fields[at].id] = fields[at].read(c, member+".value", item.Value)
	}
	return changed, values
}

// setField sets and logs the value of a field; nil clears it.
func (a *account) setField(i *incident, f *incidentField, value any, by agent, at time.Time) {
	if i.fieldValues == nil {
		i.fieldValues = map[string]any{}
	}
	i.fieldValues[f.id], i.updatedAt = value, at
	shown := "cleared"
	if value != nil {
		encoded, _ := json.Marshal(value)
		shown = "set to " + string(encoded)
	}
	a.record(i, "custom_field_value_change_log_entry", by, at).channel = channel{Type: "website", Summary: f.displayName + " " + shown}
}

// read reads a value of the field. It records problems. null is nil.
func (f *incidentField) read(c *call, member string, raw json.RawMessage) any {
	var value any
	if len(raw) == 0 || json.Unmarshal(raw, &value) != nil {
		c.problem("%s is required; null clears the field", member)
		return nil
	}
	if value == nil {
		return nil
	}
	list, isList := value.([]any)
	if !strings.HasPrefix(f.fieldType, multiValue) {
		f.check(c, member, value)
		return value
	}
	if !isList {
		c.problem("%s must be a list, since %s is a %s field", member, f.name, f.fieldType)
		return nil
	}
	if len(list) > maxFieldValues {
		c.problem("%s must not have more than %d values", member, maxFieldValues)
	}
	for n, one := range list {
		f.check(c, fmt.Sprintf("%s.%d", member, n), one)
		if slices.ContainsFunc(list[:n], func(other any) bool { return fmt.Sprint(other) == fmt.Sprint(one) }) {
			c.problem("%s has the value %v twice", member, one)
		}
	}
	return list
}

// check records a problem if a single value is not of the field's data type, or none of its options.
func (f *incidentField) check(c *call, member string, value any) {
	text, isText := value.(string)
	number, isNumber := value.(float64)
	_, isBoolean := value.(bool)
	_, isTime := parseTime(text)
	right := map[string]bool{
		"boolean": isBoolean, "integer": isNumber && number == float64(int64(number)), "float": isNumber, "string": isText, "datetime": isText && isTime,
		"url": isText && isWebAddress(text),
	}[f.dataType]
	switch {
	case !right:
		c.problem("%s must be of the type %s, not %v", member, f.dataType, value)
	case isText && utf8.RuneCountInString(text) > maxFieldText:
		c.problem("%s must not be longer than %d characters", member, maxFieldText)
	case strings.HasSuffix(f.fieldType, "_fixed") && !slices.Contains(f.options, text):
		c.problem("%s must be %s, not %q", member, alternativesOf(f.options), text)
	}
}

func isWebAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != ""
}

type incidentFieldView struct {
	ID           string            `json:"id"`
	Type         string            `json:"type"`
	Summary      string            `json:"summary"`
	Self         *string           `json:"self"`
	Name         string            `json:"name"`
	DisplayName  string            `json:"display_name"`
	Description  string            `json:"description"`
	DataType     string            `json:"data_type"`
	FieldType    string            `json:"field_type"`
	DefaultValue any               `json:"default_value"`
	Enabled      bool              `json:"enabled"`
	IncidentType string            `json:"incident_type"`
	CreatedAt    string            `json:"created_at"`
	UpdatedAt    string            `json:"updated_at"`
	Options      []fieldOptionView `json:"field_options,omitempty"`
}

type fieldOptionView struct {
	ID        string            `json:"id"`
	Type      string            `json:"type"`
	CreatedAt string            `json:"created_at"`
	UpdatedAt string            `json:"updated_at"`
	Data      map[string]string `json:"data"`
}

func (r *renderer) incidentField(f *incidentField) incidentFieldView {
	v := incidentFieldView{
		ID: f.id, Type: "field", Summary: f.displayName, Name: f.name, DisplayName: f.displayName, Description: f.description,
		DataType: f.dataType, FieldType: f.fieldType, Enabled: true, IncidentType: f.owner.id, CreatedAt: r.time(f.createdAt), UpdatedAt: r.time(f.createdAt),
		Self: new(apiURL + "/incidents/types/" + f.owner.id + "/custom_fields/" + f.id),
	}
	if !r.include["field_options"] {
		return v
	}
	for n, option := range f.options {
		v.Options = append(v.Options, fieldOptionView{
			fmt.Sprintf("%sO%d", f.id, n+1), "field_option", r.time(f.createdAt), r.time(f.createdAt), map[string]string{"data_type": "string", "value": option},
		})
	}
	return v
}
