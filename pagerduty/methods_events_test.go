package pagerduty_test

import (
	"context"
	"encoding/json"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func everyPartOfAGrouping() pagerduty.AlertGroupingChange {
	return pagerduty.AlertGroupingChange{
		Name: new("Hosts"), Description: new("One incident a host."), ServiceIDs: someIDs(),
		Grouping: &pagerduty.ContentGrouping{Aggregate: "all", Fields: []string{"custom_details.host"}, TimeWindow: new(86400)},
	}
}

func alertGroupingMethods() map[string]method {
	const page, one = `{"alert_grouping_settings":[]}`, `{"alert_grouping_setting":{"id":"PID"}}`
	options := pagerduty.ListAlertGroupingSettingsOptions{
		CursorOptions: pagerduty.CursorOptions{PageSize: 50, After: "QUZURVI=", Total: true}, ServiceIDs: someIDs(),
	}
	return map[string]method{
		"AlertGroupingSettings.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.AlertGroupingSettings.List(ctx, options))
		}),
		"AlertGroupingSettings.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			before := options
			before.After, before.Before = "", "QkVGT1JF"
			return second(drain(c.AlertGroupingSettings.All(ctx, before)))
		}),
		"AlertGroupingSettings.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.AlertGroupingSettings.Get(ctx, id))
		}),
		"AlertGroupingSettings.Create": writes(one, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.AlertGroupingSettings.Create(ctx, everyPartOfAGrouping()))
		}),
		"AlertGroupingSettings.Update": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.AlertGroupingSettings.Update(ctx, id, everyPartOfAGrouping()))
		}),
		"AlertGroupingSettings.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.AlertGroupingSettings.Delete(ctx, id)
		}),
	}
}

// everyPartOfARouter is a router with all members of PagerDuty's contract.
const everyPartOfARouter = `{"type":"router","parent":{"id":"PORC","type":"event_orchestration_reference"},
	"sets":[{"id":"start","rules":[
		{"id":"r0","label":"By name","conditions":[],"actions":{"dynamic_route_to":{"lookup_by":"service_name","source":"event.custom_details.service","regex":"(.*)"}}},
		{"id":"r1","label":"Disks","disabled":false,"conditions":[{"expression":"event.summary matches part 'disk'"}],"actions":{"route_to":"PSVC"}}]}],
	"catch_all":{"actions":{"route_to":"unrouted"}}}`

func orchestrationMethods() map[string]method {
	const page, path = `{"orchestrations":[]}`, `{"orchestration_path":{"parent":{"id":"PID"},"sets":[{"id":"start","rules":[]}]}}`
	options := pagerduty.ListOrchestrationsOptions{PageOptions: everyPageOption(), SortBy: "name:asc"}
	return map[string]method{
		"EventOrchestrations.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.EventOrchestrations.List(ctx, options))
		}),
		"EventOrchestrations.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.EventOrchestrations.Pages(ctx, options)))
		}),
		"EventOrchestrations.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.EventOrchestrations.All(ctx, options)))
		}),
		"EventOrchestrations.Get": reads(`{"orchestration":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EventOrchestrations.Get(ctx, id))
		}),
		"EventOrchestrations.Router": reads(path, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EventOrchestrations.Router(ctx, id))
		}),
		"EventOrchestrations.Global": reads(path, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EventOrchestrations.Global(ctx, id))
		}),
		"EventOrchestrations.Service": reads(path, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EventOrchestrations.Service(ctx, id))
		}),
		"EventOrchestrations.Unrouted": reads(path, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EventOrchestrations.Unrouted(ctx, id))
		}),
		"EventOrchestrations.ServiceActive": reads(`{"active":true}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EventOrchestrations.ServiceActive(ctx, id))
		}),
		"EventOrchestrations.UpdateRouter": writes(path, func(ctx context.Context, c *pagerduty.Client, id string) error {
			router := &pagerduty.OrchestrationPath{}
			if err := json.Unmarshal([]byte(everyPartOfARouter), router); err != nil {
				return err
			}
			_, _, err := c.EventOrchestrations.UpdateRouter(ctx, id, router)
			return err
		}),
	}
}
