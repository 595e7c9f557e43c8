package pagerduty_test

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func webhookMethods() map[string]method {
	const page, one = `{"webhook_subscriptions":[]}`, `{"webhook_subscription":{"id":"PID"}}`
	options := pagerduty.ListWebhookSubscriptionsOptions{PageOptions: everyPageOption(), FilterType: "service", FilterID: "PSVC"}
	filter := pagerduty.WebhookFilter{Type: pagerduty.WebhookTeam, ID: "PTEAM"}
	pinged := writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
		return c.WebhookSubscriptions.Test(ctx, id)
	})
	pinged.status = 202
	return map[string]method{
		"WebhookSubscriptions.List": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.WebhookSubscriptions.List(ctx, options))
		}),
		"WebhookSubscriptions.Pages": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.WebhookSubscriptions.Pages(ctx, options)))
		}),
		"WebhookSubscriptions.All": reads(page, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.WebhookSubscriptions.All(ctx, options)))
		}),
		"WebhookSubscriptions.Get": reads(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.WebhookSubscriptions.Get(ctx, id))
		}),
		"WebhookSubscriptions.Create": writes(one, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.WebhookSubscriptions.Create(ctx, pagerduty.NewWebhookSubscription{
				URL: "https://hooks.example.com/in", Events: []string{"incident.triggered"}, Filter: filter, Description: "To the chat.",
			}))
		}),
		"WebhookSubscriptions.Update": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.WebhookSubscriptions.Update(ctx, id, pagerduty.WebhookSubscriptionChange{
				Description: new("To the chat."), Events: []string{"incident.triggered"}, Filter: &filter, Active: new(false),
			}))
		}),
		"WebhookSubscriptions.Enable": writes(one, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.WebhookSubscriptions.Enable(ctx, id))
		}),
		"WebhookSubscriptions.Test": pinged,
		"WebhookSubscriptions.Delete": writes("", func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.WebhookSubscriptions.Delete(ctx, id)
		}),
	}
}

func integrationMethods() map[string]method {
	const vendors = `{"vendors":[]}`
	return map[string]method{
		"ServiceIntegrations.Create": writes(`{"integration":{"id":"PNEWINT"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.ServiceIntegrations.Create(ctx, id, pagerduty.NewServiceIntegration{
				Type: "generic_email_inbound_integration", Name: "Orders", VendorID: "PVEN", Address: "orders@acme.pagerduty.com",
			}))
		}),
		"Vendors.List": reads(vendors, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(c.Vendors.List(ctx, everyPageOption()))
		}),
		"Vendors.All": reads(vendors, func(ctx context.Context, c *pagerduty.Client, _ string) error {
			return second(drain(c.Vendors.All(ctx, everyPageOption())))
		}),
		"Vendors.Get": reads(`{"vendor":{"id":"PID"}}`, func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Vendors.Get(ctx, id))
		}),
	}
}
