package pagerduty

import (
	"context"
	"iter"
)

// Service is a system, or a part of one, that incidents are opened on.
type Service struct {
	ID               string      `json:"id"`
	Name             string      `json:"name"`
	Description      string      `json:"description"`
	Status           string      `json:"status"` // active, warning, critical, maintenance or disabled
	EscalationPolicy Reference   `json:"escalation_policy"`
	Teams            []Reference `json:"teams"`
	HTMLURL          string      `json:"html_url"`
	CreatedAt        Time        `json:"created_at"`
	LastIncidentAt   Time        `json:"last_incident_timestamp"`

	AutoResolveTimeout     Timeout               `json:"auto_resolve_timeout,omitzero"`    // until an open incident is resolved
	AcknowledgementTimeout Timeout               `json:"acknowledgement_timeout,omitzero"` // until an acknowledged incident is triggered again
	UrgencyRule            UrgencyRule           `json:"incident_urgency_rule"`
	SupportHours           *SupportHours         `json:"support_hours"` // nil unless the urgency depends on them
	ScheduledActions       []ScheduledAction     `json:"scheduled_actions"`
	AlertGrouping          *ServiceAlertGrouping `json:"alert_grouping_parameters"`                     // read-only: writing it would remove the service from its setting
	AutoPause              *AutoPause            `json:"auto_pause_notifications_parameters,omitempty"` // nil if the answer lacks it; Get asks for it
	Integrations           []ServiceIntegration  `json:"integrations"`
}

// ListServicesOptions filters a list of services. The zero value lists all.
type ListServicesOptions struct {
	PageOptions
	Query   string   // part of a name
	TeamIDs []string // services of any of these teams
}

// ServicesService reads and changes services.
type ServicesService struct{ core *core }

// List returns one page of services, ordered by name.
//
// Operation listServices: GET /services.
func (s *ServicesService) List(ctx context.Context, options ListServicesOptions) (*Page[Service], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listServices: GET /services.
func (s *ServicesService) Pages(ctx context.Context, options ListServicesOptions) iter.Seq2[*Page[Service], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the services that List returns, across all pages.
//
// Operation listServices: GET /services.
func (s *ServicesService) All(ctx context.Context, options ListServicesOptions) iter.Seq2[Service, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *ServicesService) list(options ListServicesOptions) listRequest[Service] {
	r := get("listServices", "services")
	setText(r.query, "query", options.Query)
	addAll(r.query, "team_ids", options.TeamIDs)
	return listRequest[Service]{s.core, r, "services", func(v Service) string { return v.ID }}
}

// Get returns one service, with its integrations.
//
// Operation getService: GET /services/{id}.
func (s *ServicesService) Get(ctx context.Context, id string) (*Service, error) {
	r := get("getService", "services", id)
	addAll(r.query, "include", []string{"integrations", "auto_pause_notifications_parameters"})
	return one[Service](ctx, s.core, r, "service")
}
