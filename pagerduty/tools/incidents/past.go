package incidents

import (
	"context"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) past() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_past_incidents", "Lists similar resolved incidents of the same service in the last 6 months, most similar first, and how each was resolved.", t.getPastIncidents,
			mcptools.WithExample(`{"incident_id":"4198"}`)),
	}
}

type getPastIncidentsInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Limit      int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=999" jsonschema_description:"Default 5."`
	Total      bool   `json:"total,omitempty" jsonschema_description:"Also count all matches."`
}

// maxOutcomes is the number of past incidents with an outcome, which takes three requests each.
const maxOutcomes = 10

type pastView struct {
	ID         string          `json:"id"`
	Number     int             `json:"number,omitzero"`
	Title      string          `json:"title,omitzero"`
	Score      float64         `json:"score"` // similarity, comparable within one result
	CreatedAt  string          `json:"created_at,omitzero"`
	Took       string          `json:"took,omitzero"` // from creation to resolution
	ResolvedBy string          `json:"resolved_by,omitzero"`
	Resolution string          `json:"resolution,omitzero"`
	MergedInto *view.Reference `json:"merged_into,omitzero"`
	LastNote   *incident.Note  `json:"last_note,omitzero"`
	Missing    []string        `json:"missing,omitempty"` // what could not be read
}

func (t *tools) getPastIncidents(ctx context.Context, in getPastIncidentsInput) (mcptools.List[pastView], error) {
	var list mcptools.List[pastView]
	client, id, err := incident.Find(ctx, t.source, in.IncidentID)
	if err != nil {
		return list, err
	}
	// Only the total shows whether there are more.
	page, err := client.Incidents.Past(ctx, id, in.Limit, true)
	if err != nil {
		return list, err
	}
	for _, past := range page.Items {
		list.Items = append(list.Items, pastView{ID: past.Incident.ID, Title: past.Incident.Title, Score: past.Score, CreatedAt: view.Time(past.Incident.CreatedAt)})
	}
	list.Notes = addOutcomes(ctx, client, list.Items[:min(maxOutcomes, len(list.Items))])
	if len(list.Items) > maxOutcomes {
		list.Notes = append(list.Notes, fmt.Sprintf("How they were resolved is shown only for the %d most similar.", maxOutcomes))
	}
	list.More = page.Total != nil && *page.Total > len(page.Items)
	if in.Total {
		list.Total = page.Total
	}
	return list, nil
}

// addOutcomes reads how past incidents were resolved, and returns notes on what it could not read.
func addOutcomes(ctx context.Context, client *pagerduty.Client, incidents []pastView) []string {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	reads := []struct {
		part string
		read func(context.Context, *pagerduty.Client, *pastView) error
	}{{"incident", readIncident}, {"resolution", readResolution}, {"last_note", readLastNote}}
	failed := make([]error, len(reads)*len(incidents))
	_ = parallel.Each(ctx, len(failed), func(ctx context.Context, n int) error {
		failed[n] = parallel.Safely(func() error { return reads[n/len(incidents)].read(ctx, client, &incidents[n%len(incidents)]) })
		return nil
	})
	const maxReasons = 3
	var reasons []string
	for n, err := range failed {
		if err == nil {
			continue
		}
		past := &incidents[n%len(incidents)]
		past.Missing = append(past.Missing, reads[n/len(incidents)].part)
		if reason := "Not all could be read: " + explain.Text(err); len(reasons) < maxReasons && !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// The following read parts of one incident at the same time: each sets other fields.

func readIncident(ctx context.Context, client *pagerduty.Client, shown *pastView) error {
	found, err := client.Incidents.Get(ctx, shown.ID)
	if err != nil {
		return err
	}
	whole := incident.Summarize(*found)
	shown.Number, shown.ResolvedBy = whole.Number, whole.ResolvedBy
	if end := incident.ResolvedAt(*found); !end.IsZero() && !found.CreatedAt.IsZero() {
		shown.Took = view.Duration(end.Sub(found.CreatedAt.Time))
	}
	if found.ResolveReason != nil {
		shown.MergedInto = view.Of(found.ResolveReason.Incident)
	}
	return nil
}

func readResolution(ctx context.Context, client *pagerduty.Client, shown *pastView) (err error) {
	shown.Resolution, err = resolution(ctx, client, shown.ID)
	return err
}

func readLastNote(ctx context.Context, client *pagerduty.Client, shown *pastView) error {
	notes, err := client.Incidents.Notes(ctx, shown.ID)
	if len(notes) > 0 {
		shown.LastNote = new(incident.ShowNote(slices.MaxFunc(notes, func(a, b pagerduty.Note) int { return a.CreatedAt.Compare(b.CreatedAt.Time) })))
	}
	return err
}
