package incidents

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) notes() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("add_note_to_incident", "Writes a note on an incident, for its responders to read.", t.addNote,
			mcptools.WithQuestion(t.askNote),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"incident_id":"4197","note":"Looking at it."}`)),
	}
}

type addNoteInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Note       string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
}

type addedNoteView struct {
	ID string `json:"id,omitzero"`
	noteView
	Incident *briefView       `json:"incident,omitzero"`
	Notified []view.Reference `json:"notified,omitzero"` // always empty: a note notifies nobody
	Missing  missing          `json:"missing,omitempty"`
}

func (t *tools) addNote(ctx context.Context, in addNoteInput) (*addedNoteView, error) {
	client, id, err := t.incidentToChange(ctx, in.IncidentID)
	if err != nil {
		return nil, err
	}
	note, err := client.Incidents.AddNote(ctx, id, in.Note)
	if err != nil {
		return nil, err
	}
	shown := &addedNoteView{ID: note.ID, noteView: showNote(*note), Notified: []view.Reference{}}
	ctx, cancel := beforeDeadline(ctx)
	defer cancel()
	incident, err := client.Incidents.Get(ctx, id)
	if err == nil {
		shown.Incident = new(briefOf(*incident))
	}
	shown.Missing.add("incident", err)
	return shown, nil
}

// incidentToChange returns the client and the incident's id, as incident does, and looks up the acting user in parallel.
func (t *tools) incidentToChange(ctx context.Context, text string) (*pagerduty.Client, string, error) {
	if _, err := identify.Incident("incident_id", text); err != nil {
		return nil, "", err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, "", err
	}
	var id string
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) { _, id, err = t.incident(ctx, text); return err },
		func(ctx context.Context) error { return findActingUser(ctx, client) },
	)
	return client, id, err
}

// askNote asks "Write a note on 4200 Replication lag: Looking into it?".
func (t *tools) askNote(ctx context.Context, in addNoteInput) mcptools.Question {
	return mcptools.NewQuestion("Write a note on %s: %s?", identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID), []string{in.Note})
}
