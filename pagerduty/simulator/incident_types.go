package simulator

// incidentType is a type of incidents. Every account has the first one.
type incidentType struct{ id, name string }

const defaultIncidentType = "incident_default"

func incidentTypes() []incidentType {
	return []incidentType{{"PINCDEF", defaultIncidentType}, {"PMAJORI", "major_incident"}, {"PSECURI", "security_incident"}}
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
	for _, t := range incidentTypes() {
		if in.Name == t.name || in.Name == "" && in.ID == t.id {
			return t.name
		}
	}
	c.problem("%s: no incident type is called %q", member, in.Name+in.ID)
	return ""
}

func incidentTypeID(name string) string {
	for _, t := range incidentTypes() {
		if t.name == name {
			return t.id
		}
	}
	return ""
}
