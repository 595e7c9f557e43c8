package integrations

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) webhookTest() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("test_webhook_subscription", "Sends a test event to the URL of a webhook subscription. PagerDuty does not report whether it arrives.", t.testWebhook,
			mcptools.WithQuestion(t.askTestWebhook), mcptools.WithMarks(marks.Quiet, marks.NoDuty),
			mcptools.WithExample(`{"subscription_id":"Incidents to the chat"}`)),
	}
}

// testedWebhook is the result of test_webhook_subscription.
type testedWebhook struct {
	ID      string   `json:"id"`
	URL     string   `json:"url,omitzero"`
	Event   string   `json:"event"`
	Outcome string   `json:"outcome"`
	Notes   []string `json:"notes"`
}

func (t *tools) testWebhook(ctx context.Context, in subscriptionID) (*testedWebhook, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	subscription, err := in.find(ctx, client)
	if err != nil {
		return nil, err
	}
	if err := client.WebhookSubscriptions.Test(ctx, subscription.ID); err != nil {
		return nil, err
	}
	return &testedWebhook{
		ID: subscription.ID, URL: redactURL(subscription.Delivery.URL), Event: "pagey.ping", Outcome: "sent", Notes: testNotes(subscription),
	}, nil
}

func testNotes(subscription *pagerduty.WebhookSubscription) []string {
	notes := []string{"PagerDuty accepted the test. Only the receiver knows whether it arrived."}
	switch {
	case subscription.Delivery.TemporarilyDisabled:
		notes = append(notes, "PagerDuty disabled this subscription after failed deliveries: update it with active true.")
	case !subscription.Active:
		notes = append(notes, "The subscription is not active: other events are not sent.")
	}
	return notes
}

func (t *tools) askTestWebhook(ctx context.Context, in subscriptionID) mcptools.Question {
	return mcptools.NewQuestion("Send a test event to webhook subscription %s?", t.webhookLabel(ctx, in))
}
