package pagerduty_test

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func scheduleMethods() map[string]method {
	const page = `{"schedules":[]}`
	options := pagerduty.ListSchedulesOptions{PageOptions: everyPageOption(), Query: "pay", TeamIDs: someIDs()}
	window := pagerduty.ScheduleWindow{Since: since(), Until: since().Add(time.Hour), TimeZone: "Europe/Berlin", Overflow: true}
	return map[string]method{
		"Schedules.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Schedules.List(ctx, options))
		}),
		"Schedules.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Schedules.Pages(ctx, options)))
		}),
		"Schedules.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Schedules.All(ctx, options)))
		}),
		"Schedules.Get": reads(`{"schedule":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Schedules.Get(ctx, id, window))
		}),
		"Schedules.OnCallUsers": reads(`{"users":[]}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Schedules.OnCallUsers(ctx, id, window.Since, window.Until))
		}),
		"Schedules.CreateOverrides": writes(`[{"status":201},{"status":201}]`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Schedules.CreateOverrides(ctx, id,
				pagerduty.NewOverride{Start: window.Since, End: window.Until, UserID: "PADA"},
				pagerduty.NewOverride{Start: window.Until, End: window.Until.Add(time.Hour), UserID: "PBOB"}))
		}),
	}
}

func onCallMethods() map[string]method {
	const page = `{"oncalls":[]}`
	options := pagerduty.ListOnCallsOptions{
		PageOptions: everyPageOption(), UserIDs: someIDs(), EscalationPolicyIDs: someIDs(), ScheduleIDs: someIDs(),
		Since: since(), Until: since().Add(time.Hour), Earliest: true, TimeZone: "Europe/Berlin",
	}
	return map[string]method{
		"OnCalls.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.OnCalls.List(ctx, options))
		}),
		"OnCalls.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.OnCalls.Pages(ctx, options)))
		}),
		"OnCalls.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.OnCalls.All(ctx, options)))
		}),
	}
}
