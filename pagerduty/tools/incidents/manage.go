package incidents

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) manage() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("manage_incidents", "Updates incidents: acknowledges, resolves, escalates, reassigns, renames, sets urgency or priority. If one is refused, none is changed.",
			t.manageIncidents, mcptools.WithMarks(marks.NoDuty), mcptools.WithMarkCount(marks.Pages, manageIncidentsInput.pages), mcptools.WithMarkCount(marks.People, manageIncidentsInput.people),
			mcptools.WithQuestion(t.askManage), mcptools.WithExample(`{"incident_ids":["4197"],"status":"resolved"}`)),
	}
}

type manageIncidentsInput struct {
	IncidentIDs        []string                  `json:"incident_ids" jsonschema:"minItems=1,maxItems=250" jsonschema_description:"Ids, numbers or web addresses." alias:"incident_id"`
	Status             *pagerduty.IncidentStatus `json:"status,omitempty" jsonschema:"enum=acknowledged,enum=resolved,enum=triggered"`
	Reopen             bool                      `json:"reopen,omitempty" jsonschema_description:"Allow acknowledging or triggering resolved incidents, which reopens them."`
	Urgency            *pagerduty.Urgency        `json:"urgency,omitempty" jsonschema:"enum=high,enum=low"`
	Priority           *string                   `json:"priority,omitempty" blank:"omitted" jsonschema_description:"Name, such as P1, or id."`
	Title              *string                   `json:"title,omitempty" jsonschema:"minLength=1"`
	Resolution         *string                   `json:"resolution,omitempty" jsonschema_description:"How it was solved, for the timeline; only with status resolved. Not a note."`
	AssigneeIDs        []string                  `json:"assignee_ids,omitempty" jsonschema_description:"New assignees: ids, names or e-mails."`
	EscalationLevel    *int                      `json:"escalation_level,omitempty" jsonschema:"minimum=1" jsonschema_description:"Level of the escalation policy to notify now."`
	EscalationPolicyID *string                   `json:"escalation_policy_id,omitempty" blank:"omitted" jsonschema_description:"Id or name. Not with assignee_ids."`
	IncidentType       *string                   `json:"incident_type,omitempty" blank:"omitted" jsonschema_description:"Name of one of the account's incident types."`
	ConferenceURL      string                    `json:"conference_url,omitempty"`
	ConferenceNumber   string                    `json:"conference_number,omitempty"`
	Note               *string                   `json:"note,omitempty" jsonschema:"minLength=1,maxLength=2000" jsonschema_description:"Written on each incident after the change."`
}

// pages returns the number of notifications that the change may send: for each incident one to each given user, or one to whoever is on
// call, who may be several people.
func (in manageIncidentsInput) pages() int {
	if !in.notifies() {
		return 0
	}
	return len(in.IncidentIDs) * max(1, len(in.AssigneeIDs))
}

// people returns the number of users that the change may notify; 0 if a level or a policy also notifies whoever is on call.
func (in manageIncidentsInput) people() int {
	if in.EscalationLevel != nil || in.EscalationPolicyID != nil {
		return 0
	}
	return len(in.AssigneeIDs)
}

// notifies reports whether the change may notify somebody. A change to high urgency does, too.
func (in manageIncidentsInput) notifies() bool {
	again := in.Status != nil && (*in.Status == pagerduty.StatusTriggered || *in.Status == pagerduty.StatusAcknowledged && in.Reopen)
	urgent := in.Urgency != nil && *in.Urgency == pagerduty.UrgencyHigh
	return again || urgent || len(in.AssigneeIDs) > 0 || in.EscalationLevel != nil || in.EscalationPolicyID != nil
}

func (t *tools) manageIncidents(ctx context.Context, in manageIncidentsInput) (*changesView, error) {
	names, err := in.check()
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	change, before, err := in.prepare(ctx, client, names)
	if err != nil {
		return nil, err
	}
	if err := in.refuseReopening(before); err != nil {
		return nil, err
	}
	var after []pagerduty.Incident
	if updates := in.updates(*change, before); len(updates) > 0 {
		after, err = client.Incidents.Update(ctx, updates...)
		if err != nil && change.IncidentType != nil {
			err = refusedType(ctx, client, *change.IncidentType, err)
		}
		if err != nil {
			return nil, err
		}
	}
	return in.result(ctx, client, before, after), nil
}

// prepare reads everything that the change needs, in parallel.
func (in manageIncidentsInput) prepare(ctx context.Context, client *pagerduty.Client, names []identify.IncidentName) (*pagerduty.IncidentUpdate, []pagerduty.Incident, error) {
	var change *pagerduty.IncidentUpdate
	var before []pagerduty.Incident
	err := parallel.Do(ctx,
		func(ctx context.Context) (err error) { change, err = in.change(ctx, client); return err },
		func(ctx context.Context) (err error) {
			before, err = incident.LookupAll(ctx, client, names)
			return err
		},
		func(ctx context.Context) error { return incident.FindActingUser(ctx, client) },
	)
	return change, before, err
}

// result writes the note, and returns the effect of the call.
func (in manageIncidentsInput) result(ctx context.Context, client *pagerduty.Client, before, after []pagerduty.Incident) *changesView {
	var notes []error
	var actions [][]next
	var unread error
	withActions := after
	if len(before) > usualLength {
		withActions = nil // a long result has no room for them
	}
	_ = parallel.Do(ctx,
		func(ctx context.Context) error { notes = in.writeNotes(ctx, client, before); return nil },
		func(ctx context.Context) error {
			actions, unread = nextActions(ctx, client, when.Now(ctx), withActions...)
			return nil
		},
	)
	shown := in.showChanges(before, after)
	shown.Missing.Add("next.notifies", unread)
	in.noteLostResolutions(ctx, client, shown, before, after)
	for n, old := range before {
		item := &shown.Items[n]
		if in.Note != nil {
			item.NoteWritten = new(notes[n] == nil)
		}
		if in.Note != nil && notes[n] != nil {
			item.NoteError = explain.Text(notes[n])
			if errors.Is(notes[n], pagerduty.ErrUndecided) {
				item.NoteError += " The note may have been written: look before you write it again."
			}
		}
		if at := indexOf(after, old.ID); at >= 0 && at < len(actions) {
			item.Next = actions[at]
		}
	}
	return shown
}

// writeNotes writes the note on each incident, and returns the error of each, nil if it was written.
func (in manageIncidentsInput) writeNotes(ctx context.Context, client *pagerduty.Client, incidents []pagerduty.Incident) []error {
	if in.Note == nil {
		return nil
	}
	failed := make([]error, len(incidents))
	_ = parallel.Each(ctx, len(incidents), func(ctx context.Context, i int) error {
		failed[i] = parallel.Safely(func() error {
			_, err := client.Incidents.AddNote(ctx, incidents[i].ID, *in.Note)
			return err
		})
		return nil
	})
	return failed
}

// updates returns the update of each incident. It does not resolve a resolved incident again, since PagerDuty would then refuse all updates.
func (in manageIncidentsInput) updates(change pagerduty.IncidentUpdate, incidents []pagerduty.Incident) []pagerduty.IncidentUpdate {
	var updates []pagerduty.IncidentUpdate
	if in.Status == nil && in.unchangedButStatus() {
		return nil // only a note
	}
	for _, old := range incidents {
		update := change
		update.ID = old.ID
		update.Reopens = in.Status != nil && !in.resolves() && old.Status == pagerduty.StatusResolved
		if in.resolves() && old.Status == pagerduty.StatusResolved {
			update.Status, update.Resolution = nil, nil
			if in.onlyResolves() {
				continue
			}
		}
		updates = append(updates, update)
	}
	return updates
}

// check refuses mistakes that can be found without a request, and returns the incidents' ids and numbers.
func (in manageIncidentsInput) check() ([]identify.IncidentName, error) {
	names, err := incident.Names("incident_ids", in.IncidentIDs)
	if err != nil {
		return nil, err
	}
	switch {
	case in.Status == nil && in.unchangedButStatus() && in.Note == nil:
		return nil, errors.New("nothing to change: give at least one of status, urgency, priority, title, assignee_ids, " +
			"escalation_level, escalation_policy_id, incident_type, conference_url, conference_number and note")
	case in.Reopen && (in.Status == nil || in.resolves()):
		return nil, errors.New("reopen requires status acknowledged or triggered")
	case in.Resolution != nil && !in.resolves():
		return nil, errors.New("resolution requires status resolved")
	case len(in.AssigneeIDs) > 0 && in.EscalationPolicyID != nil:
		return nil, errors.New("assignee_ids and escalation_policy_id exclude each other: give one of them")
	case in.resolves() && (len(in.AssigneeIDs) > 0 || in.EscalationPolicyID != nil || in.EscalationLevel != nil):
		return nil, errors.New("status resolved excludes assignee_ids, escalation_policy_id and escalation_level")
	}
	if err := checkConference(in.ConferenceURL); err != nil {
		return nil, err
	}
	return names, identify.Check(in.names(&changeIDs{})...)
}

func (in manageIncidentsInput) unchangedButStatus() bool {
	return in.Urgency == nil && in.Priority == nil && in.Title == nil && in.Resolution == nil && len(in.AssigneeIDs) == 0 && in.EscalationLevel == nil &&
		in.EscalationPolicyID == nil && in.IncidentType == nil && in.ConferenceURL == "" && in.ConferenceNumber == ""
}

func (in manageIncidentsInput) resolves() bool {
	return in.Status != nil && *in.Status == pagerduty.StatusResolved
}

func (in manageIncidentsInput) onlyResolves() bool {
	in.Resolution = nil
	return in.resolves() && in.unchangedButStatus()
}

// changeIDs are the ids of the objects that a change names.
type changeIDs struct {
	priority, policy string
	assignees        []string
}

// names returns the arguments that name objects, whose ids will be stored in ids.
func (in manageIncidentsInput) names(ids *changeIDs) []identify.Argument {
	return []identify.Argument{
		identify.One(identify.Priority(), "priority", in.Priority, &ids.priority),
		identify.One(identify.EscalationPolicy(), "escalation_policy_id", in.EscalationPolicyID, &ids.policy),
		identify.Many(identify.Responder(), "assignee_ids", in.AssigneeIDs, &ids.assignees),
	}
}

// change returns the update with all fields, which is the same for every incident.
func (in manageIncidentsInput) change(ctx context.Context, client *pagerduty.Client) (*pagerduty.IncidentUpdate, error) {
	var ids changeIDs
	if err := identify.Resolve(ctx, client, in.names(&ids)...); err != nil {
		return nil, err
	}
	change := &pagerduty.IncidentUpdate{
		Status: in.Status, Urgency: in.Urgency, Title: in.Title, Resolution: in.Resolution, EscalationLevel: in.EscalationLevel,
		ConferenceBridge: conferenceBridge(in.ConferenceURL, in.ConferenceNumber), AssigneeIDs: ids.assignees,
	}
	if ids.priority != "" {
		change.PriorityID = &ids.priority
	}
	if in.IncidentType != nil {
		kind, err := typeName(ctx, client, *in.IncidentType)
		if err != nil {
			return nil, err
		}
		change.IncidentType = &kind
	}
	if ids.policy != "" {
		change.EscalationPolicyID = &ids.policy
	}
	return change, nil
}

// refuseReopening returns an error if the change would reopen an incident without Reopen. PagerDuty reopens a resolved incident when it is
// acknowledged or triggered, and pages for it.
func (in manageIncidentsInput) refuseReopening(incidents []pagerduty.Incident) error {
	if in.Reopen || in.Status == nil || *in.Status == pagerduty.StatusResolved {
		return nil
	}
	var resolved []string
	for _, old := range incidents {
		// A status that this library does not know counts as resolved.
		if old.Status != pagerduty.StatusTriggered && old.Status != pagerduty.StatusAcknowledged {
			resolved = append(resolved, fmt.Sprintf("%s (#%d %.60q)", old.ID, old.Number, old.Title))
		}
	}
	if len(resolved) == 0 {
		return nil
	}
	return fmt.Errorf("already resolved, and status %s would reopen them: %s. Leave them out, or set reopen to true to reopen them",
		*in.Status, strings.Join(resolved, ", "))
}
