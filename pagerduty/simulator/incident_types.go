package simulator

import (
	"slices"
	"time"
)

// incidentType is a type of incidents. Every account has the first one.
type incidentType struct {
	id, name, displayName, description string
	parent                             *incidentType // whose fields it inherits
	disabled                           bool
	createdAt                          time.Time
	fields                             []*incidentField // its own
}

const defaultIncidentType = "incident_default"

func incidentTypeRoutes() []route {
	return []route{
		{method: "GET", path: "/incidents/types", handle: listIncidentTypes},
		{method: "GET", path: "/incidents/types/{type_id_or_name}", handle: getIncidentType},
		{method: "GET", path: "/incidents/types/{type_id_or_name}/custom_fields", handle: listIncidentTypeFields},
	}
}

func listIncidentTypes(c *call) (any, error) {
	wanted := "enabled"
	if filters := c.list("filter", "enabled", "disabled", "all"); len(filters) > 0 {
		wanted = filters[0]
	}
	found := filter(c.account.incidentTypes, func(t *incidentType) bool {
		return wanted == "all" || t.disabled == (wanted == "disabled")
	})
	r := c.renderer()
	return map[string]any{"incident_types": each(found, r.incidentType)}, c.refusal()
}

func getIncidentType(c *call) (any, error) {
	t, err := c.incidentTypeInPath()
	if err != nil {
		return nil, err
	}
	return map[string]any{"incident_type": c.renderer().incidentType(t)}, nil
}

func listIncidentTypeFields(c *call) (any, error) {
	t, err := c.incidentTypeInPath()
	if err != nil {
		return nil, err
	}
	return map[string]any{"fields": each(t.allFields(), c.renderer().incidentField)}, nil
}

func (c *call) incidentTypeInPath() (*incidentType, error) {
	name := c.path["type_id_or_name"]
	if t := c.account.incidentType(name); t != nil {
		return t, nil
	}
	return nil, notFound("no incident type has the id or name " + name)
}

// incidentType returns the type with this id or name, or nil.
func (a *account) incidentType(idOrName string) *incidentType {
	for _, t := range a.incidentTypes {
		if t.id == idOrName || t.name == idOrName {
			return t
		}
	}
	return nil
}

// allFields returns the fields of the type and of those that it inherits from.
func (t *incidentType) allFields() []*incidentField {
	if t == nil {
		return nil
	}
	return slices.Concat(t.parent.allFields(), t.fields)
}

type incidentTypeView struct {
	ID          string `json:"id"`
	Type        string `json:"type"`
	Name        string `json:"name"`
	DisplayName string `json:"display_name"`
	Description string `json:"description"`
	Enabled     bool   `json:"enabled"`
	Parent      any    `json:"parent,omitempty"`
	CreatedAt   string `json:"created_at"`
	UpdatedAt   string `json:"updated_at"`
}

func (r *renderer) incidentType(t *incidentType) incidentTypeView {
	v := incidentTypeView{t.id, "incident_type", t.name, t.displayName, t.description, !t.disabled, nil, r.time(t.createdAt), r.time(t.createdAt)}
	if t.parent != nil {
		v.Parent = map[string]string{"id": t.parent.id, "type": "incident_type_reference"}
	}
	return v
}

// incidentTypeInput is an incident type in a body, by name or id.
type incidentTypeInput struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// incidentType returns the name of the incident type in the body, or "" if there is none.
func (c *call) incidentType(member string, in *incidentTypeInput) string {
	if in == nil {
		return ""
	}
	for _, t := range c.account.incidentTypes {
		if in.Name == t.name || in.Name == "" && in.ID == t.id {
			return t.name
		}
	}
	c.problem("%s: no incident type is called %q", member, in.Name+in.ID)
	return ""
}

func (a *account) incidentTypeID(name string) string {
	if t := a.incidentType(name); t != nil {
		return t.id
	}
	return ""
}
