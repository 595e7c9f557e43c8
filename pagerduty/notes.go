package pagerduty

import (
	"context"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// Note is a responder's note on an incident.
type Note struct {
	ID        string      `json:"id"`
	User      Reference   `json:"user"`
	Content   string      `json:"content"`
	CreatedAt Time        `json:"created_at"`
	UpdatedAt Time        `json:"updated_at"`
	Channel   NoteChannel `json:"channel"`
}

// NoteChannel is where a note was written.
type NoteChannel struct {
	Summary string `json:"summary"`
}

// Notes returns all notes of an incident, in PagerDuty's order.
//
// Operation listIncidentNotes: GET /incidents/{id}/notes.
func (s *IncidentsService) Notes(ctx context.Context, incidentID string) ([]Note, error) {
	notes, err := items[Note](ctx, s.core, get("listIncidentNotes", "incidents", incidentID, "notes"), "notes")
	for _, note := range notes {
		changes.Saw(ctx, "/incidents/"+incidentID+"/notes/"+note.ID) // for DeleteNote
	}
	return notes, err
}

// AddNote adds a note of at most 2,000 characters to an incident, in the name of the acting user (see WithFrom).
//
// Operation createIncidentNote: POST /incidents/{id}/notes.
func (s *IncidentsService) AddNote(ctx context.Context, incidentID, content string) (*Note, error) {
	return one[Note](ctx, s.core, post("createIncidentNote", noteBody(content), "incidents", incidentID, "notes").withFrom(), "note")
}

func noteBody(content string) any {
	type note struct {
		Content string `json:"content"`
	}
	return map[string]note{"note": {content}}
}

// UpdateNote replaces the text of a note, in the name of the acting user (see WithFrom).
//
// Operation updateIncidentNote: PUT /incidents/{id}/notes/{note_id}.
func (s *IncidentsService) UpdateNote(ctx context.Context, incidentID, noteID, content string) (*Note, error) {
	r := put("updateIncidentNote", noteBody(content), "incidents", incidentID, "notes", noteID).withFrom()
	r.object = noteID
	return one[Note](ctx, s.core, r, "note")
}

// DeleteNote deletes a note.
//
// Operation deleteIncidentNote: DELETE /incidents/{id}/notes/{note_id}.
func (s *IncidentsService) DeleteNote(ctx context.Context, incidentID, noteID string) error {
	return s.core.deleteVerified(ctx, del("deleteIncidentNote", "incidents", incidentID, "notes", noteID), func() (bool, error) {
		notes, err := s.Notes(ctx, incidentID)
		return err == nil && !slices.ContainsFunc(notes, func(n Note) bool { return n.ID == noteID }), err
	})
}
