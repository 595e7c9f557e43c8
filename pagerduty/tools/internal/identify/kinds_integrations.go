package identify

import (
	"context"
	"iter"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// WebhookSubscription is the kind of webhook subscriptions. They have no names, and go by their descriptions. PagerDuty cannot search them.
func WebhookSubscription() Kind {
	kind := newKind("webhook subscription", func(w pagerduty.WebhookSubscription) Candidate { return Candidate{ID: w.ID, Name: w.Description} },
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.WebhookSubscription, error) {
			return client.WebhookSubscriptions.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, _ string) iter.Seq2[pagerduty.WebhookSubscription, error] {
			return client.WebhookSubscriptions.All(ctx, pagerduty.ListWebhookSubscriptionsOptions{})
		})
	kind.listsAll = true
	return kind
}

// Vendor is the kind of vendors. PagerDuty cannot search them.
func Vendor() Kind {
	kind := newKind("vendor", func(v pagerduty.Vendor) Candidate { return Candidate{ID: v.ID, Name: v.Name} },
		func(ctx context.Context, client *pagerduty.Client, id string) (*pagerduty.Vendor, error) {
			return client.Vendors.Get(ctx, id)
		},
		func(ctx context.Context, client *pagerduty.Client, _ string) iter.Seq2[pagerduty.Vendor, error] {
			return client.Vendors.All(ctx, pagerduty.PageOptions{})
		})
	kind.listsAll = true
	return kind
}
