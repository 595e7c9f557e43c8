package pagerduty

import (
	"context"
	"iter"
)

// ListAccountLogEntriesOptions filters a list of the log entries of all incidents. The zero value lists all.
type ListAccountLogEntriesOptions struct {
	ListLogEntriesOptions
	TeamIDs []string // entries of incidents of any of these teams
}

// LogEntriesService reads the log entries of all incidents. For those of one incident see IncidentsService.LogEntries.
type LogEntriesService struct{ core *core }

// List returns one page of log entries, newest first.
//
// Operation listLogEntries: GET /log_entries.
func (s *LogEntriesService) List(ctx context.Context, options ListAccountLogEntriesOptions) (*Page[LogEntry], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listLogEntries: GET /log_entries.
func (s *LogEntriesService) Pages(ctx context.Context, options ListAccountLogEntriesOptions) iter.Seq2[*Page[LogEntry], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the entries that List returns, across all pages.
//
// Operation listLogEntries: GET /log_entries.
func (s *LogEntriesService) All(ctx context.Context, options ListAccountLogEntriesOptions) iter.Seq2[LogEntry, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

// Get returns one log entry.
//
// Operation getLogEntry: GET /log_entries/{id}.
func (s *LogEntriesService) Get(ctx context.Context, id string) (*LogEntry, error) {
	return one[LogEntry](ctx, s.core, get("getLogEntry", "log_entries", id), "log_entry")
}

func (s *LogEntriesService) list(options ListAccountLogEntriesOptions) listRequest[LogEntry] {
	r := get("listLogEntries", "log_entries")
	options.set(r.query)
	addAll(r.query, "team_ids", options.TeamIDs)
	return listRequest[LogEntry]{s.core, r, "log_entries", func(e LogEntry) string { return e.ID }}
}
