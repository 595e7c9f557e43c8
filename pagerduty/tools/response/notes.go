package response

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) notes() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("update_note", "Replaces the text of a note on an incident.", t.updateNote,
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithQuestion(t.askUpdateNote),
			mcptools.WithExample(`{"incident_id":"4199","note_id":"P0CF4UI","note":"The errors are timeouts of the Checkout API."}`)),
		mcptools.Destructive("delete_note", "Deletes a note of an incident. Its text is lost.", t.deleteNote,
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithQuestion(t.askDeleteNote),
			mcptools.WithExample(`{"incident_id":"4199","note_id":"P0CF4UI"}`)),
	}
}

type noteInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	NoteID     string `json:"note_id" jsonschema_description:"From get_incident. An unknown one is answered with the ids of the notes."`
}

type updateNoteInput struct {
	noteInput
	Note string `json:"note" jsonschema:"minLength=1,maxLength=2000"`
}

// changedNoteView is the effect of a change of a note.
type changedNoteView struct {
	ID      string         `json:"id"`
	Deleted bool           `json:"deleted,omitzero"`
	Before  incident.Note  `json:"before"`
	After   *incident.Note `json:"after,omitzero"`
}

func (t *tools) updateNote(ctx context.Context, in updateNoteInput) (*changedNoteView, error) {
	client, id, err := t.noteToChange(ctx, in.noteInput)
	if err != nil {
		return nil, err
	}
	old, err := in.find(ctx, client, id)
	if err != nil {
		return nil, err
	}
	changed, err := client.Incidents.UpdateNote(ctx, id, old.ID, in.Note)
	if err != nil {
		return nil, err
	}
	return &changedNoteView{ID: old.ID, Before: incident.ShowNote(*old), After: new(incident.ShowNote(*changed))}, nil
}

func (t *tools) deleteNote(ctx context.Context, in noteInput) (*changedNoteView, error) {
	client, id, err := t.noteToChange(ctx, in)
	if err != nil {
		return nil, err
	}
	old, err := in.find(ctx, client, id)
	if err != nil {
		return nil, err
	}
	if err := client.Incidents.DeleteNote(ctx, id, old.ID); err != nil {
		return nil, err
	}
	return &changedNoteView{ID: old.ID, Deleted: true, Before: incident.ShowNote(*old)}, nil
}

// noteToChange returns the client and the id of the incident.
func (t *tools) noteToChange(ctx context.Context, in noteInput) (*pagerduty.Client, string, error) {
	if _, err := identify.ID("note_id", in.NoteID); err != nil {
		return nil, "", err
	}
	return incident.FindToChange(ctx, t.source, in.IncidentID)
}

// maxNotes is how many notes an error lists.
const maxNotes = 10

// find returns the note, which must be one of the incident's.
func (in noteInput) find(ctx context.Context, client *pagerduty.Client, incidentID string) (*pagerduty.Note, error) {
	notes, err := client.Incidents.Notes(ctx, incidentID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(notes, func(n pagerduty.Note) bool { return n.ID == strings.TrimSpace(in.NoteID) })
	if at >= 0 {
		return &notes[at], nil
	}
	var known []string
	slices.SortStableFunc(notes, func(a, b pagerduty.Note) int { return b.CreatedAt.Compare(a.CreatedAt.Time) })
	for _, n := range notes[:min(maxNotes, len(notes))] {
		known = append(known, fmt.Sprintf("%s by %s: %.40q", n.ID, n.User.Label(), n.Content))
	}
	if known == nil {
		return nil, fmt.Errorf("note_id: incident %s has no notes", incidentID)
	}
	return nil, fmt.Errorf("note_id: incident %s has no note %s. It has %s", incidentID, in.NoteID, strings.Join(known, ", "))
}

// askUpdateNote asks "Replace note PNOTE1 on 4199 Cart errors by: Looking into it?".
func (t *tools) askUpdateNote(ctx context.Context, in updateNoteInput) mcptools.Question {
	return mcptools.NewQuestion("Replace note %s on %s by: %s?", []string{in.NoteID},
		identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID), []string{in.Note})
}

// askDeleteNote asks "Delete note PNOTE1 of 4199 Cart errors?".
func (t *tools) askDeleteNote(ctx context.Context, in noteInput) mcptools.Question {
	return mcptools.NewQuestion("Delete note %s of %s?", []string{in.NoteID}, identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID))
}
