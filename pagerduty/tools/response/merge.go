package response

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) merge() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("merge_incidents", "Merges incidents into one that stays open: it gets their alerts, and they are resolved. This cannot be undone.", t.mergeIncidents,
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithQuestion(t.askMerge),
			mcptools.WithExample(`{"incident_id":"4197","source_incident_ids":["4199"]}`)),
	}
}

type mergeInput struct {
	IncidentID        string   `json:"incident_id" jsonschema_description:"The incident that stays: id, number or web address."`
	SourceIncidentIDs []string `json:"source_incident_ids" jsonschema:"minItems=1,maxItems=50" alias:"source_incidents"`
	Note              *string  `json:"note,omitempty" jsonschema:"minLength=1,maxLength=2000" jsonschema_description:"Written on the incident that stays."`
}

type mergedView struct {
	Changed     int              `json:"changed"` // number of merged incidents
	Incident    incident.Brief   `json:"incident"`
	Alerts      *alertsMoved     `json:"alerts,omitzero"`
	Merged      []mergedSource   `json:"merged"`
	Notes       []string         `json:"notes,omitempty"` // what does not come along
	NoteWritten *bool            `json:"note_written,omitzero"`
	NoteError   string           `json:"note_error,omitzero"`
	Missing     incident.Missing `json:"missing,omitempty"`
}

// alertsMoved counts the alerts of the incident that stays.
type alertsMoved struct {
	Before   int `json:"before"`
	After    int `json:"after"`
	CameOver int `json:"came_over"`
}

type mergedSource struct {
	view.Reference
	Number int                      `json:"number,omitzero"`
	Was    pagerduty.IncidentStatus `json:"was,omitzero"`
	Alerts int                      `json:"alerts"`
}

func (t *tools) mergeIncidents(ctx context.Context, in mergeInput) (*mergedView, error) {
	target, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	sourceNames, err := incident.Names("source_incident_ids", in.SourceIncidentIDs)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	var stays *pagerduty.Incident
	var sources []pagerduty.Incident
	err = parallel.Do(ctx,
		func(ctx context.Context) (err error) {
			stays, err = incident.LookupToChange(ctx, client, target, pagerduty.IncludeCustomFields)
			return err
		},
		func(ctx context.Context) (err error) {
			sources, err = incident.LookupAll(ctx, client, sourceNames, pagerduty.IncludeCustomFields)
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	if err := checkMerge(*stays, sources); err != nil {
		return nil, err
	}
	var ids []string
	for _, source := range sources {
		ids = append(ids, source.ID)
	}
	if _, err := client.Incidents.Merge(ctx, stays.ID, ids...); err != nil {
		return nil, err
	}
	return in.afterMerge(ctx, client, *stays, sources), nil
}

// checkMerge refuses what PagerDuty would refuse, and names the incident.
func checkMerge(target pagerduty.Incident, sources []pagerduty.Incident) error {
	if err := refuseClosed([]pagerduty.Incident{target}, "merged into"); err != nil {
		return err
	}
	const most = 1000
	alerts := target.AlertCounts.All
	for _, source := range sources {
		alerts += source.AlertCounts.All
		switch {
		case source.ID == target.ID:
			return fmt.Errorf("source_incident_ids names %s, which is the incident that stays: leave it out", label(source))
		case source.ResolveReason != nil && source.ResolveReason.Incident.ID != "":
			return fmt.Errorf("%s is already merged into %s: leave it out", label(source), source.ResolveReason.Incident.Label())
		}
	}
	if alerts > most {
		return fmt.Errorf("together they have %d alerts, and an incident can have %d: merge fewer", alerts, most)
	}
	return nil
}

// afterMerge writes the note, reads the incident that stays, and returns the effect.
func (in mergeInput) afterMerge(ctx context.Context, client *pagerduty.Client, target pagerduty.Incident, sources []pagerduty.Incident) *mergedView {
	shown := &mergedView{Changed: len(sources), Incident: incident.BriefOf(target)}
	for _, s := range sources {
		shown.Merged = append(shown.Merged, mergedSource{view.Reference{ID: s.ID, Name: s.Title}, s.Number, s.Status, s.AlertCounts.All})
	}
	var after *pagerduty.Incident
	var notes []string
	var unread, unwritten error
	_ = parallel.Do(ctx,
		func(ctx context.Context) error {
			if in.Note != nil {
				unwritten = parallel.Safely(func() error { _, err := client.Incidents.AddNote(ctx, target.ID, *in.Note); return err })
			}
			return nil
		},
		func(ctx context.Context) error {
			ctx, cancel := incident.BeforeDeadline(ctx)
			defer cancel()
			after, unread = client.Incidents.Get(ctx, target.ID)
			return nil
		},
		func(ctx context.Context) error { notes = mergeNotes(ctx, client, target, sources); return nil },
	)
	shown.Notes = notes
	if in.Note != nil {
		shown.NoteWritten = new(unwritten == nil)
	}
	if unwritten != nil {
		shown.NoteError = failure(unwritten, "The note may have been written: look before you write it again.")
	}
	shown.Missing.Add("alerts", unread)
	if unread == nil {
		shown.Incident = incident.BriefOf(*after)
		shown.Alerts = &alertsMoved{target.AlertCounts.All, after.AlertCounts.All, after.AlertCounts.All - target.AlertCounts.All}
	}
	return shown
}

// askMerge asks "Merge 4199 Cart errors into 4197 Checkout latency?".
func (t *tools) askMerge(ctx context.Context, in mergeInput) mcptools.Question {
	return mcptools.NewQuestion("Merge %s into %s?", identify.Labels(ctx, t.source, identify.IncidentLabel, in.SourceIncidentIDs...),
		identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID))
}
