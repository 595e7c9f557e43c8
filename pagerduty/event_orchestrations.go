package pagerduty

import (
	"context"
	"iter"
)

// Orchestration changes events and routes them to services.
type Orchestration struct {
	ID           string                     `json:"id"`
	Name         string                     `json:"name"`
	Description  string                     `json:"description"`
	Team         Reference                  `json:"team"`
	Routes       int                        `json:"routes"`
	Integrations []OrchestrationIntegration `json:"integrations"` // Get only
	CreatedAt    Time                       `json:"created_at"`
	UpdatedAt    Time                       `json:"updated_at"`
	UpdatedBy    Reference                  `json:"updated_by"` // has no name
	Version      string                     `json:"version"`
}

// OrchestrationIntegration receives events for an orchestration.
type OrchestrationIntegration struct {
	ID         string                             `json:"id"`
	Label      string                             `json:"label"`
	Parameters OrchestrationIntegrationParameters `json:"parameters"`
}

// OrchestrationIntegrationParameters hold the key of an integration.
type OrchestrationIntegrationParameters struct {
	RoutingKey Secret `json:"routing_key,omitzero"` // anyone who has it can send events
}

// OrchestrationWarning is about a rule that PagerDuty stores but does not apply.
type OrchestrationWarning struct {
	Feature     string `json:"feature"`
	FeatureType string `json:"feature_type"`
	Message     string `json:"message"`
	RuleID      string `json:"rule_id"`
	WarningType string `json:"warning_type"`
}

// ListOrchestrationsOptions sorts a list of orchestrations. Page.Total is always nil: PagerDuty does not count them.
type ListOrchestrationsOptions struct {
	PageOptions
	SortBy string // name, routes or created_at, with :asc or :desc
}

// EventOrchestrationsService reads event orchestrations and changes their routers.
type EventOrchestrationsService struct{ core *core }

// List returns one page of orchestrations, without their integrations.
//
// Operation listEventOrchestrations: GET /event_orchestrations.
func (s *EventOrchestrationsService) List(ctx context.Context, options ListOrchestrationsOptions) (*Page[Orchestration], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listEventOrchestrations: GET /event_orchestrations.
func (s *EventOrchestrationsService) Pages(ctx context.Context, options ListOrchestrationsOptions) iter.Seq2[*Page[Orchestration], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the orchestrations that List returns, across all pages.
//
// Operation listEventOrchestrations: GET /event_orchestrations.
func (s *EventOrchestrationsService) All(ctx context.Context, options ListOrchestrationsOptions) iter.Seq2[Orchestration, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *EventOrchestrationsService) list(options ListOrchestrationsOptions) listRequest[Orchestration] {
	r := get("listEventOrchestrations", "event_orchestrations")
	r.withoutTotal = true
	setText(r.query, "sort_by", options.SortBy)
	return listRequest[Orchestration]{s.core, r, "orchestrations", func(o Orchestration) string { return o.ID }}
}

// Get returns one orchestration.
//
// Operation getOrchestration: GET /event_orchestrations/{id}.
func (s *EventOrchestrationsService) Get(ctx context.Context, id string) (*Orchestration, error) {
	return one[Orchestration](ctx, s.core, get("getOrchestration", "event_orchestrations", id), "orchestration")
}

// Router returns the path that routes an orchestration's events to services.
//
// Operation getOrchPathRouter: GET /event_orchestrations/{id}/router.
func (s *EventOrchestrationsService) Router(ctx context.Context, id string) (*OrchestrationPath, error) {
	return one[OrchestrationPath](ctx, s.core, get("getOrchPathRouter", "event_orchestrations", id, "router"), "orchestration_path")
}

// Global returns the path that all events of an orchestration take before they are routed.
//
// Operation getOrchPathGlobal: GET /event_orchestrations/{id}/global.
func (s *EventOrchestrationsService) Global(ctx context.Context, id string) (*OrchestrationPath, error) {
	return one[OrchestrationPath](ctx, s.core, get("getOrchPathGlobal", "event_orchestrations", id, "global"), "orchestration_path")
}

// Service returns the path that the events of a service take.
//
// Operation getOrchPathService: GET /event_orchestrations/services/{service_id}.
func (s *EventOrchestrationsService) Service(ctx context.Context, serviceID string) (*OrchestrationPath, error) {
	return one[OrchestrationPath](ctx, s.core, get("getOrchPathService", "event_orchestrations", "services", serviceID), "orchestration_path")
}

// Unrouted returns the path that the events take for which the router found no service.
//
// Operation getOrchPathUnrouted: GET /event_orchestrations/{id}/unrouted.
func (s *EventOrchestrationsService) Unrouted(ctx context.Context, id string) (*OrchestrationPath, error) {
	return one[OrchestrationPath](ctx, s.core, get("getOrchPathUnrouted", "event_orchestrations", id, "unrouted"), "orchestration_path")
}

// ServiceActive reports whether a service's path handles the events of the service. If not, its older event rules do.
//
// Operation getOrchActiveStatus: GET /event_orchestrations/services/{service_id}/active.
func (s *EventOrchestrationsService) ServiceActive(ctx context.Context, serviceID string) (bool, error) {
	var active *bool
	err := s.core.do(ctx, get("getOrchActiveStatus", "event_orchestrations", "services", serviceID, "active"), func(answer []byte) (err error) {
		active, _, err = unwrap[bool](answer, "active")
		return err
	})
	return err == nil && *active, err
}

// UpdateRouter replaces the whole router of an orchestration with path. PagerDuty removes every rule that path lacks, even one that
// somebody has just added. So read the current path with Router just before you update it.
//
// Operation updateOrchPathRouter: PUT /event_orchestrations/{id}/router.
func (s *EventOrchestrationsService) UpdateRouter(ctx context.Context, id string, path *OrchestrationPath) (*OrchestrationPath, []OrchestrationWarning, error) {
	if path == nil || len(path.members) == 0 || path.Type() != "" && path.Type() != "router" {
		return nil, nil, &ArgumentError{Argument: "path", Message: "is not a router: read it with Router and change what it gives"}
	}
	body := map[string]*OrchestrationPath{"orchestration_path": path}
	r := put("updateOrchPathRouter", body, "event_orchestrations", id, "router")
	r.repeatable = false // a retry could undo somebody else's change
	var updated *OrchestrationPath
	var warnings []OrchestrationWarning
	err := s.core.do(ctx, r, func(answer []byte) (err error) {
		if updated, err = decodeOne[OrchestrationPath](answer, "orchestration_path", r.object); err != nil {
			return err
		}
		if decoded, _, err := unwrap[[]OrchestrationWarning](answer, "warnings"); err == nil {
			warnings = *decoded
		}
		return nil
	})
	return updated, warnings, err
}
