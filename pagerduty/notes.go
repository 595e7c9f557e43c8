package pagerduty

import "context"

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
	return items[Note](ctx, s.core, get("listIncidentNotes", "incidents", incidentID, "notes"), "notes")
}

// AddNote adds a note of at most 2,000 characters to an incident, in the name of the acting user (see WithFrom).
//
// Operation createIncidentNote: POST /incidents/{id}/notes.
func (s *IncidentsService) AddNote(ctx context.Context, incidentID, content string) (*Note, error) {
	type note struct {
		Content string `json:"content"`
	}
	body := map[string]note{"note": {content}}
	return one[Note](ctx, s.core, post("createIncidentNote", body, "incidents", incidentID, "notes").withFrom(), "note")
}
