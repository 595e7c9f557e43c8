package incident

import (
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Entry is an entry in an incident's log.
type Entry struct {
	At      string `json:"at,omitzero"`
	What    string `json:"what"`
	By      string `json:"by,omitzero"`
	Text    string `json:"text,omitzero"`
	Note    string `json:"note,omitzero"`    // such as the resolution
	Details string `json:"details,omitzero"` // of the triggering event
	Links   []Link `json:"links,omitempty"`
}

// ShowEntry returns the view of a log entry.
func ShowEntry(e pagerduty.LogEntry) Entry {
	shown := Entry{
		At: view.Time(e.CreatedAt), What: strings.TrimSuffix(e.Type, "_log_entry"), By: view.Name(e.Agent), Text: e.Summary, Note: e.Note,
		Links: Links(append(e.Contexts, e.Channel.Contexts...)),
	}
	if details := e.EventDetails.Description; details != e.Summary && details != e.Channel.Summary {
		shown.Details = details
	}
	return shown
}
