package analytics

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) incidentMetrics() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("get_incident_metrics", "Returns metrics of incidents: counts, times to acknowledge and resolve, escalations, interruptions. One row for all, or one for each service, team or escalation policy, and for each period.",
			t.getIncidentMetrics, mcptools.WithExample(`{"by":"service"}`)),
	}
}

type incidentMetricsInput struct {
	By    string `json:"by,omitempty" jsonschema:"enum=all,enum=service,enum=team,enum=escalation_policy" jsonschema_description:"Default all."`
	Every string `json:"every,omitempty" jsonschema:"enum=day,enum=week,enum=month" jsonschema_description:"A row for each period."`
	incidentInput
}

// incidentRow is the metrics of one group and period. Groups and periods without incidents have none.
type incidentRow struct {
	From               string          `json:"from,omitzero"` // first day of the period
	Service            *view.Reference `json:"service,omitzero"`
	Team               *view.Reference `json:"team,omitzero"`
	EscalationPolicy   *view.Reference `json:"escalation_policy,omitzero"`
	Incidents          int             `json:"incidents"`
	Acknowledged       int             `json:"acknowledged"`
	AutoResolved       int             `json:"auto_resolved,omitzero"`
	EscalatedByTimeout int             `json:"escalated_by_timeout,omitzero"`
	EscalatedManually  int             `json:"escalated_manually,omitzero"`
	Reassigned         int             `json:"reassigned,omitzero"`
	ToAcknowledge      *spread         `json:"to_acknowledge,omitzero"`
	ToResolve          *spread         `json:"to_resolve,omitzero"`
	ToMobilize         *spread         `json:"to_mobilize,omitzero"`
	ToEngage           *spread         `json:"to_engage,omitzero"`
	Engaged            string          `json:"engaged,omitzero"` // of all responders together
	Snoozed            string          `json:"snoozed,omitzero"`
	Interruptions      interruptions   `json:"interruptions"`
	Responders         int             `json:"responders,omitzero"`
	UpTimePercent      *float64        `json:"up_time_percent,omitzero"` // without major incidents
}

func (t *tools) getIncidentMetrics(ctx context.Context, in incidentMetricsInput) (mcptools.List[incidentRow], error) {
	var selection pagerduty.IncidentSelection
	filters := in.filters(&selection)
	q, err := t.newQuery(ctx, in.windowInput, filters...)
	if err != nil {
		return mcptools.List[incidentRow]{}, err
	}
	zone, err := in.zone(ctx, q)
	if err != nil {
		return mcptools.List[incidentRow]{}, err
	}
	return collect(ctx, q, filters, func(ctx context.Context) (list mcptools.List[incidentRow], err error) {
		selection.Since, selection.Until, selection.Urgency = q.window.Since, q.window.Until, in.Urgency
		options := pagerduty.IncidentMetricsOptions{Every: in.Every, TimeZone: zone}
		if options.IncidentSelection, list.Notes, err = q.restrict(ctx, selection); err != nil {
			return list, err
		}
		rows, err := in.read(ctx, q.client, options)
		for _, row := range rows {
			if row.Incidents > 0 {
				list.Items = append(list.Items, in.show(row))
			}
		}
		list.Items, list.Notes = in.complete(list.Items, list.Notes, q.window)
		slices.SortStableFunc(list.Items, func(a, b incidentRow) int { return cmp.Or(cmp.Compare(a.From, b.From), b.Incidents-a.Incidents) })
		return list, err
	})
}

// zone returns the time zone in which periods begin: the user's.
func (in incidentMetricsInput) zone(ctx context.Context, q *query) (string, error) {
	if in.Every == "" {
		return "", nil
	}
	zone, err := when.UserZone(ctx, q.client)()
	if err != nil {
		return "", err
	}
	q.window.Zone = zone.String()
	return q.window.Zone, nil
}

func (in incidentMetricsInput) read(ctx context.Context, client *pagerduty.Client, options pagerduty.IncidentMetricsOptions) ([]pagerduty.IncidentMetrics, error) {
	switch in.By {
	case "service":
		return client.Analytics.IncidentMetricsByService(ctx, options)
	case "team":
		return client.Analytics.IncidentMetricsByTeam(ctx, options)
	case "escalation_policy":
		return client.Analytics.IncidentMetricsByEscalationPolicy(ctx, options)
	}
	return client.Analytics.IncidentMetrics(ctx, options)
}

func (in incidentMetricsInput) show(m pagerduty.IncidentMetrics) incidentRow {
	row := incidentRow{
		Incidents: m.Incidents, Acknowledged: m.Acknowledged, AutoResolved: m.AutoResolved, EscalatedByTimeout: m.TimeoutEscalated,
		EscalatedManually: m.ManuallyEscalated, Reassigned: m.Reassigned, Engaged: total(m.TotalEngagedSeconds), Snoozed: total(m.TotalSnoozedSeconds),
		ToAcknowledge: spreadOf(m.MeanSecondsToAcknowledge, m.P50SecondsToAcknowledge, m.P75SecondsToAcknowledge, m.P90SecondsToAcknowledge, m.P95SecondsToAcknowledge),
		ToResolve:     spreadOf(m.MeanSecondsToResolve, m.P50SecondsToResolve, m.P75SecondsToResolve, m.P90SecondsToResolve, m.P95SecondsToResolve),
		ToMobilize:    spreadOf(m.MeanSecondsToMobilize), ToEngage: spreadOf(m.MeanSecondsToEngage),
		Interruptions: interruptions{m.Interruptions, m.InBusinessHours, m.InOffHours, m.InSleepHours}, Responders: m.Responders,
	}
	if in.Every != "" && !m.RangeStart.IsZero() {
		row.From = m.RangeStart.Format(time.DateOnly)
	}
	switch in.By {
	case "service":
		row.Service, row.UpTimePercent = named(m.ServiceID, m.ServiceName), m.UpTimePercent
	case "team":
		row.Team = named(m.TeamID, m.TeamName)
	case "escalation_policy":
		row.EscalationPolicy = named(m.EscalationPolicyID, m.EscalationPolicyName)
	}
	return row
}

// spreadOf returns nil if there is neither a mean nor a percentile.
func spreadOf(mean *float64, percentiles ...*float64) *spread {
	s := spread{Mean: duration(mean)}
	for i, at := range []*string{&s.P50, &s.P75, &s.P90, &s.P95}[:len(percentiles)] {
		*at = duration(percentiles[i])
	}
	if s == (spread{}) {
		return nil
	}
	return &s
}

// named returns nil for an empty id.
func named(id, name string) *view.Reference {
	return view.Of(pagerduty.Reference{ID: id, Summary: name})
}
