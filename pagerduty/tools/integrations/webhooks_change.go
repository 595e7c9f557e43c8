package integrations

import (
	"context"
	"errors"
	"strconv"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/ask"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) webhookChanges() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("update_webhook_subscription", "Updates a webhook subscription; omitted fields are unchanged. The URL cannot be changed.", t.updateWebhook,
			mcptools.WithQuestion(t.askUpdateWebhook), mcptools.WithMarks(marks.Quiet, marks.NoDuty),
			mcptools.WithExample(`{"subscription_id":"Payments ledger","active":true}`)),
		mcptools.Destructive("delete_webhook_subscription", "Deletes a webhook subscription: its URL gets no more events.", t.deleteWebhook,
			mcptools.WithQuestion(t.askDeleteWebhook), mcptools.WithMarks(marks.Quiet, marks.NoDuty),
			mcptools.WithExample(`{"subscription_id":"Service catalogue"}`)),
	}
}

type updateWebhookInput struct {
	subscriptionID
	Events      []string `json:"events,omitempty" split:"," jsonschema_description:"The complete list."`
	Description *string  `json:"description,omitempty"`
	Active      *bool    `json:"active,omitempty" jsonschema_description:"true also enables a subscription that PagerDuty disabled after failed deliveries."`
}

// changedWebhook is the result of update_webhook_subscription.
type changedWebhook struct {
	webhookView
	view.Change
	Notes []string `json:"notes,omitempty"`
}

func (t *tools) updateWebhook(ctx context.Context, in updateWebhookInput) (*changedWebhook, error) {
	if in.Events == nil && in.Description == nil && in.Active == nil {
		return nil, errors.New("nothing to change: give at least one of events, description and active")
	}
	change := pagerduty.WebhookSubscriptionChange{Description: in.Description, Active: in.Active}
	if in.Events != nil {
		events, err := checkEvents(in.Events)
		if err != nil {
			return nil, err
		}
		change.Events = events
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	before, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	after, note, err := writeWebhook(ctx, client, before, change)
	if err != nil {
		return nil, err
	}
	shown := &changedWebhook{webhookView: describeWebhook(ctx, client, after)}
	shown.Change = view.Changes(showWebhook(*before), shown.webhookView, "events", "description", "active", "disabled_by_pagerduty")
	if shown.Notes = shown.Unchanged("subscription"); note != "" {
		shown.Notes = []string{note}
	}
	return shown, nil
}

// writeWebhook changes a subscription, and enables it again if it is to be active and PagerDuty disabled it. It sends no update that would
// change nothing before. The note says if the update was made, but not the enabling.
func writeWebhook(ctx context.Context, client *pagerduty.Client, before *pagerduty.WebhookSubscription, change pagerduty.WebhookSubscriptionChange) (
	after *pagerduty.WebhookSubscription, note string, err error,
) {
	enables := change.Active != nil && *change.Active && before.Delivery.TemporarilyDisabled
	if !enables || !before.Active || change.Events != nil || change.Description != nil {
		if after, err = client.WebhookSubscriptions.Update(ctx, before.ID, change); err != nil || !enables {
			return after, "", err
		}
	}
	enabled, err := client.WebhookSubscriptions.Enable(ctx, before.ID)
	if err != nil && after != nil {
		return after, "The subscription was updated, but may still be disabled: " + explain.Text(err), nil
	}
	return enabled, "", err
}

type deletedWebhook struct {
	Deleted view.Reference `json:"deleted"`
	URL     string         `json:"url,omitzero"`
	Events  []string       `json:"events,omitempty"`
}

func (t *tools) deleteWebhook(ctx context.Context, in subscriptionID) (*deletedWebhook, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	subscription, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	return &deletedWebhook{
		view.Reference{ID: subscription.ID, Name: subscription.Description}, redactURL(subscription.Delivery.URL), subscription.Events,
	}, client.WebhookSubscriptions.Delete(ctx, subscription.ID)
}

func (t *tools) askUpdateWebhook(ctx context.Context, in updateWebhookInput) mcptools.Question {
	var active *string
	if in.Active != nil {
		active = new(strconv.FormatBool(*in.Active))
	}
	return ask.Of("webhook subscription", t.webhookLabel(ctx, in.subscriptionID),
		ask.To("active", active), ask.ToAll("events", in.Events), ask.To("description", in.Description))
}

func (t *tools) askDeleteWebhook(ctx context.Context, in subscriptionID) mcptools.Question {
	return mcptools.NewQuestion("Delete webhook subscription %s?", t.webhookLabel(ctx, in))
}

func (t *tools) webhookLabel(ctx context.Context, in subscriptionID) []string {
	return identify.Labels(ctx, t.source, identify.WebhookSubscription().Name, in.SubscriptionID)
}
