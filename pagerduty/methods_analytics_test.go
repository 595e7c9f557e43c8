package pagerduty_test

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func everyIncidentSelection() pagerduty.IncidentSelection {
	return pagerduty.IncidentSelection{
		Since: since(), Until: since().AddDate(0, 1, 0), Urgency: pagerduty.UrgencyHigh, Major: true, TeamIDs: someIDs(), ServiceIDs: someIDs(), PriorityIDs: someIDs(),
	}
}

func analyticsMethods() map[string]method {
	const rows = `{"data":[]}`
	incidents := pagerduty.AnalyticsIncidentsOptions{
		IncidentSelection: everyIncidentSelection(), PageSize: 500, After: "cursor", UpdatedAfter: since(), IncidentTypeIDs: someIDs(),
		OrderBy: "seconds_to_resolve", Order: "desc", TimeZone: "Europe/Berlin",
	}
	metrics := pagerduty.IncidentMetricsOptions{
		IncidentSelection: everyIncidentSelection(), EscalationPolicyIDs: someIDs(), MinAcknowledgements: 1, MinTimeoutEscalations: 2, MinManualEscalations: 3,
		AdvanceUsed: true, Every: "week", TimeZone: "Europe/Berlin", OrderBy: "total_incident_count", Order: "desc",
	}
	responders := pagerduty.ResponderMetricsOptions{
		Since: since(), Until: since().AddDate(0, 1, 0), Urgency: pagerduty.UrgencyLow, TeamIDs: someIDs(), ResponderIDs: someIDs(), PriorityIDs: someIDs(),
		TimeZone: "Europe/Berlin", OrderBy: "total_interruptions", Order: "asc",
	}
	return map[string]method{
		"Analytics.Incidents": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Analytics.Incidents(ctx, incidents))
		}).posting(),
		"Analytics.AllIncidents": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Analytics.AllIncidents(ctx, incidents)))
		}).posting(),
		"Analytics.IncidentMetrics": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Analytics.IncidentMetrics(ctx, metrics))
		}).posting(),
		"Analytics.IncidentMetricsByService": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Analytics.IncidentMetricsByService(ctx, metrics))
		}).posting(),
		"Analytics.IncidentMetricsByTeam": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Analytics.IncidentMetricsByTeam(ctx, metrics))
		}).posting(),
		"Analytics.IncidentMetricsByEscalationPolicy": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Analytics.IncidentMetricsByEscalationPolicy(ctx, metrics))
		}).posting(),
		"Analytics.ResponderMetrics": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Analytics.ResponderMetrics(ctx, responders))
		}).posting(),
		"Analytics.ResponderMetricsByTeam": reads(rows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Analytics.ResponderMetricsByTeam(ctx, responders))
		}).posting(),
	}
}
