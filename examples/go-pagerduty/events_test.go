package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
)

// TestOrchestrations creates an event orchestration, writes its rules and those of a service, and deletes it.
func TestOrchestrations(t *testing.T) {
	t.Parallel()
	_, client := start(t)
	ctx := t.Context()
	var made *pagerduty.Orchestration
	when := func(expression string) []*pagerduty.OrchestrationRouterRuleCondition {
		return []*pagerduty.OrchestrationRouterRuleCondition{{Expression: expression}}
	}
	check(t, []step{
		{"list", "Office Alarms 3", func() (string, error) {
			list, err := client.ListOrchestrationsWithContext(ctx, pagerduty.ListOrchestrationsOptions{Limit: 10, SortBy: "name:asc"})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(list.Orchestrations[0].Name, " ", len(list.Orchestrations)), nil
		}},
		{"create", "Staging PTPLATF global", func() (done string, err error) {
			made, err = client.CreateOrchestrationWithContext(ctx, pagerduty.Orchestration{Name: "Staging", Team: &pagerduty.APIReference{ID: "PTPLATF", Type: "team_reference"}})
			if err != nil {
				return "", err
			}
			return made.Name + " " + made.Team.ID + " " + made.Integrations[0].Parameters.Type, nil
		}},
		{"change", "Events of staging PUAMARA", func() (string, error) {
			changed := *made
			changed.Description = "Events of staging"
			if _, err := client.UpdateOrchestrationWithContext(ctx, made.ID, changed); err != nil {
				return "", err
			}
			o, err := client.GetOrchestrationWithContext(ctx, made.ID, &pagerduty.GetOrchestrationOptions{})
			if err != nil {
				return "", err
			}
			return o.Description + " " + o.UpdatedBy.ID, nil
		}},
		{"write its router", "Shop to PSCHKAP, else unrouted", func() (string, error) {
			_, err := client.UpdateOrchestrationRouterWithContext(ctx, made.ID, pagerduty.OrchestrationRouter{
				Sets: []*pagerduty.OrchestrationRouterRuleSet{{ID: "start", Rules: []*pagerduty.OrchestrationRouterRule{
					{Label: "Shop", Conditions: when("event.source matches part 'shop'"), Actions: &pagerduty.OrchestrationRouterActions{RouteTo: "PSCHKAP"}},
				}}},
				CatchAll: &pagerduty.OrchestrationRouterCatchAllRule{Actions: &pagerduty.OrchestrationRouterActions{RouteTo: "unrouted"}},
			})
			if err != nil {
				return "", err
			}
			router, err := client.GetOrchestrationRouterWithContext(ctx, made.ID, &pagerduty.GetOrchestrationRouterOptions{})
			if err != nil {
				return "", err
			}
			rule := router.Sets[0].Rules[0]
			return rule.Label + " to " + rule.Actions.RouteTo + ", else " + router.CatchAll.Actions.RouteTo, nil
		}},
		{"write its rules for unrouted events", "1 rules, info", func() (string, error) {
			_, err := client.UpdateOrchestrationUnroutedWithContext(ctx, made.ID, pagerduty.OrchestrationUnrouted{
				Sets: []*pagerduty.ServiceOrchestrationRuleSet{{ID: "start", Rules: []*pagerduty.ServiceOrchestrationRule{{
					Label: "Disks", Conditions: []*pagerduty.ServiceOrchestrationRuleCondition{{Expression: "event.summary matches part 'disk'"}},
					Actions: &pagerduty.ServiceOrchestrationRuleActions{Severity: "info", Extractions: []*pagerduty.OrchestrationExtraction{{Target: "event.group", Template: "disks"}}},
				}}}},
				CatchAll: &pagerduty.OrchestrationUnroutedCatchAllRule{Actions: &pagerduty.OrchestrationUnroutedRuleActions{Severity: "info"}},
			})
			if err != nil {
				return "", err
			}
			unrouted, err := client.GetOrchestrationUnroutedWithContext(ctx, made.ID, &pagerduty.GetOrchestrationUnroutedOptions{})
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d rules, %s", len(unrouted.Sets[0].Rules), unrouted.CatchAll.Actions.Severity), nil
		}},
		{"read and write back the rules of a service", "start 2 rules, orders 1 rules; Load tests true", func() (string, error) {
			rules, err := client.GetServiceOrchestrationWithContext(ctx, "PSCHKAP", &pagerduty.GetServiceOrchestrationOptions{})
			if err != nil {
				return "", err
			}
			rules, err = client.UpdateServiceOrchestrationWithContext(ctx, "PSCHKAP", *rules)
			if err != nil {
				return "", err
			}
			var sets []string
			for _, set := range rules.Sets {
				sets = append(sets, fmt.Sprintf("%s %d rules", set.ID, len(set.Rules)))
			}
			first := rules.Sets[0].Rules[0]
			return fmt.Sprint(strings.Join(sets, ", "), "; ", first.Label, " ", first.Actions.Suppress), nil
		}},
		{"use the rules of a service", "false, then true", func() (string, error) {
			before, err := client.GetServiceOrchestrationActiveWithContext(ctx, "PSORDER")
			if err != nil {
				return "", err
			}
			after, err := client.UpdateServiceOrchestrationActiveWithContext(ctx, "PSORDER", pagerduty.ServiceOrchestrationActive{Active: true})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(before.Active, ", then ", after.Active), nil
		}},
		{"delete", "404", func() (string, error) {
			if err := client.DeleteOrchestrationWithContext(ctx, made.ID); err != nil {
				return "", err
			}
			_, err := client.GetOrchestrationWithContext(ctx, made.ID, &pagerduty.GetOrchestrationOptions{})
			return refusal(err)
		}},
	})
}

// TestEvents sends events to the Events API. WithV2EventsAPIEndpoint sets its address, and the client needs no key of the REST API for it.
func TestEvents(t *testing.T) {
	t.Parallel()
	account := simulatortest.New(t, simulator.Lenient())
	client := pagerduty.NewClient(simulator.UserKey, pagerduty.WithAPIEndpoint(account.URL), pagerduty.WithV2EventsAPIEndpoint(account.URL))
	ctx := t.Context()
	const routingKey = "not-a-real-events-key-of-PSORDER"
	incident := func() (string, error) {
		list, err := client.ListIncidentsWithContext(ctx, pagerduty.ListIncidentsOptions{IncidentKey: "orders-queue"})
		if err != nil || len(list.Incidents) != 1 {
			return "", fmt.Errorf("%v, %w", list, err)
		}
		return list.Incidents[0].Title + ": " + list.Incidents[0].Status, nil
	}
	send := func(e pagerduty.V2Event) func() (string, error) {
		return func() (string, error) {
			e.RoutingKey, e.DedupKey = routingKey, "orders-queue"
			answer, err := client.ManageEventWithContext(ctx, &e)
			if err != nil {
				return "", err
			}
			shown, err := incident()
			return answer.Status + " " + answer.DedupKey + "; " + shown, err
		}
	}
	check(t, []step{
		{"trigger", "success orders-queue; 900 orders wait: triggered", send(pagerduty.V2Event{
			Action: "trigger", Client: "Monitoring", ClientURL: "https://monitoring.lanternfield.example",
			Links:   []interface{}{map[string]string{"href": "https://monitoring.lanternfield.example/orders", "text": "Graph"}},
			Payload: &pagerduty.V2Payload{Summary: "900 orders wait", Source: "orders-1", Severity: "critical", Component: "queue", Details: map[string]any{"waiting": 900}},
		})},
		{"acknowledge", "success orders-queue; 900 orders wait: acknowledged", send(pagerduty.V2Event{Action: "acknowledge"})},
		{"resolve", "success orders-queue; 900 orders wait: resolved", send(pagerduty.V2Event{Action: "resolve"})},
		{"an invalid event", "400", func() (string, error) {
			_, err := client.ManageEventWithContext(ctx, &pagerduty.V2Event{RoutingKey: routingKey, Action: "trigger", Payload: &pagerduty.V2Payload{Summary: "x", Source: "y", Severity: "bad"}})
			return refusal(err)
		}},
		{"an invalid change event", "400", func() (string, error) {
			_, err := client.CreateChangeEventWithContext(ctx, pagerduty.ChangeEvent{RoutingKey: routingKey})
			return refusal(err)
		}},
	})
	var alerts []string
	for _, r := range account.RequestsTo("POST", "/v2/enqueue") {
		alerts = append(alerts, fmt.Sprint(r.Status))
	}
	if got := strings.Join(alerts, " "); got != "202 202 202 400" {
		t.Errorf("events were answered with %s", got)
	}
}
