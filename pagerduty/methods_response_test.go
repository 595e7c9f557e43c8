package pagerduty_test

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func responseMethods() map[string]method {
	const oneAlert = `{"alert":{"id":"PID"}}`
	return map[string]method{
		"Incidents.Alert": reads(oneAlert, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.Alert(ctx, id, id))
		}),
		"Incidents.UpdateAlerts": {mutates: true, acts: true, body: `{"alerts":[{"id":"PID"}]}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.UpdateAlerts(ctx, id, everyPartOfAnAlertUpdate(id)))
		}},
		"Incidents.UpdateAlert": {mutates: true, acts: true, body: oneAlert, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.UpdateAlert(ctx, id, everyPartOfAnAlertUpdate(id)))
		}},
		"LogEntries.Get": reads(`{"log_entry":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.LogEntries.Get(ctx, id))
		}),
		"Incidents.Snooze": {mutates: true, acts: true, body: oneIncident, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.Snooze(ctx, id, 2*time.Hour))
		}},
		"Incidents.Merge": {mutates: true, acts: true, body: oneIncident, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.Merge(ctx, id, "PSOURCE"))
		}},
		"Incidents.UpdateNote": {mutates: true, acts: true, body: `{"note":{"id":"PID"}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.UpdateNote(ctx, id, id, "Rolled back."))
		}},
		"Incidents.DeleteNote": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Incidents.DeleteNote(ctx, id, id)
		}),
		"Incidents.Subscribers": reads(`{"subscribers":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.Subscribers(ctx, id))
		}),
		"Incidents.AddSubscribers": writes(`{"subscriptions":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.AddSubscribers(ctx, id, pagerduty.NewSubscriber{ID: "PUSER", Type: "user"}, pagerduty.NewSubscriber{ID: "PTEAM", Type: "team"}))
		}),
		"Incidents.SendStatusUpdate": {mutates: true, acts: true, body: `{"status_update":{"id":"PUPDATE"}}`, call: func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.SendStatusUpdate(ctx, id, pagerduty.NewStatusUpdate{Message: "Fixed.", Subject: "Checkout", HTMLMessage: "<p>Fixed.</p>"}))
		}},
		"Incidents.FieldValues": reads(`{"custom_fields":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.FieldValues(ctx, id))
		}),
		"Incidents.SetFieldValues": writes(`{"custom_fields":[{"id":"PTEXT"},{"id":"PLIST"},{"id":"PNONE"}]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.SetFieldValues(ctx, id, pagerduty.NewFieldValue{ID: "PTEXT", Value: "x"}, pagerduty.NewFieldValue{ID: "PLIST", Value: []string{"a"}}, pagerduty.NewFieldValue{ID: "PNONE"}))
		}),
		"Incidents.CancelResponderRequests": writes(`{"responder_request_targets":[{"id":"PHELP"},{"id":"PPOL"}]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Incidents.CancelResponderRequests(ctx, id, pagerduty.ResponderCancellation{
				RequesterID: "PUSER", UserIDs: []string{"PHELP"}, EscalationPolicyIDs: []string{"PPOL"}}))
		}),
		"IncidentTypes.List": reads(`{"incident_types":[]}`, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.IncidentTypes.List(ctx, pagerduty.ListIncidentTypesOptions{Filter: "all"}))
		}),
		"IncidentTypes.Get": reads(`{"incident_type":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.IncidentTypes.Get(ctx, id))
		}),
		"IncidentTypes.Fields": reads(`{"fields":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.IncidentTypes.Fields(ctx, id))
		}),
	}
}

func workflowMethods() map[string]method {
	const workflows, triggers = `{"incident_workflows":[],"more":false}`, `{"triggers":[],"next_cursor":null}`
	options := pagerduty.ListIncidentWorkflowsOptions{
		PageOptions: everyPageOption(), Query: "major", Include: []string{pagerduty.IncludeWorkflowSteps, pagerduty.IncludeWorkflowTeam},
	}
	of := pagerduty.ListWorkflowTriggersOptions{
		CursorOptions: pagerduty.CursorOptions{PageSize: 50, After: "next", Total: true}, WorkflowID: "PFLOW", IncidentID: "PINC", Type: "manual",
	}
	return map[string]method{
		"IncidentWorkflows.List": reads(workflows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.IncidentWorkflows.List(ctx, options))
		}),
		"IncidentWorkflows.Pages": reads(workflows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.IncidentWorkflows.Pages(ctx, options)))
		}),
		"IncidentWorkflows.All": reads(workflows, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.IncidentWorkflows.All(ctx, pagerduty.ListIncidentWorkflowsOptions{})))
		}),
		"IncidentWorkflows.Get": reads(`{"incident_workflow":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.IncidentWorkflows.Get(ctx, id))
		}),
		"IncidentWorkflows.Start": writes(`{"incident_workflow_instance":{"id":"PRUN"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.IncidentWorkflows.Start(ctx, id, "PINC"))
		}),
		"IncidentWorkflows.Triggers": reads(triggers, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.IncidentWorkflows.Triggers(ctx, of))
		}),
		"IncidentWorkflows.AllTriggers": reads(triggers, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.IncidentWorkflows.AllTriggers(ctx, pagerduty.ListWorkflowTriggersOptions{ServiceID: "PSVC"})))
		}),
	}
}

func everyPartOfAnAlertUpdate(id string) pagerduty.AlertUpdate {
	return pagerduty.AlertUpdate{ID: id, Status: "resolved", IncidentID: "POTHER"}
}
