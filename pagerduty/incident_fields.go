package pagerduty

import (
	"context"
	"encoding/json"
)

// CustomField is the value of a custom field of an incident.
type CustomField struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	DisplayName string          `json:"display_name"`
	DataType    string          `json:"data_type"`
	FieldType   string          `json:"field_type"`
	Value       json.RawMessage `json:"value"` // of the field's type; null if unset
}

// NewFieldValue is the new value of a custom field.
type NewFieldValue struct {
	ID    string `json:"id"`
	Value any    `json:"value"` // a text, a number, a boolean or a list of texts; nil clears the field
}

// FieldValues returns the values of an incident's custom fields, also of those that are unset.
//
// Operation getIncidentFieldValues: GET /incidents/{id}/custom_fields/values.
func (s *IncidentsService) FieldValues(ctx context.Context, incidentID string) ([]CustomField, error) {
	return items[CustomField](ctx, s.core, get("getIncidentFieldValues", "incidents", incidentID, "custom_fields", "values"), "custom_fields")
}

// SetFieldValues sets custom fields of an incident and returns the values of all. Other fields are unchanged. If PagerDuty refuses one value,
// it sets none.
//
// Operation setIncidentFieldValues: PUT /incidents/{id}/custom_fields/values.
func (s *IncidentsService) SetFieldValues(ctx context.Context, incidentID string, values ...NewFieldValue) ([]CustomField, error) {
	var ids []string
	for _, value := range values {
		ids = append(ids, value.ID)
	}
	if err := checkIDs(ids...); err != nil {
		return nil, err
	}
	body := map[string][]NewFieldValue{"custom_fields": values}
	r := put("setIncidentFieldValues", body, "incidents", incidentID, "custom_fields", "values")
	return itemsWith(ctx, s.core, r, "custom_fields", func(f CustomField) string { return f.ID }, len(ids), ids...)
}
