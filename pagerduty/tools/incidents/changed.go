package incidents

import (
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// changedView is what a change did to one incident.
type changedView struct {
	ID      string           `json:"id"`
	Number  int              `json:"number,omitzero"`
	Title   string           `json:"title,omitzero"`
	Service *view.Reference  `json:"service,omitzero"`
	Teams   []view.Reference `json:"teams,omitempty"`
	Before  *state           `json:"before,omitzero"`
	After   *state           `json:"after,omitzero"` // absent if there was nothing to do
	HTMLURL string           `json:"html_url,omitzero"`
}

// state is what can be changed. In a view it holds only what is different.
type state struct {
	Status           pagerduty.IncidentStatus `json:"status,omitzero"`
	Title            string                   `json:"title,omitzero"`
	Urgency          pagerduty.Urgency        `json:"urgency,omitzero"`
	Priority         string                   `json:"priority,omitzero"`
	Type             string                   `json:"type,omitzero"`
	EscalationPolicy *view.Reference          `json:"escalation_policy,omitzero"`
	Assignees        []view.Reference         `json:"assignees,omitempty"`
	ConferenceURL    string                   `json:"conference_url,omitzero"`
	ConferenceNumber string                   `json:"conference_number,omitzero"`
}

func stateOf(i pagerduty.Incident) *state {
	s := &state{
		Status: i.Status, Title: i.Title, Urgency: i.Urgency, Priority: priority(i), Type: i.IncidentType.Name,
		EscalationPolicy: view.Of(i.EscalationPolicy), Assignees: assignees(i),
	}
	if bridge := i.ConferenceBridge; bridge != nil {
		s.ConferenceURL, s.ConferenceNumber = bridge.URL, bridge.Number
	}
	return s
}

// changesView is what a change did. It is no mcptools.List: a part that had to be left out of it was
// changed all the same, and must not look like work that is left to do.
type changesView struct {
	Changed int           `json:"changed"` // how many incidents, shown or not
	Note    string        `json:"note,omitzero"`
	Items   []changedView `json:"items"`
}

// showChanges compares incidents by id. What after lacks was not changed.
func (in manageIncidentsInput) showChanges(before, after []pagerduty.Incident) *changesView {
	view := &changesView{Changed: len(after), Items: []changedView{}}
	wasResolved := 0
	for _, old := range before {
		view.Items = append(view.Items, showChange(old, after))
		if old.Status == pagerduty.StatusResolved {
			wasResolved++
		}
	}
	if in.resolves() && wasResolved > 0 {
		view.Note = fmt.Sprintf("%d of them were resolved already", wasResolved)
		if in.Resolution != nil {
			view.Note += ", and the resolution was not recorded there: write a note instead"
		}
		view.Note += "."
	}
	return view
}

func showChange(old pagerduty.Incident, after []pagerduty.Incident) changedView {
	shown := changedView{
		ID: old.ID, Number: old.Number, Title: old.Title, Service: view.Of(old.Service), Teams: view.References(old.Teams),
		Before: &state{Status: old.Status}, HTMLURL: old.HTMLURL,
	}
	at := slices.IndexFunc(after, func(i pagerduty.Incident) bool { return i.ID == old.ID })
	if at >= 0 {
		shown.Before, shown.After = difference(stateOf(old), stateOf(after[at]))
	}
	return shown
}

// difference keeps what differs, and always the status.
func difference(before, after *state) (*state, *state) {
	forget(&before.Title, &after.Title)
	forget(&before.Urgency, &after.Urgency)
	forget(&before.Priority, &after.Priority)
	forget(&before.Type, &after.Type)
	forget(&before.ConferenceURL, &after.ConferenceURL)
	forget(&before.ConferenceNumber, &after.ConferenceNumber)
	if before.EscalationPolicy != nil && after.EscalationPolicy != nil && before.EscalationPolicy.ID == after.EscalationPolicy.ID {
		before.EscalationPolicy, after.EscalationPolicy = nil, nil
	}
	if slices.Equal(before.Assignees, after.Assignees) {
		before.Assignees, after.Assignees = nil, nil
	}
	return before, after
}

// forget empties two values that are the same.
func forget[T comparable](before, after *T) {
	if *before == *after {
		var none T
		*before, *after = none, none
	}
}
