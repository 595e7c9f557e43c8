package simulator

import (
	"fmt"
	"slices"
	"time"
)

const (
	// apiURL begins the self links. linkToSelf replaces it by the simulator's address.
	apiURL = "https://api.pagerduty.com"
	// webURL is the account's web address, where nothing is served.
	webURL = "https://" + subdomain + ".pagerduty.com"
)

// reference has the members of a reference, which every object of the API has as well.
type reference struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Summary string  `json:"summary"`
	Self    *string `json:"self"`
	HTMLURL *string `json:"html_url"`
	// DeletedAt is set in a reference to a deleted object.
	DeletedAt string `json:"deleted_at,omitempty"`
}

// deleted marks a reference as deleted if at is set.
func (r reference) deleted(at time.Time) reference {
	if !at.IsZero() {
		r.HTMLURL, r.DeletedAt = nil, at.UTC().Format(time.RFC3339)
	}
	return r
}

// members returns the members that every object of the API has.
func (r reference) members() map[string]any {
	return map[string]any{"id": r.ID, "type": r.Type, "summary": r.Summary, "self": r.Self, "html_url": r.HTMLURL}
}

// refer returns a reference. api and web are paths, or "".
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

// renderer renders the account's state as answers.
type renderer struct {
	account *account
	now     time.Time
	zone    *time.Location  // of rendered times
	include map[string]bool // the values of include[]
	details bool            // a single incident has more members than one in a list
	lenient bool
}

func (r *renderer) time(t time.Time) string { return t.In(r.zone).Format(time.RFC3339) }

// timeOrNull returns null for a zero time.
func (r *renderer) timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(r.time(t))
}

// timeOrLeftOut omits a member with a zero time.
func (r *renderer) timeOrLeftOut(t time.Time) any {
	if t.IsZero() {
		return leftOut
	}
	return r.time(t)
}

// each returns the views of all records. The list is never nil.
func each[T, V any](records []T, view func(T) V) []V {
	views := make([]V, 0, len(records))
	for _, record := range records {
		views = append(views, view(record))
	}
	return views
}

// referenceInput is a reference in a body. Only id and type are used, as in PagerDuty.
type referenceInput struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Summary *string `json:"summary"`
	Self    *string `json:"self"`
	HTMLURL *string `json:"html_url"`
}

// resolveAll returns the records of a list of references in the body. It refuses references to nothing, and null as withoutNull does.
func resolveAll[T any](c *call, records *collection[T], member string, in []*referenceInput, types ...string) []*T {
	var found []*T
	for n, one := range withoutNull(c, member, in) {
		if record := resolve(c, records, fmt.Sprintf("%s.%d", member, n), one, types...); record != nil {
			found = append(found, record)
		}
	}
	return found
}

// withoutNull returns the elements of a list in the body that are not null. It refuses null unless lenient.
func withoutNull[T comparable](c *call, member string, in []T) []T {
	var null T
	if slices.Contains(in, null) && !c.lenient {
		c.problem("%s must not contain null", member)
	}
	return slices.DeleteFunc(in, func(one T) bool { return one == null })
}

// resolve returns the record of a reference in the body. member is its position, and types are its legal types.
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
