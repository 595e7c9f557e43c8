package incident

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Note is a note on an incident.
type Note struct {
	At   string `json:"at,omitzero"`
	By   string `json:"by,omitzero"`
	Text string `json:"text,omitzero"`
}

// ShowNote returns the view of a note.
func ShowNote(n pagerduty.Note) Note {
	return Note{At: view.Time(n.CreatedAt), By: view.Name(n.User), Text: n.Content}
}
