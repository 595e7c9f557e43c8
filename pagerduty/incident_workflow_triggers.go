package pagerduty

import (
	"context"
	"iter"
)

// WorkflowTrigger is a way in which a workflow starts.
type WorkflowTrigger struct {
	ID            string      `json:"id"`
	Type          string      `json:"trigger_type"` // manual, conditional or incident_type
	Condition     string      `json:"condition"`    // in PagerDuty's condition language, of a conditional trigger
	IncidentTypes []string    `json:"incident_types"`
	Workflow      Reference   `json:"workflow"`
	Services      []Reference `json:"services"` // on whose incidents it starts
	AllServices   bool        `json:"is_subscribed_to_all_services"`
	Disabled      bool        `json:"is_disabled"`
	Permissions   struct {
		Restricted bool   `json:"restricted"` // only a team may start it
		TeamID     string `json:"team_id"`
	} `json:"permissions"`
}

// ListWorkflowTriggersOptions filters a list of triggers. The zero value lists all. PagerDuty does not count triggers. IncidentID and ServiceID
// exclude each other.
type ListWorkflowTriggersOptions struct {
	CursorOptions
	WorkflowID string
	IncidentID string // triggers that can start on it
	ServiceID  string
	Type       string // manual, conditional or incident_type
}

// Triggers returns one page of triggers.
//
// Operation listIncidentWorkflowTriggers: GET /incident_workflows/triggers.
func (s *IncidentWorkflowsService) Triggers(ctx context.Context, options ListWorkflowTriggersOptions) (*Page[WorkflowTrigger], error) {
	return s.triggers(options).cursorPage(ctx, options.CursorOptions)
}

// AllTriggers iterates over the triggers that Triggers returns, across all pages.
//
// Operation listIncidentWorkflowTriggers: GET /incident_workflows/triggers.
func (s *IncidentWorkflowsService) AllTriggers(ctx context.Context, options ListWorkflowTriggersOptions) iter.Seq2[WorkflowTrigger, error] {
	return s.triggers(options).cursorAll(ctx, options.CursorOptions)
}

func (s *IncidentWorkflowsService) triggers(options ListWorkflowTriggersOptions) listRequest[WorkflowTrigger] {
	r := get("listIncidentWorkflowTriggers", "incident_workflows", "triggers")
	r.cursor, r.withoutTotal = "cursor", true
	setText(r.query, "workflow_id", options.WorkflowID)
	setText(r.query, "incident_id", options.IncidentID)
	setText(r.query, "service_id", options.ServiceID)
	setText(r.query, "trigger_type", options.Type)
	return listRequest[WorkflowTrigger]{s.core, r, "triggers", func(t WorkflowTrigger) string { return t.ID }}
}
