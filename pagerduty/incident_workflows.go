package pagerduty

import (
	"context"
	"iter"
)

// IncidentWorkflow is a sequence of steps that can be started on an incident.
type IncidentWorkflow struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Team        *Reference     `json:"team"` // only with IncludeWorkflowTeam, or in Get
	Enabled     *bool          `json:"is_enabled"`
	Steps       []WorkflowStep `json:"steps"` // in order; only with IncludeWorkflowSteps, or in Get
	CreatedAt   Time           `json:"created_at"`
	HTMLURL     string         `json:"html_url"`
}

// WorkflowStep is a step of a workflow.
type WorkflowStep struct {
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	Description   string         `json:"description"`
	Configuration WorkflowAction `json:"action_configuration"`
}

// WorkflowAction is what a step does.
type WorkflowAction struct {
	ActionID    string           `json:"action_id"` // such as "pagerduty.com:incident-workflows:add-responders:1"
	Description string           `json:"description"`
	Inputs      []WorkflowInput  `json:"inputs"`
	Branches    []WorkflowBranch `json:"inline_steps_inputs"` // further steps, for example of a condition
}

// WorkflowBranch is a group of steps inside a step.
type WorkflowBranch struct {
	Name  string `json:"name"`
	Value struct {
		Steps []WorkflowStep `json:"steps"`
	} `json:"value"`
}

// WorkflowInput is an input of a step. Its value may contain secrets, such as the address of a webhook, and is not decoded.
type WorkflowInput struct {
	Name string `json:"name"`
}

// WorkflowInstance is a run of a workflow on an incident.
type WorkflowInstance struct {
	ID       string    `json:"id"`
	Incident Reference `json:"incident"`
}

// Values of ListIncidentWorkflowsOptions.Include.
const (
	IncludeWorkflowSteps = "steps"
	IncludeWorkflowTeam  = "team"
)

// ListIncidentWorkflowsOptions filters a list of workflows. The zero value lists all.
type ListIncidentWorkflowsOptions struct {
	PageOptions
	Query   string   // part of a name
	Include []string // steps, team
}

// IncidentWorkflowsService reads incident workflows and their triggers, and starts workflows.
type IncidentWorkflowsService struct{ core *core }

// List returns one page of workflows. The error matches ErrPlan if the account's plan has none.
//
// Operation listIncidentWorkflows: GET /incident_workflows.
func (s *IncidentWorkflowsService) List(ctx context.Context, options ListIncidentWorkflowsOptions) (*Page[IncidentWorkflow], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listIncidentWorkflows: GET /incident_workflows.
func (s *IncidentWorkflowsService) Pages(ctx context.Context, options ListIncidentWorkflowsOptions) iter.Seq2[*Page[IncidentWorkflow], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the workflows that List returns, across all pages.
//
// Operation listIncidentWorkflows: GET /incident_workflows.
func (s *IncidentWorkflowsService) All(ctx context.Context, options ListIncidentWorkflowsOptions) iter.Seq2[IncidentWorkflow, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *IncidentWorkflowsService) list(options ListIncidentWorkflowsOptions) listRequest[IncidentWorkflow] {
	r := get("listIncidentWorkflows", "incident_workflows")
	setText(r.query, "query", options.Query)
	addAll(r.query, "include", options.Include)
	return listRequest[IncidentWorkflow]{s.core, r, "incident_workflows", func(w IncidentWorkflow) string { return w.ID }}
}

// Get returns a workflow with its steps.
//
// Operation getIncidentWorkflow: GET /incident_workflows/{id}.
func (s *IncidentWorkflowsService) Get(ctx context.Context, id string) (*IncidentWorkflow, error) {
	return one[IncidentWorkflow](ctx, s.core, get("getIncidentWorkflow", "incident_workflows", id), "incident_workflow")
}

// Start starts a workflow on an incident. It may notify people: the workflow's steps decide.
//
// Operation createIncidentWorkflowInstance: POST /incident_workflows/{id}/instances.
func (s *IncidentWorkflowsService) Start(ctx context.Context, workflowID, incidentID string) (*WorkflowInstance, error) {
	if err := checkIDs(incidentID); err != nil {
		return nil, err
	}
	type instance struct {
		Incident *link `json:"incident"`
	}
	body := map[string]instance{"incident_workflow_instance": {linkTo(incidentID, "incident_reference")}}
	r := post("createIncidentWorkflowInstance", body, "incident_workflows", workflowID, "instances")
	r.notifies = true
	return one[WorkflowInstance](ctx, s.core, r, "incident_workflow_instance")
}
