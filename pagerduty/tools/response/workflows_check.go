package response

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/recent"
)

// workflowStart is the start of a workflow that is to be checked.
type workflowStart struct {
	about    pagerduty.Incident
	workflow pagerduty.IncidentWorkflow
	manual   []pagerduty.WorkflowTrigger // the ways to start it by hand; empty if unknown
	entries  []pagerduty.LogEntry        // of the last minutes
	missing  incident.Missing
}

// prepareStart reads the workflow and the incident, with the triggers and the recent log as far as they can be read.
func prepareStart(ctx context.Context, client *pagerduty.Client, name identify.IncidentName, workflowID string) (*workflowStart, error) {
	start := &workflowStart{}
	var unread, unlisted error
	err := parallel.Do(ctx,
		func(ctx context.Context) error {
			about, err := incident.Lookup(ctx, client, name)
			if err == nil {
				start.about = *about
				start.entries, unread = recentEntries(ctx, client, about.ID)
			}
			return err
		},
		func(ctx context.Context) error {
			workflow, err := findWorkflow(ctx, client, workflowID)
			if err == nil {
				start.workflow = *workflow
				start.manual, unlisted = manualTriggers(ctx, client, workflow.ID)
			}
			return err
		},
	)
	start.missing.Add("recent_starts", unread)
	start.missing.Add("who_may_start_it", unlisted)
	return start, err
}

func manualTriggers(ctx context.Context, client *pagerduty.Client, workflowID string) ([]pagerduty.WorkflowTrigger, error) {
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	const most = 100
	triggers, err := paging.First(client.IncidentWorkflows.AllTriggers(ctx, pagerduty.ListWorkflowTriggersOptions{WorkflowID: workflowID}), most)
	if err != nil || len(triggers) == most { // others may allow more
		return nil, err
	}
	return slices.DeleteFunc(triggers, func(t pagerduty.WorkflowTrigger) bool { return t.Type != "manual" || t.Disabled }), nil
}

// check refuses a start that is not possible, or that would hardly be wanted.
func (s *workflowStart) check(ctx context.Context, in startWorkflowInput) error {
	name := fmt.Sprintf("the workflow %s (%s)", s.workflow.Name, s.workflow.ID)
	if isDisabled(s.workflow) {
		return fmt.Errorf("%s is disabled: it cannot be started until somebody enables it in PagerDuty", name)
	}
	if services, elsewhere := s.onlyElsewhere(); elsewhere {
		return fmt.Errorf("%s can be started by hand only on incidents of %s, and %s is of %s", name, services, label(s.about), s.about.Service.Label())
	}
	if s.about.Status == pagerduty.StatusResolved && !in.OnResolved {
		return fmt.Errorf("%s is resolved: give on_resolved true if %s is wanted all the same", label(s.about), name)
	}
	for _, e := range s.entries {
		text := strings.ToLower(e.Summary + "\n" + e.Channel.Summary)
		if !in.Again && isAbout(e, "workflow") && strings.Contains(text, strings.ToLower(s.workflow.Name)) {
			return fmt.Errorf("%s was started on %s %s, and starting it again may page people twice: give again true if that is wanted, or look at list_log_entries first",
				name, label(s.about), recent.Ago(ctx, e.CreatedAt, e.Agent))
		}
	}
	return nil
}

// onlyElsewhere returns the services on whose incidents the workflow can be started, if the incident's is not among them.
func (s *workflowStart) onlyElsewhere() (services string, elsewhere bool) {
	var names []string
	for _, trigger := range s.manual {
		for _, service := range trigger.Services {
			if service.ID == s.about.Service.ID {
				return "", false
			}
			names = append(names, service.Label())
		}
		if trigger.AllServices {
			return "", false
		}
	}
	const most = 10
	return strings.Join(names[:min(most, len(names))], ", "), len(names) > 0
}

// explainRefusal names the teams whose members may start the workflow, if PagerDuty refused and it is restricted.
func (s *workflowStart) explainRefusal(ctx context.Context, client *pagerduty.Client, err error) error {
	var ids, teams []string
	for _, trigger := range s.manual {
		if !trigger.Permissions.Restricted || trigger.Permissions.TeamID == "" {
			return err
		}
		ids = append(ids, trigger.Permissions.TeamID)
	}
	if len(ids) == 0 || !errors.Is(err, pagerduty.ErrForbidden) {
		return err
	}
	names := identify.NamesOf(ctx, client, identify.Team().Name, ids)
	for _, id := range ids {
		teams = append(teams, strings.TrimSpace(names[id]+" ("+id+")"))
	}
	return explain.With(err, "Only members of the team %s may start the workflow %s.", strings.Join(slices.Compact(teams), " or "), s.workflow.Name)
}
