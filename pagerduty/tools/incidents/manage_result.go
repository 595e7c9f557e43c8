package incidents

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// changedView is the effect of a change on one incident.
type changedView struct {
	ID      string           `json:"id"`
	Number  int              `json:"number,omitzero"`
	Title   string           `json:"title,omitzero"`
	Service *view.Reference  `json:"service,omitzero"`
	Teams   []view.Reference `json:"teams,omitempty"`
	Before  *state           `json:"before,omitzero"`
	After   *state           `json:"after,omitzero"` // absent if the incident was not changed
	Next    []next           `json:"next,omitempty"`
	HTMLURL string           `json:"html_url,omitzero"`

	NoteWritten *bool  `json:"note_written,omitzero"` // absent if the call has no note
	NoteError   string `json:"note_error,omitzero"`
}

// state holds the fields of an incident that can change. In a result it has only those that differ, and always the status.
type state struct {
	Status           pagerduty.IncidentStatus `json:"status,omitzero"`
	Title            string                   `json:"title,omitzero"`
	Urgency          pagerduty.Urgency        `json:"urgency,omitzero"`
	Priority         string                   `json:"priority,omitzero"`
	Type             string                   `json:"type,omitzero"`
	EscalationPolicy *view.Reference          `json:"escalation_policy,omitzero"`
	Assignees        []view.Reference         `json:"assignees,omitempty"`
	AcknowledgedBy   []string                 `json:"acknowledged_by,omitempty"`
	ConferenceURL    string                   `json:"conference_url,omitzero"`
	ConferenceNumber string                   `json:"conference_number,omitzero"`
}

func stateOf(i pagerduty.Incident) *state {
	s := &state{
		Status: i.Status, Title: i.Title, Urgency: i.Urgency, Priority: incident.Priority(i), Type: i.IncidentType.Name,
		EscalationPolicy: view.Of(i.EscalationPolicy), Assignees: incident.Assignees(i), AcknowledgedBy: incident.AcknowledgedBy(i),
	}
	if bridge := i.ConferenceBridge; bridge != nil {
		s.ConferenceURL, s.ConferenceNumber = bridge.URL, bridge.Number
	}
	return s
}

// changesView is the result of manage_incidents. It is not an mcptools.List, whose next_offset would make incidents that do not fit look
// like work that is left.
type changesView struct {
	Changed int           `json:"changed"` // number of incidents, shown or not
	Note    string        `json:"note,omitzero"`
	Items   []changedView `json:"items"`

	Notified []view.Reference `json:"notified,omitzero"` // each once; empty if nobody was notified
	Missing  incident.Missing `json:"missing,omitempty"`
}

// showChanges compares incidents by id. An incident that is not in after was not changed.
func (in manageIncidentsInput) showChanges(before, after []pagerduty.Incident) *changesView {
	view := &changesView{Changed: len(after), Items: []changedView{}, Notified: in.notified(before, after)}
	wasResolved := 0
	for _, old := range before {
		view.Items = append(view.Items, showChange(old, after))
		if old.Status == pagerduty.StatusResolved {
			wasResolved++
		}
	}
	if in.resolves() && wasResolved > 0 {
		view.Note = fmt.Sprintf("Already resolved before: %d of %d", wasResolved, len(before))
		if in.Resolution != nil {
			view.Note += ", and the resolution was not recorded there: write a note instead"
		}
		view.Note += "."
	}
	view.shorten()
	return view
}

// shorten removes what repeats in every item of a long result.
func (v *changesView) shorten() {
	if len(v.Items) <= usualLength {
		return
	}
	short := &shortener{ids: map[string]string{}}
	for n := range v.Items {
		item := &v.Items[n]
		item.HTMLURL = short.address(item.ID, item.HTMLURL)
		if item.Service != nil {
			short.dropKnownID(item.Service)
		}
		short.dropKnownIDs(item.Teams)
		if item.After != nil {
			short.dropKnownIDs(item.After.Assignees)
		}
	}
	v.Note = strings.TrimSpace(v.Note + " " + strings.Join(short.notes(), " "))
}

func showChange(old pagerduty.Incident, after []pagerduty.Incident) changedView {
	shown := changedView{
		ID: old.ID, Number: old.Number, Title: old.Title, Service: view.Of(old.Service), Teams: view.References(old.Teams),
		Before: &state{Status: old.Status}, HTMLURL: old.HTMLURL,
	}
	if at := indexOf(after, old.ID); at >= 0 {
		shown.Before, shown.After = difference(stateOf(old), stateOf(after[at]))
	}
	return shown
}

func indexOf(incidents []pagerduty.Incident, id string) int {
	return slices.IndexFunc(incidents, func(i pagerduty.Incident) bool { return i.ID == id })
}

// notified returns whom the change notified: the assignees of incidents that were reassigned, reopened or made more urgent.
func (in manageIncidentsInput) notified(before, after []pagerduty.Incident) []view.Reference {
	notified := []view.Reference{}
	for _, old := range before {
		at := indexOf(after, old.ID)
		if at < 0 || !in.hasNotified(old, after[at]) {
			continue
		}
		for _, who := range incident.Assignees(after[at]) {
			if !slices.Contains(notified, who) {
				notified = append(notified, who)
			}
		}
	}
	return notified
}

func (in manageIncidentsInput) hasNotified(old, now pagerduty.Incident) bool {
	reassigned := len(in.AssigneeIDs) > 0 || in.EscalationLevel != nil || in.EscalationPolicyID != nil
	triggered := now.Status == pagerduty.StatusTriggered
	return reassigned || !old.IsOpen() && now.IsOpen() || triggered && (old.Status != now.Status || old.Urgency == pagerduty.UrgencyLow && now.Urgency == pagerduty.UrgencyHigh)
}

// difference clears equal fields, except the status and, in after, who has the incident.
func difference(before, after *state) (*state, *state) {
	clearEqual(&before.Title, &after.Title)
	clearEqual(&before.Urgency, &after.Urgency)
	clearEqual(&before.Priority, &after.Priority)
	clearEqual(&before.Type, &after.Type)
	clearEqual(&before.ConferenceURL, &after.ConferenceURL)
	clearEqual(&before.ConferenceNumber, &after.ConferenceNumber)
	if before.EscalationPolicy != nil && after.EscalationPolicy != nil && before.EscalationPolicy.ID == after.EscalationPolicy.ID {
		before.EscalationPolicy, after.EscalationPolicy = nil, nil
	}
	if slices.Equal(before.Assignees, after.Assignees) {
		before.Assignees = nil
	}
	if slices.Equal(before.AcknowledgedBy, after.AcknowledgedBy) {
		before.AcknowledgedBy = nil
	}
	return before, after
}

// clearEqual clears two values if they are equal.
func clearEqual[T comparable](before, after *T) {
	if *before == *after {
		var none T
		*before, *after = none, none
	}
}
