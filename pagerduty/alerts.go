package pagerduty

import (
	"context"
	"encoding/json"
	"iter"
)

// Alert is one report of a problem by an integration, grouped into an incident.
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

// AlertBody is what the integration sent. Anyone who can send an event writes it.
type AlertBody struct {
	Details  json.RawMessage `json:"details"` // usually an object, its form is the integration's own
	Contexts []AlertContext  `json:"contexts"`
}

// AlertContext is a link or an image that came with an alert.
type AlertContext struct {
	Type string `json:"type"` // link or image
	Href string `json:"href"`
	Src  string `json:"src"`
	Text string `json:"text"`
}

// ListAlertsOptions narrows a list of an incident's alerts.
type ListAlertsOptions struct {
	PageOptions
	Statuses []string // triggered, resolved
	SortBy   string   // created_at or resolved_at, with :asc or :desc
}

// Alerts is one page of an incident's alerts.
//
// Operation listIncidentAlerts, https://developer.pagerduty.com/api-reference/reference/REST/openapiv3.json/paths/~1incidents~1%7Bid%7D~1alerts/get.
func (s *IncidentsService) Alerts(ctx context.Context, incidentID string, options ListAlertsOptions) (*Page[Alert], error) {
	return s.alerts(incidentID, options).page(ctx, options.PageOptions)
}

// AllAlerts is Alerts, alert after alert.
func (s *IncidentsService) AllAlerts(ctx context.Context, incidentID string, options ListAlertsOptions) iter.Seq2[Alert, error] {
	return s.alerts(incidentID, options).all(ctx, options.PageOptions)
}

func (s *IncidentsService) alerts(incidentID string, options ListAlertsOptions) listing[Alert] {
	r := get("listIncidentAlerts", "incidents", incidentID, "alerts")
	addAll(r.query, "statuses", options.Statuses)
	setText(r.query, "sort_by", options.SortBy)
	return listing[Alert]{s.core, r, "alerts", func(a Alert) string { return a.ID }}
}
