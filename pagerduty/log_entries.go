package pagerduty

import (
	"context"
	"iter"
	"net/url"
	"time"
)

// LogEntry is an event in the history of an incident.
type LogEntry struct {
	ID        string          `json:"id"`
	Type      string          `json:"type"` // such as "trigger_log_entry"
	Summary   string          `json:"summary"`
	CreatedAt Time            `json:"created_at"`
	Agent     Reference       `json:"agent"` // the user, service or integration that caused it
	Channel   LogEntryChannel `json:"channel"`
	Note      string          `json:"note"` // text of an annotate_log_entry, or how the incident was resolved
	HTMLURL   string          `json:"html_url"`

	Incident Reference      `json:"incident"`
	Service  Reference      `json:"service"`
	Teams    []Reference    `json:"teams"`
	Contexts []AlertContext `json:"contexts"` // links and images in the event

	EventDetails           EventDetails `json:"event_details"`           // in a trigger_log_entry
	Assignees              []Reference  `json:"assignees"`               // new assignees, in an assign, delegate or escalate_log_entry
	User                   Reference    `json:"user"`                    // the notified user, in a notify_log_entry
	AcknowledgementTimeout int          `json:"acknowledgement_timeout"` // seconds until the acknowledgement ends, in an acknowledge_log_entry; 0 for never
	ChangedActions         []Pending    `json:"changed_actions"`         // the postponed actions, in a snooze_log_entry
}

// EventDetails describes the event that triggered an incident.
type EventDetails struct {
	Description string `json:"description"`
}

// ListLogEntriesOptions filters a list of log entries. The zero value lists all.
type ListLogEntriesOptions struct {
	PageOptions
	Since, Until time.Time
	Overview     bool     // lists only the most important entries
	Include      []string // what to embed in full: "incidents", "services", "channels" or "teams"
}

// LogEntries returns one page of an incident's log entries, newest first.
//
// Operation listIncidentLogEntries: GET /incidents/{id}/log_entries.
func (s *IncidentsService) LogEntries(ctx context.Context, incidentID string, options ListLogEntriesOptions) (*Page[LogEntry], error) {
	return s.logEntries(incidentID, options).page(ctx, options.PageOptions)
}

// AllLogEntries iterates over the entries that LogEntries returns, across all pages.
//
// Operation listIncidentLogEntries: GET /incidents/{id}/log_entries.
func (s *IncidentsService) AllLogEntries(ctx context.Context, incidentID string, options ListLogEntriesOptions) iter.Seq2[LogEntry, error] {
	return s.logEntries(incidentID, options).all(ctx, options.PageOptions)
}

func (s *IncidentsService) logEntries(incidentID string, options ListLogEntriesOptions) listRequest[LogEntry] {
	r := get("listIncidentLogEntries", "incidents", incidentID, "log_entries")
	options.set(r.query)
	return listRequest[LogEntry]{s.core, r, "log_entries", func(e LogEntry) string { return e.ID }}
}

func (o ListLogEntriesOptions) set(query url.Values) {
	setTime(query, "since", o.Since)
	setTime(query, "until", o.Until)
	setTrue(query, "is_overview", o.Overview)
	addAll(query, "include", o.Include)
}
