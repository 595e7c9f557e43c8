package pagerduty

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// LogEntry is something that happened to an incident.
type LogEntry struct {
	ID        string          `json:"id"`
	Type      string          `json:"type"` // such as "trigger_log_entry"
	Summary   string          `json:"summary"`
	CreatedAt Time            `json:"created_at"`
	Agent     Reference       `json:"agent"` // who or what did it
	Channel   LogEntryChannel `json:"channel"`
	Note      string          `json:"note"` // of an annotate_log_entry, or how the incident was resolved
	HTMLURL   string          `json:"html_url"`

	Incident Reference      `json:"incident"`
	Service  Reference      `json:"service"`
	Teams    []Reference    `json:"teams"`
	Contexts []AlertContext `json:"contexts"` // links and images that came with the event

	EventDetails           EventDetails `json:"event_details"`           // of a trigger_log_entry
	Assignees              []Reference  `json:"assignees"`               // whom an assign, delegate or escalate_log_entry gave the incident to
	User                   Reference    `json:"user"`                    // whom a notify_log_entry notified
	AcknowledgementTimeout int          `json:"acknowledgement_timeout"` // seconds until an acknowledge_log_entry lapses; 0 for never
	ChangedActions         []Pending    `json:"changed_actions"`         // what a snooze_log_entry put off
}

// EventDetails describes the event that triggered an incident.
type EventDetails struct {
	Description string `json:"description"`
}

// ListLogEntriesOptions narrows a list of log entries.
type ListLogEntriesOptions struct {
	PageOptions
	Since, Until time.Time
	Overview     bool // only the entries that matter for an overview
}

// LogEntries is one page of what happened to an incident, newest first.
//
// Operation listIncidentLogEntries: GET /incidents/{id}/log_entries.
func (s *IncidentsService) LogEntries(ctx context.Context, incidentID string, options ListLogEntriesOptions) (*Page[LogEntry], error) {
	return s.logEntries(incidentID, options).page(ctx, options.PageOptions)
}

// AllLogEntries is LogEntries, entry after entry.
//
// Operation listIncidentLogEntries: GET /incidents/{id}/log_entries.
func (s *IncidentsService) AllLogEntries(ctx context.Context, incidentID string, options ListLogEntriesOptions) iter.Seq2[LogEntry, error] {
	return s.logEntries(incidentID, options).all(ctx, options.PageOptions)
}

func (s *IncidentsService) logEntries(incidentID string, options ListLogEntriesOptions) listing[LogEntry] {
	r := get("listIncidentLogEntries", "incidents", incidentID, "log_entries")
	options.set(r.query)
	return listing[LogEntry]{s.core, r, "log_entries", func(e LogEntry) string { return e.ID }}
}

func (o ListLogEntriesOptions) set(query url.Values) {
	setTime(query, "since", o.Since)
	setTime(query, "until", o.Until)
	if o.Overview {
		query.Set("is_overview", "true")
	}
}
