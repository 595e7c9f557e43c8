package pagerduty

import (
	"context"
	"encoding/json"
)

// IncidentType is a kind of incident that the account defines. Incidents have only its name.
type IncidentType struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"` // such as "major_incident"
	DisplayName string    `json:"display_name"`
	Description string    `json:"description"`
	Enabled     bool      `json:"enabled"`
	Parent      Reference `json:"parent"` // whose fields it inherits
}

// A type can be asked for by its name.
func (t *IncidentType) ids() []string { return []string{t.ID, t.Name} }

// IncidentField is a custom field that the incidents of a type have.
type IncidentField struct {
	ID           string          `json:"id"`
	Name         string          `json:"name"`
	DisplayName  string          `json:"display_name"`
	Description  string          `json:"description"`
	DataType     string          `json:"data_type"`  // boolean, integer, float, string, datetime or url
	FieldType    string          `json:"field_type"` // single_value, single_value_fixed, multi_value or multi_value_fixed
	DefaultValue json.RawMessage `json:"default_value"`
	Enabled      bool            `json:"enabled"`
	IncidentType string          `json:"incident_type"` // id of the type that defines it, which may be a parent
	Options      []FieldOption   `json:"field_options"` // the possible values, if FieldType ends with fixed
}

// FieldOption is a possible value of a custom field.
type FieldOption struct {
	ID   string `json:"id"`
	Data struct {
		Value string `json:"value"`
	} `json:"data"`
}

// IncidentTypesService reads the account's incident types and their custom fields.
type IncidentTypesService struct{ core *core }

// ListIncidentTypesOptions filters a list of incident types. The zero value lists those that are enabled.
type ListIncidentTypesOptions struct {
	Filter string // enabled, disabled or all
}

// List returns the incident types. The error matches ErrPlan if the account's plan has none.
//
// Operation listIncidentTypes: GET /incidents/types.
func (s *IncidentTypesService) List(ctx context.Context, options ListIncidentTypesOptions) ([]IncidentType, error) {
	r := get("listIncidentTypes", "incidents", "types")
	setText(r.query, "filter", options.Filter)
	return items[IncidentType](ctx, s.core, r, "incident_types")
}

// Get returns an incident type by its id or name.
//
// Operation getIncidentType: GET /incidents/types/{type_id_or_name}.
func (s *IncidentTypesService) Get(ctx context.Context, idOrName string) (*IncidentType, error) {
	r := get("getIncidentType", "incidents", "types", idOrName)
	r.object = idOrName
	return one[IncidentType](ctx, s.core, r, "incident_type")
}

// Fields returns the custom fields of an incident type, with their options. Fields of its parents are among them.
//
// Operation listIncidentTypeCustomFields: GET /incidents/types/{type_id_or_name}/custom_fields.
func (s *IncidentTypesService) Fields(ctx context.Context, idOrName string) ([]IncidentField, error) {
	r := get("listIncidentTypeCustomFields", "incidents", "types", idOrName, "custom_fields")
	addAll(r.query, "include", []string{"field_options"})
	return items[IncidentField](ctx, s.core, r, "fields")
}
