package pagerduty

import (
	"context"
	"iter"
)

// ListAccountLogEntriesOptions narrows a list of the log entries of all incidents.
type ListAccountLogEntriesOptions struct {
	ListLogEntriesOptions
	TeamIDs []string // of incidents of any of these teams
}

// LogEntriesService reads what happened to all incidents of the account. IncidentsService.LogEntries reads it of one.
type LogEntriesService struct{ core *core }

// List is one page of what happened, newest first.
//
// Operation listLogEntries: GET /log_entries.
func (s *LogEntriesService) List(ctx context.Context, options ListAccountLogEntriesOptions) (*Page[LogEntry], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages is List, page after page.
//
// Operation listLogEntries: GET /log_entries.
func (s *LogEntriesService) Pages(ctx context.Context, options ListAccountLogEntriesOptions) iter.Seq2[*Page[LogEntry], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All is List, entry after entry.
//
// Operation listLogEntries: GET /log_entries.
func (s *LogEntriesService) All(ctx context.Context, options ListAccountLogEntriesOptions) iter.Seq2[LogEntry, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *LogEntriesService) list(options ListAccountLogEntriesOptions) listing[LogEntry] {
	r := get("listLogEntries", "log_entries")
	options.set(r.query)
	addAll(r.query, "team_ids", options.TeamIDs)
	return listing[LogEntry]{s.core, r, "log_entries", func(e LogEntry) string { return e.ID }}
}
