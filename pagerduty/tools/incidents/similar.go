package incidents

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) similar() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_outlier_incident", "Says how unusual an incident is for its service.", t.getOutlierIncident),
		mcptools.Read("get_past_incidents", "Lists resolved incidents like this one on the same service in the last 6 months, the most similar first.", t.getPastIncidents),
		mcptools.Read("get_related_incidents", "Lists open incidents on other services that may have the same cause.", t.getRelatedIncidents),
	}
}

type getOutlierIncidentInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Since      string `json:"since,omitempty" jsonschema_description:"Start of the comparison: RFC 3339, a date or -30d."`
}

type outlierView struct {
	Incident   summary         `json:"incident,omitzero"`
	Occurrence *occurrenceView `json:"occurrence,omitzero"`
	// Pattern is the title with its varying parts taken out.
	Pattern string `json:"pattern,omitzero"`
}

type occurrenceView struct {
	Category  string  `json:"category,omitzero"`
	Count     int     `json:"count,omitzero"`
	Frequency float64 `json:"frequency,omitzero"`
	Since     string  `json:"since,omitzero"`
	Until     string  `json:"until,omitzero"`
}

func (t *tools) getOutlierIncident(ctx context.Context, in getOutlierIncidentInput) (*outlierView, error) {
	client, id, err := t.incident(ctx, in.IncidentID)
	if err != nil {
		return nil, err
	}
	var since time.Time
	if in.Since != "" {
		times := when.Parser{Now: when.Now(ctx), Zone: when.UserZone(ctx, client)}
		if since, err = times.Parse("since", in.Since); err != nil {
			return nil, err
		}
	}
	outlier, err := client.Incidents.Outlier(ctx, id, since)
	if err != nil {
		return nil, err
	}
	shown := &outlierView{Incident: summarize(outlier.Incident.Incident), Pattern: outlier.IncidentTemplate.MinedText}
	if o := outlier.Incident.Occurrence; o != (pagerduty.Occurrence{}) {
		shown.Occurrence = &occurrenceView{o.Category, o.Count, o.Frequency, view.Time(o.Since), view.Time(o.Until)}
	}
	return shown, nil
}

type getPastIncidentsInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Limit      int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=999" jsonschema_description:"Default 5."`
	Total      bool   `json:"total,omitempty" jsonschema_description:"Also count all that match."`
}

type pastView struct {
	ID        string  `json:"id"`
	Title     string  `json:"title,omitzero"`
	CreatedAt string  `json:"created_at,omitzero"`
	Score     float64 `json:"score"` // how similar, comparable within one answer
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
		list.Items = append(list.Items, pastView{past.Incident.ID, past.Incident.Title, view.Time(past.Incident.CreatedAt), past.Score})
	}
	list.More = page.Total != nil && *page.Total > len(page.Items)
	if in.Total {
		list.Total = page.Total
	}
	return list, nil
}

type getRelatedIncidentsInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
}

type relatedView struct {
	summary
	Because []string `json:"because,omitempty"`
}

func (t *tools) getRelatedIncidents(ctx context.Context, in getRelatedIncidentsInput) (mcptools.List[relatedView], error) {
	var list mcptools.List[relatedView]
	client, id, err := t.incident(ctx, in.IncidentID)
	if err != nil {
		return list, err
	}
	related, err := client.Incidents.Related(ctx, id)
	for _, r := range related {
		shown := relatedView{summary: summarize(r.Incident)}
		for _, relationship := range r.Relationships {
			shown.Because = append(shown.Because, relationship.Type)
		}
		list.Items = append(list.Items, shown)
	}
	return list, err
}
