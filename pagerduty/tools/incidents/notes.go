package incidents

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
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
	incident.Note
	Incident *incident.Brief  `json:"incident,omitzero"`
	Notified []view.Reference `json:"notified,omitzero"` // always empty: a note notifies nobody
	Missing  incident.Missing `json:"missing,omitempty"`
}

func (t *tools) addNote(ctx context.Context, in addNoteInput) (*addedNoteView, error) {
	client, id, err := incident.FindToChange(ctx, t.source, in.IncidentID)
	if err != nil {
		return nil, err
	}
	note, err := client.Incidents.AddNote(ctx, id, in.Note)
	if err != nil {
		return nil, err
	}
	shown := &addedNoteView{ID: note.ID, Note: incident.ShowNote(*note), Notified: []view.Reference{}}
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	found, err := client.Incidents.Get(ctx, id)
	if err == nil {
		shown.Incident = new(incident.BriefOf(*found))
	}
	shown.Missing.Add("incident", err)
	return shown, nil
}

// askNote asks "Write a note on 4200 Replication lag: Looking into it?".
func (t *tools) askNote(ctx context.Context, in addNoteInput) mcptools.Question {
	return mcptools.NewQuestion("Write a note on %s: %s?", identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID), []string{in.Note})
}
