package response

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// recently is how long a call that would notify people again is taken for a repetition. PagerDuty itself notifies them each time.
const recently = 10 * time.Minute

// recentEntries returns the entries of an incident's log of the last minutes, newest first.
func recentEntries(ctx context.Context, client *pagerduty.Client, incidentID string) ([]pagerduty.LogEntry, error) {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	const most = 100
	page, err := client.Incidents.LogEntries(ctx, incidentID, pagerduty.ListLogEntriesOptions{
		PageOptions: pagerduty.PageOptions{PageSize: most}, Since: when.Now(ctx).Add(-recently),
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

// agoBy returns how long ago an entry is, and by whom, such as "3 minutes ago by Amara Okafor".
func agoBy(ctx context.Context, e pagerduty.LogEntry) string {
	ago := "less than a minute ago"
	if minutes := math.Round(when.Now(ctx).Sub(e.CreatedAt.Time).Minutes()); minutes >= 1 {
		ago = fmt.Sprintf("%.0f min ago", minutes)
	}
	if by := view.Name(e.Agent); by != "" {
		ago += " by " + by
	}
	return ago
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
