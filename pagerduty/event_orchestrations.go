package pagerduty

import (
	"context"
	"iter"
)

// Orchestration routes events to services and changes them on the way. Its integrations' routing
// keys are secrets and are not read.
type Orchestration struct {
	ID           string                     `json:"id"`
	Name         string                     `json:"name"`
	Description  string                     `json:"description"`
	Team         Reference                  `json:"team"`
	Routes       int                        `json:"routes"`
	Integrations []OrchestrationIntegration `json:"integrations"` // Get only
	CreatedAt    Time                       `json:"created_at"`
	UpdatedAt    Time                       `json:"updated_at"`
	UpdatedBy    Reference                  `json:"updated_by"` // has an id and no name
	Version      string                     `json:"version"`
}

// OrchestrationIntegration is a way in for events.
type OrchestrationIntegration struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// OrchestrationWarning is what PagerDuty says of a rule that it keeps but does not apply.
type OrchestrationWarning struct {
	Feature     string `json:"feature"`
	FeatureType string `json:"feature_type"`
	Message     string `json:"message"`
	RuleID      string `json:"rule_id"`
	WarningType string `json:"warning_type"`
}

// ListOrchestrationsOptions orders a list of orchestrations. PagerDuty does not count them: there is
// no total.
type ListOrchestrationsOptions struct {
	PageOptions
	SortBy string // name, routes or created_at, with :asc or :desc
}

// EventOrchestrationsService reads event orchestrations and changes their routers.
type EventOrchestrationsService struct{ core *core }

// List is one page of orchestrations, without their integrations.
//
// Operation listEventOrchestrations: GET /event_orchestrations.
func (s *EventOrchestrationsService) List(ctx context.Context, options ListOrchestrationsOptions) (*Page[Orchestration], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages is List, page after page.
//
// Operation listEventOrchestrations: GET /event_orchestrations.
func (s *EventOrchestrationsService) Pages(ctx context.Context, options ListOrchestrationsOptions) iter.Seq2[*Page[Orchestration], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All is List, orchestration after orchestration.
//
// Operation listEventOrchestrations: GET /event_orchestrations.
func (s *EventOrchestrationsService) All(ctx context.Context, options ListOrchestrationsOptions) iter.Seq2[Orchestration, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *EventOrchestrationsService) list(options ListOrchestrationsOptions) listing[Orchestration] {
	r := get("listEventOrchestrations", "event_orchestrations")
	r.uncounted = true
	setText(r.query, "sort_by", options.SortBy)
	return listing[Orchestration]{s.core, r, "orchestrations", func(o Orchestration) string { return o.ID }}
}

// Get is one orchestration.
//
// Operation getOrchestration: GET /event_orchestrations/{id}.
func (s *EventOrchestrationsService) Get(ctx context.Context, id string) (*Orchestration, error) {
	return one[Orchestration](ctx, s.core, get("getOrchestration", "event_orchestrations", id), "orchestration")
}

// Router is the path that sends an orchestration's events to services.
//
// Operation getOrchPathRouter: GET /event_orchestrations/{id}/router.
func (s *EventOrchestrationsService) Router(ctx context.Context, id string) (*OrchestrationPath, error) {
	return one[OrchestrationPath](ctx, s.core, get("getOrchPathRouter", "event_orchestrations", id, "router"), "orchestration_path")
}

// Global is the path that all events of an orchestration take before they are routed.
//
// Operation getOrchPathGlobal: GET /event_orchestrations/{id}/global.
func (s *EventOrchestrationsService) Global(ctx context.Context, id string) (*OrchestrationPath, error) {
	return one[OrchestrationPath](ctx, s.core, get("getOrchPathGlobal", "event_orchestrations", id, "global"), "orchestration_path")
}

// Service is the path that the events of a service take.
//
// Operation getOrchPathService: GET /event_orchestrations/services/{service_id}.
func (s *EventOrchestrationsService) Service(ctx context.Context, serviceID string) (*OrchestrationPath, error) {
	return one[OrchestrationPath](ctx, s.core, get("getOrchPathService", "event_orchestrations", "services", serviceID), "orchestration_path")
}

// UpdateRouter replaces the whole router of an orchestration with path, which is best read with
// Router right before: PagerDuty removes every rule that is not in it, and does not notice a change
// that was made in between.
//
// Operation updateOrchPathRouter: PUT /event_orchestrations/{id}/router.
func (s *EventOrchestrationsService) UpdateRouter(ctx context.Context, id string, path *OrchestrationPath) (*OrchestrationPath, []OrchestrationWarning, error) {
	if path == nil || len(path.members) == 0 || path.Type() != "" && path.Type() != "router" {
		return nil, nil, &ArgumentError{Argument: "path", Message: "is not a router: read it with Router and change what it gives"}
	}
	body := map[string]*OrchestrationPath{"orchestration_path": path}
	r := put("updateOrchPathRouter", body, "event_orchestrations", id, "router")
	r.safe = false // repeated, it would undo what somebody else has changed meanwhile
	var updated *OrchestrationPath
	var warnings []OrchestrationWarning
	err := s.core.do(ctx, r, func(answer []byte) (err error) {
		if updated, err = decodeOne[OrchestrationPath](answer, "orchestration_path", r.object); err != nil {
			return err
		}
		if said, _, err := unwrap[[]OrchestrationWarning](answer, "warnings"); err == nil {
			warnings = *said
		}
		return nil
	})
	return updated, warnings, err
}
