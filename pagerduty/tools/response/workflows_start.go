package response

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) workflowStarts() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("start_incident_workflow", "Starts an incident workflow on an incident. Its steps may page people.", t.startWorkflow,
			mcptools.WithMarks(marks.Pages, marks.NoDuty), mcptools.WithQuestion(t.askStart),
			mcptools.WithExample(`{"incident_id":"4197","workflow_id":"Major incident response"}`)),
	}
}

type startWorkflowInput struct {
	IncidentID string `json:"incident_id" jsonschema_description:"Id, number or web address."`
	WorkflowID string `json:"workflow_id" jsonschema_description:"Id or name."`
	Again      bool   `json:"again,omitempty" jsonschema_description:"Starts it even if it was started in the last 10 minutes."`
	OnResolved bool   `json:"on_resolved,omitempty" jsonschema_description:"Starts it even if the incident is resolved, such as a review."`
}

type startedView struct {
	ID       string           `json:"id"` // of the run
	Workflow view.Reference   `json:"workflow"`
	Incident incidentState    `json:"incident"`
	Steps    []string         `json:"steps,omitempty"`
	Note     string           `json:"note"`
	Missing  incident.Missing `json:"missing,omitempty"`
}

func (t *tools) startWorkflow(ctx context.Context, in startWorkflowInput) (*startedView, error) {
	name, err := identify.Incident("incident_id", in.IncidentID)
	if err != nil {
		return nil, err
	}
	if err := identify.Check(identify.One(identify.IncidentWorkflow(), "workflow_id", &in.WorkflowID, nil)); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	start, err := prepareStart(ctx, client, name, in.WorkflowID)
	if err != nil {
		return nil, err
	}
	if err := start.check(ctx, in); err != nil {
		return nil, err
	}
	started, err := client.IncidentWorkflows.Start(ctx, start.workflow.ID, start.about.ID)
	if err != nil {
		return nil, start.explainRefusal(ctx, client, err)
	}
	shown := &startedView{
		ID: started.ID, Workflow: view.Reference{ID: start.workflow.ID, Name: start.workflow.Name}, Incident: stateOf(start.about),
		Steps: stepNames(start.workflow.Steps), Note: "Started. Its steps run now; the incident's timeline shows what they do.", Missing: start.missing,
	}
	if start.about.Status == pagerduty.StatusResolved {
		shown.Note = "The incident is resolved. " + shown.Note
	}
	return shown, nil
}

func findWorkflow(ctx context.Context, client *pagerduty.Client, text string) (*pagerduty.IncidentWorkflow, error) {
	return identify.Find(ctx, client, identify.IncidentWorkflow(), "workflow_id", text, client.IncidentWorkflows.Get)
}

// askStart asks "Start workflow Major incident response on 4197 Checkout latency? Steps: Ask the platform on-call to help".
func (t *tools) askStart(ctx context.Context, in startWorkflowInput) mcptools.Question {
	label, steps := in.WorkflowID, ""
	if client, err := t.source.Client(ctx); err == nil {
		if workflow, err := findWorkflow(ctx, client, in.WorkflowID); err == nil {
			label, steps = workflow.Name, strings.Join(stepNames(workflow.Steps), "; ")
		}
	}
	question := mcptools.NewQuestion("Start workflow %s on %s?", []string{label}, identify.Labels(ctx, t.source, identify.IncidentLabel, in.IncidentID))
	if steps != "" {
		question = question.And(" Steps: %s", []string{steps})
	}
	return question
}
