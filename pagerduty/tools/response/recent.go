package response

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/recent"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// recentEntries returns the entries of an incident's log of the last minutes, newest first.
func recentEntries(ctx context.Context, client *pagerduty.Client, incidentID string) ([]pagerduty.LogEntry, error) {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	const most = 100
	page, err := client.Incidents.LogEntries(ctx, incidentID, pagerduty.ListLogEntriesOptions{
		PageOptions: pagerduty.PageOptions{PageSize: most}, Since: when.Now(ctx).Add(-recent.Span),
	})
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// isAbout reports whether an entry that is no note mentions a subject, such as "workflow", in its type or its text.
func isAbout(e pagerduty.LogEntry, subject string) bool {
	about := strings.ToLower(strings.ReplaceAll(strings.Join([]string{e.Type, e.Channel.Type, e.Summary, e.Channel.Summary}, "\n"), "_", " "))
	return e.Channel.Type != "note" && strings.Contains(about, subject)
}

// incidentState is the incident that a write is about.
type incidentState struct {
	view.Reference
	Number int                      `json:"number,omitzero"`
	Status pagerduty.IncidentStatus `json:"status,omitzero"`
}

func stateOf(i pagerduty.Incident) incidentState {
	return incidentState{view.Reference{ID: i.ID, Name: i.Title}, i.Number, i.Status}
}
