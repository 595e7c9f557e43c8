//go:build full

package main

import (
	"fmt"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
	terraform "github.com/heimweh/go-pagerduty/pagerduty"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestTerraformOrchestrations(t *testing.T) {
	_, client := startTerraform(t)
	ctx := t.Context()
	const other = "7c2d9f14-8a3b-4e61-b0d7-5f2a1c9e4b02"
	var made *terraform.EventOrchestration
	var integration *terraform.EventOrchestrationIntegration
	check(t, []step{
		{"list", "Office Alarms, Partner Feeds, Production Events", func() (string, error) {
			found, _, err := client.EventOrchestrations.List()
			if err != nil {
				return "", err
			}
			return list(found.Orchestrations, func(o *terraform.EventOrchestration) string { return o.Name }), nil
		}},
		{"create", "Staging PTPLATF Staging Default Integration", func() (done string, err error) {
			made, _, err = client.EventOrchestrations.Create(&terraform.EventOrchestration{Name: "Staging", Description: "Managed by Terraform", Team: &terraform.EventOrchestrationObject{ID: new("PTPLATF")}})
			if err != nil {
				return "", err
			}
			return made.Name + " " + *made.Team.ID + " " + made.Integrations[0].Label, nil
		}},
		{"take it from its team", "Staging true", func() (string, error) {
			if _, _, err := client.EventOrchestrations.Update(made.ID, &terraform.EventOrchestration{Name: "Staging", Team: &terraform.EventOrchestrationObject{}}); err != nil {
				return "", err
			}
			o, _, err := client.EventOrchestrations.Get(made.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(o.Name, " ", o.Team == nil), nil
		}},
		{"create an integration", "Cluster global", func() (done string, err error) {
			integration, _, err = client.EventOrchestrationIntegrations.CreateContext(ctx, made.ID, &terraform.EventOrchestrationIntegration{Label: "Cluster"})
			if err != nil {
				return "", err
			}
			return integration.Label + " " + integration.Parameters.Type, nil
		}},
		{"change the integration", "Clusters", func() (string, error) {
			if _, _, err := client.EventOrchestrationIntegrations.UpdateContext(ctx, made.ID, integration.ID, &terraform.EventOrchestrationIntegration{Label: "Clusters"}); err != nil {
				return "", err
			}
			i, _, err := client.EventOrchestrationIntegrations.GetContext(ctx, made.ID, integration.ID)
			if err != nil {
				return "", err
			}
			return i.Label, nil
		}},
		{"move the integration", "Status feed, Clusters; 1 left", func() (string, error) {
			moved, _, err := client.EventOrchestrationIntegrations.MigrateFromOrchestrationContext(ctx, other, made.ID, integration.ID)
			if err != nil {
				return "", err
			}
			left, _, err := client.EventOrchestrationIntegrations.ListContext(ctx, made.ID)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(list(moved.Integrations, func(i *terraform.EventOrchestrationIntegration) string { return i.Label }), "; ", left.Total, " left"), nil
		}},
		{"delete the integration", "404", func() (string, error) {
			if _, err := client.EventOrchestrationIntegrations.DeleteContext(ctx, other, integration.ID); err != nil {
				return "", err
			}
			_, _, err := client.EventOrchestrationIntegrations.GetContext(ctx, other, integration.ID)
			return terraformRefusal(err)
		}},
		{"delete", "404", func() (string, error) {
			if _, err := client.EventOrchestrations.Delete(made.ID); err != nil {
				return "", err
			}
			_, _, err := client.EventOrchestrations.Get(made.ID)
			return terraformRefusal(err)
		}},
	})
}

// TestTerraformPaths writes the rules of all paths, and sends an event through them. The client sends every action, and those that are not
// set as null, "" or false.
func TestTerraformPaths(t *testing.T) {
	account, client := startTerraform(t)
	ctx := t.Context()
	const id, service = "e90f6b3d-2c75-4188-a6e4-d31b7f50c803", "PSORDER"
	when := func(expression string) []*terraform.EventOrchestrationPathRuleCondition {
		return []*terraform.EventOrchestrationPathRuleCondition{{Expression: expression}}
	}
	path := func(catchAll *terraform.EventOrchestrationPathRuleActions, rules ...*terraform.EventOrchestrationPathRule) *terraform.EventOrchestrationPath {
		return &terraform.EventOrchestrationPath{Sets: []*terraform.EventOrchestrationPathSet{{ID: "start", Rules: rules}}, CatchAll: &terraform.EventOrchestrationPathCatchAll{Actions: catchAll}}
	}
	write := func(owner, kind string, p *terraform.EventOrchestrationPath) func() (string, error) {
		return func() (string, error) {
			answer, _, err := client.EventOrchestrationPaths.UpdateContext(ctx, owner, kind, p)
			if err != nil {
				return "", err
			}
			read, _, err := client.EventOrchestrationPaths.GetContext(ctx, owner, kind)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(read.Type, ": ", list(read.Sets[0].Rules, func(r *terraform.EventOrchestrationPathRule) string { return r.Label }), "; ", len(answer.Warnings), " warnings"), nil
		}
	}
	events := pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(account.URL), pagerduty.WithV2EventsAPIEndpoint(account.URL))
	check(t, []step{
		{"router", "router: Orders; 0 warnings", write(id, terraform.PathTypeRouter, path(&terraform.EventOrchestrationPathRuleActions{RouteTo: "unrouted"}, &terraform.EventOrchestrationPathRule{
			Label: "Orders", Conditions: when("event.source matches part 'orders'"), Actions: &terraform.EventOrchestrationPathRuleActions{RouteTo: service},
		}))},
		{"global", "global: Raise; 0 warnings", write(id, terraform.PathTypeGlobal, path(&terraform.EventOrchestrationPathRuleActions{}, &terraform.EventOrchestrationPathRule{
			Label: "Raise", Conditions: when("event.summary matches part 'queue'"), Actions: &terraform.EventOrchestrationPathRuleActions{
				Severity:    "critical",
				Extractions: []*terraform.EventOrchestrationPathActionExtractions{{Target: "event.summary", Template: "Orders: {{event.summary}}"}},
			},
		}))},
		{"unrouted", "unrouted: Disks; 0 warnings", write(id, terraform.PathTypeUnrouted, path(&terraform.EventOrchestrationPathRuleActions{Severity: "info"}, &terraform.EventOrchestrationPathRule{
			Label: "Disks", Conditions: when("event.summary matches part 'disk'"), Actions: &terraform.EventOrchestrationPathRuleActions{Severity: "warning"},
		}))},
		{"service", "service: Losing orders; 0 warnings", write(service, terraform.PathTypeService, path(&terraform.EventOrchestrationPathRuleActions{}, &terraform.EventOrchestrationPathRule{
			Label: "Losing orders", Conditions: []*terraform.EventOrchestrationPathRuleCondition{}, Actions: &terraform.EventOrchestrationPathRuleActions{
				Priority: "PPRIOR2", Annotate: "See the runbook.",
			},
		}))},
		{"use the rules of the service", "false, then true", func() (string, error) {
			before, _, err := client.EventOrchestrationPaths.GetServiceActiveStatusContext(ctx, service)
			if err != nil {
				return "", err
			}
			after, _, err := client.EventOrchestrationPaths.UpdateServiceActiveStatusContext(ctx, service, true)
			if err != nil {
				return "", err
			}
			return fmt.Sprint(before.Active, ", then ", after.Active), nil
		}},
		{"an event", "Orders: the queue is long; P2 critical; See the runbook.", func() (string, error) {
			made, _, err := client.EventOrchestrationIntegrations.CreateContext(ctx, id, &terraform.EventOrchestrationIntegration{Label: "Queue"})
			if err != nil {
				return "", err
			}
			if _, err := events.ManageEventWithContext(ctx, &pagerduty.V2Event{
				RoutingKey: made.Parameters.RoutingKey, Action: "trigger", DedupKey: "queue",
				Payload: &pagerduty.V2Payload{Summary: "the queue is long", Source: "orders-1", Severity: "info"},
			}); err != nil {
				return "", err
			}
			found, err := events.ListIncidentsWithContext(ctx, pagerduty.ListIncidentsOptions{IncidentKey: "queue"})
			if err != nil || len(found.Incidents) != 1 {
				return "", fmt.Errorf("%+v, %w", found, err)
			}
			i := found.Incidents[0]
			notes, err := events.ListIncidentNotesWithContext(ctx, i.ID)
			if err != nil || i.Priority == nil {
				return "", fmt.Errorf("%+v, %w", i, err)
			}
			alerts, err := events.ListIncidentAlertsWithContext(ctx, i.ID, pagerduty.ListIncidentAlertsOptions{})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(i.Title, "; ", i.Priority.Name, " ", alerts.Alerts[0].Severity, "; ", notes[0].Content), nil
		}},
	})
}
