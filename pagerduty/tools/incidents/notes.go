package incidents

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) notes() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("add_note_to_incident", "Writes a note on an incident, for its responders to read.", t.addNote),
	}
}

type addNoteInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Note       string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
}

type addedNoteView struct {
	ID string `json:"id,omitzero"`
	noteView
}

func (t *tools) addNote(ctx context.Context, in addNoteInput) (*addedNoteView, error) {
	client, id, err := t.incident(ctx, in.IncidentID)
	if err != nil {
		return nil, err
	}
	note, err := client.Incidents.AddNote(ctx, id, in.Note)
	if err != nil {
		return nil, err
	}
	return &addedNoteView{note.ID, noteView{At: view.Time(note.CreatedAt), By: note.User.Label(), Text: note.Content}}, nil
}
