package response

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) workflows() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_incident_workflows", "Lists incident workflows: their steps, who may start each, and on what it starts by itself.", t.listWorkflows,
			mcptools.WithExample(`{"query":"incident"}`)),
	}
}

type listWorkflowsInput struct {
	Query string `json:"query,omitempty" jsonschema_description:"Part of a name."`
	paging.Arguments
}

type workflowView struct {
	ID          string          `json:"id"`
	Name        string          `json:"name,omitzero"`
	Description string          `json:"description,omitzero"`
	Disabled    bool            `json:"disabled,omitzero"`
	Team        *view.Reference `json:"team,omitzero"`
	Steps       []string        `json:"steps,omitempty"`
	Starts      []triggerView   `json:"starts,omitempty"`
	HTMLURL     string          `json:"html_url,omitzero"`
}

// triggerView is a way in which a workflow starts.
type triggerView struct {
	How           string           `json:"how,omitzero"`             // manual, conditional or incident_type
	OnlyTeam      *view.Reference  `json:"only_team,omitzero"`       // who may start it; absent if everybody may
	Condition     string           `json:"condition,omitzero"`       // of a conditional trigger
	IncidentTypes []string         `json:"incident_types,omitempty"` // of an incident_type trigger
	Services      []view.Reference `json:"services,omitempty"`       // on whose incidents
	AllServices   bool             `json:"on_all_services,omitzero"`
	Disabled      bool             `json:"disabled,omitzero"`
}

func (t *tools) listWorkflows(ctx context.Context, in listWorkflowsInput) (mcptools.List[workflowView], error) {
	var none mcptools.List[workflowView]
	if err := in.Check(); err != nil {
		return none, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return none, err
	}
	options := pagerduty.ListIncidentWorkflowsOptions{
		Query: strings.TrimSpace(in.Query), Include: []string{pagerduty.IncludeWorkflowSteps, pagerduty.IncludeWorkflowTeam},
	}
	var triggers workflowTriggers
	var note string
	list, err := paging.Collect(ctx, paging.Counted{Arguments: in.Arguments}, func(w pagerduty.IncidentWorkflow) workflowView { return triggers.show(w) },
		func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.IncidentWorkflow], error) {
			options.PageOptions = page
			found, err := client.IncidentWorkflows.List(ctx, options)
			if err == nil && len(found.Items) > 0 {
				note = cmp.Or(note, triggers.read(ctx, client, found.Items))
			}
			return found, err
		})
	if note != "" {
		list.Notes = append(list.Notes, note)
	}
	return list, err
}

// workflowTriggers are the triggers by workflow, and the names of the teams.
type workflowTriggers struct {
	known map[string][]pagerduty.WorkflowTrigger // nil until they were read
	teams map[string]string
}

// read reads the triggers, once, and the names of the workflows' teams. It returns a note on what could not be read.
func (t *workflowTriggers) read(ctx context.Context, client *pagerduty.Client, workflows []pagerduty.IncidentWorkflow) (note string) {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	var teams []string
	if t.known == nil {
		const most = 1000
		triggers, err := paging.First(client.IncidentWorkflows.AllTriggers(ctx, pagerduty.ListWorkflowTriggersOptions{}), most)
		t.known, t.teams = map[string][]pagerduty.WorkflowTrigger{}, map[string]string{}
		for _, trigger := range triggers {
			t.known[trigger.Workflow.ID] = append(t.known[trigger.Workflow.ID], trigger)
			teams = append(teams, trigger.Permissions.TeamID)
		}
		if err != nil {
			note = "What starts the workflows could not be read: " + explain.Text(err)
		} else if len(triggers) == most {
			note = fmt.Sprintf("Only the first %d triggers were read: starts may be incomplete.", most)
		}
	}
	for _, w := range workflows {
		if w.Team != nil {
			teams = append(teams, w.Team.ID)
		}
	}
	t.addTeams(ctx, client, teams)
	return note
}

// addTeams reads the names of teams that are not known yet.
func (t *workflowTriggers) addTeams(ctx context.Context, client *pagerduty.Client, ids []string) {
	var unknown []string
	for _, id := range ids {
		if _, known := t.teams[id]; id != "" && !known {
			unknown = append(unknown, id)
		}
	}
	for id, name := range identify.NamesOf(ctx, client, identify.Team().Name, unknown) {
		t.teams[id] = name
	}
}

func (t *workflowTriggers) team(id string) *view.Reference {
	if id == "" {
		return nil
	}
	return &view.Reference{ID: id, Name: t.teams[id]}
}

func (t *workflowTriggers) show(w pagerduty.IncidentWorkflow) workflowView {
	shown := workflowView{ID: w.ID, Name: w.Name, Description: w.Description, Disabled: isDisabled(w), Steps: stepNames(w.Steps), HTMLURL: w.HTMLURL}
	if w.Team != nil {
		shown.Team = t.team(w.Team.ID)
	}
	for _, trigger := range t.known[w.ID] {
		one := triggerView{
			How: trigger.Type, Condition: trigger.Condition, IncidentTypes: trigger.IncidentTypes, Services: view.References(trigger.Services),
			AllServices: trigger.AllServices, Disabled: trigger.Disabled && !shown.Disabled,
		}
		if trigger.Permissions.Restricted {
			one.OnlyTeam = t.team(trigger.Permissions.TeamID)
		}
		shown.Starts = append(shown.Starts, one)
	}
	return shown
}

// isDisabled reports whether PagerDuty says that the workflow is not enabled.
func isDisabled(w pagerduty.IncidentWorkflow) bool { return w.Enabled != nil && !*w.Enabled }

// stepNames returns the names of the steps in order. Those inside another step follow it.
func stepNames(steps []pagerduty.WorkflowStep) []string {
	var names []string
	for _, step := range steps {
		names = append(names, step.Name)
		for _, branch := range step.Configuration.Branches {
			for _, inner := range stepNames(branch.Value.Steps) {
				names = append(names, step.Name+": "+inner)
			}
		}
	}
	return names
}
