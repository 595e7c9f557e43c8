package oncall

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// History is what the log says about how an incident was handled.
type History struct {
	Acknowledged time.Time // for the first time; zero if it never was
	FirstUsers   []string  // ids of the users to whom it was first assigned

	assigned time.Time // for the first time
}

// Histories are the histories of incidents, by the incident's id.
type Histories map[string]*History

// Add adds a log entry to the history of its incident. The order of the entries does not matter.
func (h Histories) Add(entry pagerduty.LogEntry) {
	if entry.Incident.ID == "" {
		return
	}
	history := h[entry.Incident.ID]
	if history == nil {
		history = &History{}
		h[entry.Incident.ID] = history
	}
	at := entry.CreatedAt.Time
	switch entry.Type {
	case "acknowledge_log_entry":
		if history.Acknowledged.IsZero() || at.Before(history.Acknowledged) {
			history.Acknowledged = at
		}
	case "assign_log_entry":
		if len(entry.Assignees) > 0 && (history.assigned.IsZero() || at.Before(history.assigned)) {
			history.assigned, history.FirstUsers = at, nil
			for _, user := range entry.Assignees {
				history.FirstUsers = append(history.FirstUsers, user.ID)
			}
			slices.Sort(history.FirstUsers)
		}
	}
}

// IsUser reports whether a reference is to a user, and not to a service or an integration.
func IsUser(r pagerduty.Reference) bool {
	return r.Type == "user_reference" || r.Type == "user"
}

// EndOf returns when an incident was resolved; the zero time if it is open.
func EndOf(i pagerduty.Incident) time.Time {
	switch {
	case i.IsOpen():
		return time.Time{}
	case i.ResolvedAt.IsZero():
		return i.LastStatusChangeAt.Time
	}
	return i.ResolvedAt.Time
}
