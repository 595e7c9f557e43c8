package pagerduty

// Reference names another object. PagerDuty sends a short form (id, type, summary) or, where an
// include asks for it, the whole object; both decode into it.
type Reference struct {
	ID        string `json:"id"`
	Type      string `json:"type"` // such as "service_reference", or "service" for the whole object
	Summary   string `json:"summary"`
	Name      string `json:"name"`  // in the whole object only
	Email     string `json:"email"` // in a whole user only
	HTMLURL   string `json:"html_url"`
	DeletedAt Time   `json:"deleted_at"` // when the object was deleted; zero while it exists
}

// Label is the object's name for people: its name, its summary, or its id, the first that is there.
func (r Reference) Label() string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Summary != "":
		return r.Summary
	}
	return r.ID
}

// link is a reference in a request, where PagerDuty reads only the id and the type.
type link struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// linkTo refers to one object; an empty id refers to none.
func linkTo(id, kind string) *link {
	if id == "" {
		return nil
	}
	return &link{ID: id, Type: kind}
}
