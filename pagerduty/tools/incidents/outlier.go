package incidents

import (
	"context"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) outlier() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_outlier_incident", "Reports how rare an incident is on its service.", t.getOutlierIncident,
			mcptools.WithExample(`{"incident_id":"4197"}`)),
	}
}

type getOutlierIncidentInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	Since      string `json:"since,omitempty" jsonschema_description:"Start of the comparison: RFC 3339, a date or -30d."`
	details
}

// details accepts an argument of PagerDuty's own servers. These tools always ask for the details.
type details struct {
	AdditionalDetails []string `json:"additional_details,omitempty" hidden:"true"`
}

type outlierView struct {
	Incident   incident.Summary `json:"incident,omitzero"`
	Occurrence *occurrenceView  `json:"occurrence,omitzero"`
	// Pattern is the title without its varying parts.
	Pattern string `json:"pattern,omitzero"`
}

type occurrenceView struct {
	Category  string  `json:"category,omitzero"`
	Count     int     `json:"count,omitzero"`
	Frequency float64 `json:"frequency,omitzero"` // share of the service's incidents
	Since     string  `json:"since,omitzero"`
	Until     string  `json:"until,omitzero"`
}

func (t *tools) getOutlierIncident(ctx context.Context, in getOutlierIncidentInput) (*outlierView, error) {
	client, id, err := incident.Find(ctx, t.source, in.IncidentID)
	if err != nil {
		return nil, err
	}
	var since time.Time
	if in.Since != "" {
		now := when.Now(ctx)
		times := when.Parser{Now: now, Zone: when.UserZone(ctx, client)}
		if since, err = times.Parse("since", in.Since); err != nil {
			return nil, err
		}
		if !since.Before(now) {
			return nil, fmt.Errorf("since (%s) is not in the past: give the start of the comparison, such as -30d", since.Format(time.RFC3339))
		}
	}
	outlier, err := client.Incidents.Outlier(ctx, id, since)
	if err != nil {
		return nil, err
	}
	shown := &outlierView{Incident: incident.Summarize(outlier.Incident.Incident), Pattern: outlier.IncidentTemplate.MinedText}
	if o := outlier.Incident.Occurrence; o != (pagerduty.Occurrence{}) {
		shown.Occurrence = &occurrenceView{o.Category, o.Count, o.Frequency, view.Time(o.Since), view.Time(o.Until)}
	}
	return shown, nil
}
