package simulator

import "time"

const (
	// apiURL begins the self links. leadHere puts the simulator's own address in its place.
	apiURL = "https://api.pagerduty.com"
	// The account's own web address. Nothing is there.
	webURL = "https://" + subdomain + ".pagerduty.com"
)

// reference is what every object of the API begins with, and all that a reference to it has.
type reference struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Summary string  `json:"summary"`
	Self    *string `json:"self"`
	HTMLURL *string `json:"html_url"`
	// Of what is mentioned still and is gone.
	DeletedAt string `json:"deleted_at,omitempty"`
}

// deleted marks a reference to what was deleted at a time, if it was.
func (r reference) deleted(at time.Time) reference {
	if !at.IsZero() {
		r.HTMLURL, r.DeletedAt = nil, at.UTC().Format(time.RFC3339)
	}
	return r
}

// members returns what an object of the API begins with.
func (r reference) members() map[string]any {
	return map[string]any{"id": r.ID, "type": r.Type, "summary": r.Summary, "self": r.Self, "html_url": r.HTMLURL}
}

// refer makes a reference; api and web are paths, "" for none.
func refer(kind, id, summary, api, web string) reference {
	r := reference{ID: id, Type: kind, Summary: summary}
	if api != "" {
		r.Self = new(apiURL + api)
	}
	if web != "" {
		r.HTMLURL = new(webURL + web)
	}
	return r
}

// renderer turns the account's state into answers.
type renderer struct {
	account *account
	now     time.Time
	zone    *time.Location  // in which times are written
	include map[string]bool // what include[] asks for
	details bool            // a single incident shows more than one in a list
	lenient bool
}

func (r *renderer) time(t time.Time) string { return t.In(r.zone).Format(time.RFC3339) }

// timeOrNull is null for a time that has not come.
func (r *renderer) timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(r.time(t))
}

// timeOrLeftOut leaves a member out until its time has come.
func (r *renderer) timeOrLeftOut(t time.Time) any {
	if t.IsZero() {
		return leftOut
	}
	return r.time(t)
}

// each renders every record of a list, which is never null.
func each[T, V any](records []T, view func(T) V) []V {
	views := make([]V, 0, len(records))
	for _, record := range records {
		views = append(views, view(record))
	}
	return views
}

// referenceInput is a reference in a body. Only id and type count, as in PagerDuty.
type referenceInput struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Summary *string `json:"summary"`
	Self    *string `json:"self"`
	HTMLURL *string `json:"html_url"`
}

// resolve finds what a reference in the body means. member names where it stands, types are those it may have.
func resolve[T any](c *call, records *collection[T], member string, in *referenceInput, types ...string) *T {
	if in == nil {
		return nil
	}
	c.checkType(member, in.Type, types...)
	record := records.byID[in.ID]
	if record == nil {
		c.problem("%s.id: nothing of the type %s has the id %q", member, types[0], in.ID)
	}
	return record
}
