package pagerduty

import (
	"context"
	"iter"
)

// Alert is a problem that an integration reported. It belongs to an incident.
type Alert struct {
	ID          string    `json:"id"`
	Summary     string    `json:"summary"`
	Status      string    `json:"status"`   // triggered or resolved
	Severity    string    `json:"severity"` // info, warning, error or critical
	AlertKey    string    `json:"alert_key"`
	Suppressed  bool      `json:"suppressed"`
	CreatedAt   Time      `json:"created_at"`
	Service     Reference `json:"service"`
	Integration Reference `json:"integration"`
	Body        AlertBody `json:"body"`
	HTMLURL     string    `json:"html_url"`
}

// ListAlertsOptions filters a list of an incident's alerts. The zero value lists all.
type ListAlertsOptions struct {
	PageOptions
	Statuses []string // triggered, resolved
	SortBy   string   // created_at or resolved_at, with :asc or :desc
}

// Alerts returns one page of an incident's alerts.
//
// Operation listIncidentAlerts: GET /incidents/{id}/alerts.
func (s *IncidentsService) Alerts(ctx context.Context, incidentID string, options ListAlertsOptions) (*Page[Alert], error) {
	return s.alerts(incidentID, options).page(ctx, options.PageOptions)
}

// AllAlerts iterates over the alerts that Alerts returns, across all pages.
//
// Operation listIncidentAlerts: GET /incidents/{id}/alerts.
func (s *IncidentsService) AllAlerts(ctx context.Context, incidentID string, options ListAlertsOptions) iter.Seq2[Alert, error] {
	return s.alerts(incidentID, options).all(ctx, options.PageOptions)
}

func (s *IncidentsService) alerts(incidentID string, options ListAlertsOptions) listRequest[Alert] {
	r := get("listIncidentAlerts", "incidents", incidentID, "alerts")
	addAll(r.query, "statuses", options.Statuses)
	setText(r.query, "sort_by", options.SortBy)
	return listRequest[Alert]{s.core, r, "alerts", func(a Alert) string { return a.ID }}
}

// Alert returns one alert of an incident.
//
// Operation getIncidentAlert: GET /incidents/{id}/alerts/{alert_id}.
func (s *IncidentsService) Alert(ctx context.Context, incidentID, alertID string) (*Alert, error) {
	r := get("getIncidentAlert", "incidents", incidentID, "alerts", alertID)
	r.object = alertID
	return one[Alert](ctx, s.core, r, "alert")
}
