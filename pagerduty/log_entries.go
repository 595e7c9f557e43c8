package pagerduty

import (
	"context"
	"encoding/json"
	"iter"
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
}

// LogEntryChannel says by which way something happened. Its form depends on its type.
type LogEntryChannel struct {
	Type        string          `json:"type"`
	Summary     string          `json:"summary"`
	Subject     string          `json:"subject"`
	Description string          `json:"description"`
	Details     json.RawMessage `json:"details"` // a string or an object
}

// ListLogEntriesOptions narrows a list of log entries.
type ListLogEntriesOptions struct {
	PageOptions
	Since, Until time.Time
	Overview     bool // only the entries that matter for an overview
}

// LogEntries is one page of what happened to an incident, newest first.
//
// Operation listIncidentLogEntries, https://developer.pagerduty.com/api-reference/reference/REST/openapiv3.json/paths/~1incidents~1%7Bid%7D~1log_entries/get.
func (s *IncidentsService) LogEntries(ctx context.Context, incidentID string, options ListLogEntriesOptions) (*Page[LogEntry], error) {
	return s.logEntries(incidentID, options).page(ctx, options.PageOptions)
}

// AllLogEntries is LogEntries, entry after entry.
func (s *IncidentsService) AllLogEntries(ctx context.Context, incidentID string, options ListLogEntriesOptions) iter.Seq2[LogEntry, error] {
	return s.logEntries(incidentID, options).all(ctx, options.PageOptions)
}

func (s *IncidentsService) logEntries(incidentID string, options ListLogEntriesOptions) listing[LogEntry] {
	r := get("listIncidentLogEntries", "incidents", incidentID, "log_entries")
	setTime(r.query, "since", options.Since)
	setTime(r.query, "until", options.Until)
	if options.Overview {
		r.query.Set("is_overview", "true")
	}
	return listing[LogEntry]{s.core, r, "log_entries", func(e LogEntry) string { return e.ID }}
}
