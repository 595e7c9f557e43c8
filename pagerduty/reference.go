package pagerduty

// Reference refers to another object. PagerDuty sends only its id, type and summary, or the whole object if an include asks for it.
// Both are decoded into a Reference.
type Reference struct {
	ID        string `json:"id"`
	Type      string `json:"type"` // such as "service_reference", or "service" for the whole object
	Summary   string `json:"summary"`
	Name      string `json:"name"`  // only in a whole object
	Email     string `json:"email"` // only in a whole user
	HTMLURL   string `json:"html_url"`
	DeletedAt Time   `json:"deleted_at"` // when the object was deleted; zero while it exists
}

// Label returns a text to show to people: the name, else the summary, else the id.
func (r Reference) Label() string {
	switch {
	case r.Name != "":
		return r.Name
	case r.Summary != "":
		return r.Summary
	}
	return r.ID
}

// link is a reference in a request.
type link struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// linkTo returns a link to one object; nil if the id is empty.
func linkTo(id, kind string) *link {
	if id == "" {
		return nil
	}
	return &link{ID: id, Type: kind}
}
