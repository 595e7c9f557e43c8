package analytics

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) incidents() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_incident_analytics", "Lists incidents with the times to acknowledge, engage, mobilize and resolve each, and its interruptions.",
			t.listIncidents, mcptools.WithExample(`{"service_ids":["Checkout API"],"sort_by":"seconds_to_resolve:desc","limit":3}`)),
	}
}

type listIncidentsInput struct {
	incidentInput
	Major  bool   `json:"major,omitempty" jsonschema_description:"Only major incidents."`
	SortBy string `json:"sort_by,omitempty" jsonschema:"enum=created_at:desc,enum=created_at:asc,enum=seconds_to_resolve:desc,enum=seconds_to_resolve:asc"`
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"Maximum items. Default 25."`
	After  string `json:"after,omitempty" jsonschema_description:"next_after of the previous result." alias:"cursor,starting_after"`
}

type incidentView struct {
	ID             string          `json:"id"`
	Number         int             `json:"number,omitzero"`
	Title          string          `json:"title,omitzero"`
	Status         string          `json:"status,omitzero"`
	Urgency        string          `json:"urgency,omitzero"`
	Priority       string          `json:"priority,omitzero"`
	Major          bool            `json:"major,omitzero"`
	Service        *view.Reference `json:"service,omitzero"`
	Team           *view.Reference `json:"team,omitzero"`
	CreatedAt      string          `json:"created_at,omitzero"`
	ToAcknowledge  string          `json:"to_acknowledge,omitzero"`
	ToEngage       string          `json:"to_engage,omitzero"`
	ToMobilize     string          `json:"to_mobilize,omitzero"`
	ToResolve      string          `json:"to_resolve,omitzero"`
	Engaged        string          `json:"engaged,omitzero"` // of all responders together
	Snoozed        string          `json:"snoozed,omitzero"`
	AutoResolved   bool            `json:"auto_resolved,omitzero"`
	ResolvedBy     string          `json:"resolved_by,omitzero"`
	AcknowledgedBy []string        `json:"acknowledged_by,omitempty"`
	JoinedBy       []string        `json:"joined_by,omitempty"`
	Escalations    int             `json:"escalations,omitzero"`
	Reassignments  int             `json:"reassignments,omitzero"`
	Interruptions  interruptions   `json:"interruptions"`
}

func (t *tools) listIncidents(ctx context.Context, in listIncidentsInput) (mcptools.List[incidentView], error) {
	var selection pagerduty.IncidentSelection
	filters := in.filters(&selection)
	q, err := t.newQuery(ctx, in.windowInput, filters...)
	if err != nil {
		return mcptools.List[incidentView]{}, err
	}
	return collect(ctx, q, filters, func(ctx context.Context) (mcptools.List[incidentView], error) {
		selection.Since, selection.Until, selection.Urgency, selection.Major = q.window.Since, q.window.Until, in.Urgency, in.Major
		options := pagerduty.AnalyticsIncidentsOptions{}
		options.OrderBy, options.Order, _ = strings.Cut(in.SortBy, ":")
		var notes []string
		var err error
		if options.IncidentSelection, notes, err = q.restrict(ctx, selection); err != nil {
			return mcptools.List[incidentView]{}, err
		}
		list, err := paging.CollectByCursor(ctx, paging.CursorArguments{Limit: in.Limit, After: in.After}, func(i pagerduty.IncidentAnalytics) string { return i.ID }, show,
			func(ctx context.Context, page pagerduty.CursorOptions) (*pagerduty.Page[pagerduty.IncidentAnalytics], error) {
				options.PageSize, options.After = page.PageSize, page.After
				return q.client.Analytics.Incidents(ctx, options)
			})
		list.Notes = append(list.Notes, notes...)
		return list, err
	})
}

func show(i pagerduty.IncidentAnalytics) incidentView {
	shown := incidentView{
		ID: i.ID, Number: i.Number, Title: i.Title, Status: i.Status, Urgency: string(i.Urgency), Priority: i.PriorityName, Major: i.Major,
		Service: named(i.ServiceID, i.ServiceName), Team: named(i.TeamID, i.TeamName), CreatedAt: view.Time(i.CreatedAt),
		ToAcknowledge: duration(i.SecondsToAcknowledge), ToEngage: duration(i.SecondsToEngage), ToMobilize: duration(i.SecondsToMobilize), ToResolve: duration(i.SecondsToResolve),
		AutoResolved: i.AutoResolved, ResolvedBy: i.ResolvedByName, AcknowledgedBy: i.AcknowledgedNames, JoinedBy: i.JoinedNames,
		Escalations: i.Escalations, Reassignments: i.Reassignments, Interruptions: interruptions{i.Interruptions, i.InBusinessHours, i.InOffHours, i.InSleepHours},
	}
	if i.EngagedSeconds != nil {
		shown.Engaged = total(*i.EngagedSeconds)
	}
	if i.SnoozedSeconds != nil {
		shown.Snoozed = total(*i.SnoozedSeconds)
	}
	return shown
}
