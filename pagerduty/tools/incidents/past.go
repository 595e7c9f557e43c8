package incidents

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) past() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_past_incidents", "Lists resolved incidents like this one on the same service in the last 6 months, the most similar first, and how each was resolved.", t.getPastIncidents,
			mcptools.WithExample(`{"incident_id":"4198"}`)),
	}
}

type getPastIncidentsInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Limit      int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=999" jsonschema_description:"Default 5."`
	Total      bool   `json:"total,omitempty" jsonschema_description:"Also count all that match."`
}

// mostTold is of how many past incidents it is told how they were resolved: that takes three requests for each.
const mostTold = 10

type pastView struct {
	ID         string          `json:"id"`
	Number     int             `json:"number,omitzero"`
	Title      string          `json:"title,omitzero"`
	Score      float64         `json:"score"` // how similar, comparable within one answer
	CreatedAt  string          `json:"created_at,omitzero"`
	Took       string          `json:"took,omitzero"` // from its creation until it was resolved
	ResolvedBy string          `json:"resolved_by,omitzero"`
	Resolution string          `json:"resolution,omitzero"`
	MergedInto *view.Reference `json:"merged_into,omitzero"`
	LastNote   *noteView       `json:"last_note,omitzero"`
	Missing    []string        `json:"missing,omitempty"` // what could not be read
}

func (t *tools) getPastIncidents(ctx context.Context, in getPastIncidentsInput) (mcptools.List[pastView], error) {
	var list mcptools.List[pastView]
	client, id, err := t.incident(ctx, in.IncidentID)
	if err != nil {
		return list, err
	}
	// The total is always asked for: nothing else tells whether there is more.
	page, err := client.Incidents.Past(ctx, id, in.Limit, true)
	if err != nil {
		return list, err
	}
	for _, past := range page.Items {
		list.Items = append(list.Items, pastView{ID: past.Incident.ID, Title: past.Incident.Title, Score: past.Score, CreatedAt: view.Time(past.Incident.CreatedAt)})
	}
	list.Notes = tellEndings(ctx, client, list.Items[:min(mostTold, len(list.Items))])
	if len(list.Items) > mostTold {
		list.Notes = append(list.Notes, fmt.Sprintf("How they were resolved is told of the %d most similar only.", mostTold))
	}
	list.More = page.Total != nil && *page.Total > len(page.Items)
	if in.Total {
		list.Total = page.Total
	}
	return list, nil
}

// tellEndings adds to past incidents how they ended, and returns why that is not all there. Nothing of it is fatal.
func tellEndings(ctx context.Context, client *pagerduty.Client, incidents []pastView) []string {
	ctx, cancel := leavingTime(ctx)
	defer cancel()
	steps := []struct {
		what string
		tell func(context.Context, *pagerduty.Client, string) (func(*pastView), error)
	}{{"incident", tellIncident}, {"resolution", tellResolution}, {"last_note", tellLastNote}}
	told := make([]func(*pastView), len(steps)*len(incidents))
	failed := make([]error, len(told))
	_ = parallel.Each(ctx, len(told), func(ctx context.Context, n int) error {
		told[n], failed[n] = steps[n/len(incidents)].tell(ctx, client, incidents[n%len(incidents)].ID)
		return nil
	})
	const mostReasons = 3
	var reasons []string
	for n := range told {
		incident := &incidents[n%len(incidents)]
		if told[n] != nil {
			told[n](incident)
			continue
		}
		incident.Missing = append(incident.Missing, steps[n/len(incidents)].what)
		reason := "Not all could be read: the time ran out."
		if failed[n] != nil {
			reason = "Not all could be read: " + explain.Text(failed[n])
		}
		if len(reasons) < mostReasons && !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

func tellIncident(ctx context.Context, client *pagerduty.Client, id string) (func(*pastView), error) {
	incident, err := client.Incidents.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return func(shown *pastView) {
		whole := summarize(*incident)
		shown.Number, shown.ResolvedBy = whole.Number, whole.ResolvedBy
		if end := resolvedAt(*incident); !end.IsZero() && !incident.CreatedAt.IsZero() {
			shown.Took = duration(end.Sub(incident.CreatedAt.Time))
		}
		if incident.ResolveReason != nil {
			shown.MergedInto = view.Of(incident.ResolveReason.Incident)
		}
	}, nil
}

func tellResolution(ctx context.Context, client *pagerduty.Client, id string) (func(*pastView), error) {
	text, err := resolution(ctx, client, id)
	if err != nil {
		return nil, err
	}
	return func(shown *pastView) { shown.Resolution = text }, nil
}

func tellLastNote(ctx context.Context, client *pagerduty.Client, id string) (func(*pastView), error) {
	notes, err := client.Incidents.Notes(ctx, id)
	if err != nil {
		return nil, err
	}
	return func(shown *pastView) {
		if len(notes) > 0 {
			last := showNote(slices.MaxFunc(notes, func(a, b pagerduty.Note) int { return a.CreatedAt.Compare(b.CreatedAt.Time) }))
			shown.LastNote = &last
		}
	}, nil
}

// duration writes a length of time as people say it, such as 47m, 3h10m or 2d4h.
func duration(d time.Duration) string {
	d = d.Round(time.Minute)
	days, hours, minutes := int(d/(24*time.Hour)), int(d/time.Hour)%24, int(d/time.Minute)%60
	switch {
	case days > 0:
		return fmt.Sprintf("%dd%dh", days, hours)
	case hours > 0:
		return fmt.Sprintf("%dh%dm", hours, minutes)
	}
	return fmt.Sprintf("%dm", minutes)
}
