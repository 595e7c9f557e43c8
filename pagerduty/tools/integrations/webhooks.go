package integrations

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
)

func (t *tools) webhooks() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_webhook_subscriptions", "Lists webhook subscriptions. Secrets are left out.", t.listWebhooks,
			mcptools.WithExample(`{"filter_type":"service","filter_id":"Payments Gateway"}`)),
		mcptools.Read("get_webhook_subscription", "Returns one webhook subscription, without its secret.", t.getWebhook,
			mcptools.WithExample(`{"subscription_id":"Tickets of checkout"}`)),
	}
}

type listWebhooksInput struct {
	webhookFilter
	paging.Counted
}

// webhookView is a webhook subscription, without its secrets.
type webhookView struct {
	ID          string     `json:"id"`
	Description string     `json:"description,omitzero"`
	URL         string     `json:"url,omitzero"` // credentials are redacted
	Active      bool       `json:"active"`
	Paused      bool       `json:"disabled_by_pagerduty,omitzero"` // after failed deliveries
	Events      []string   `json:"events,omitempty"`
	Filter      filterView `json:"filter"`
	Headers     []string   `json:"custom_headers,omitempty"` // their names
}

type filterView struct {
	Type string `json:"type"`
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

func showWebhook(w pagerduty.WebhookSubscription) webhookView {
	shown := webhookView{
		ID: w.ID, Description: w.Description, URL: redactURL(w.Delivery.URL), Active: w.Active, Paused: w.Delivery.TemporarilyDisabled,
		Events: w.Events, Filter: filterView{Type: strings.TrimSuffix(string(w.Filter.Type), "_reference"), ID: w.Filter.ID},
	}
	for _, header := range w.Delivery.CustomHeaders {
		shown.Headers = append(shown.Headers, header.Name)
	}
	return shown
}

// describeWebhook is showWebhook with the name of the service or team in the filter, if it can be read in time.
func describeWebhook(ctx context.Context, client *pagerduty.Client, w *pagerduty.WebhookSubscription) webhookView {
	shown := showWebhook(*w)
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	if kind, ok := filterKinds()[shown.Filter.Type]; ok && shown.Filter.ID != "" {
		shown.Filter.Name = identify.NamesOf(ctx, client, kind.Name, []string{shown.Filter.ID})[shown.Filter.ID]
	}
	return shown
}

func (t *tools) listWebhooks(ctx context.Context, in listWebhooksInput) (mcptools.List[webhookView], error) {
	options := pagerduty.ListWebhookSubscriptionsOptions{FilterType: in.FilterType}
	filter, err := in.argument(&options.FilterID)
	if err != nil {
		return mcptools.List[webhookView]{}, err
	}
	return paging.FilteredList(ctx, t.source, in.Counted, []identify.Argument{filter}, showWebhook,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.WebhookSubscription], error) {
			options.PageOptions = page
			return client.WebhookSubscriptions.List(ctx, options)
		})
}

// subscriptionID is the argument of tools on one subscription.
type subscriptionID struct {
	SubscriptionID string `json:"subscription_id" jsonschema_description:"Id or description." alias:"webhook_subscription_id"`
}

func (in subscriptionID) find(ctx context.Context, client *pagerduty.Client) (*pagerduty.WebhookSubscription, error) {
	return identify.Find(ctx, client, identify.WebhookSubscription(), "subscription_id", in.SubscriptionID, client.WebhookSubscriptions.Get)
}

func (t *tools) getWebhook(ctx context.Context, in subscriptionID) (*webhookView, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	subscription, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	return new(describeWebhook(ctx, client, subscription)), nil
}
