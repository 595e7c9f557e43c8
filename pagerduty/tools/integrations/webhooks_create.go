package integrations

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/incident"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) webhookCreation() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_webhook_subscription", "Makes PagerDuty send events to a URL.", t.createWebhook,
			mcptools.WithQuestion(t.askCreateWebhook), mcptools.WithMarks(marks.Quiet, marks.NoDuty),
			mcptools.WithExample(`{"url":"https://hooks.lanternfield.example/wall","events":["incident.triggered","incident.resolved"],"filter_type":"service","filter_id":"Checkout API"}`)),
	}
}

type createWebhookInput struct {
	URL    string   `json:"url" jsonschema_description:"Begins with https://."`
	Events []string `json:"events" split:"," jsonschema:"minItems=1" jsonschema_description:"Such as incident.triggered or service.updated."`
	webhookFilter
	Description string `json:"description,omitempty"`
	ShowSecret  bool   `json:"show_secret,omitempty" jsonschema_description:"Return the signing secret, which PagerDuty reveals only now."`
}

// createdWebhook is the result of create_webhook_subscription.
type createdWebhook struct {
	webhookView
	Secret string   `json:"secret,omitzero"` // only if it was asked for
	Notes  []string `json:"notes,omitempty"`
}

func (t *tools) createWebhook(ctx context.Context, in createWebhookInput) (*createdWebhook, error) {
	in.URL, in.FilterType = strings.TrimSpace(in.URL), cmp.Or(in.FilterType, "account")
	wanted := pagerduty.NewWebhookSubscription{
		URL: in.URL, Description: in.Description, Filter: pagerduty.WebhookFilter{Type: pagerduty.WebhookFilterType(in.FilterType + "_reference")},
	}
	if err := checkURL(in.URL); err != nil {
		return nil, err
	}
	events, err := checkEvents(in.Events)
	if err != nil {
		return nil, err
	}
	wanted.Events = events
	filter, err := in.argument(&wanted.Filter.ID)
	if err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	if err := identify.Resolve(ctx, client, filter); err != nil {
		return nil, err
	}
	if existing := sameWebhook(ctx, client, wanted); existing != nil {
		note := "Nothing changed: this subscription sends these events to the URL already, and a second one would send each twice. PagerDuty does not reveal its secret again."
		return &createdWebhook{webhookView: describeWebhook(ctx, client, existing), Notes: []string{note}}, nil
	}
	created, err := client.WebhookSubscriptions.Create(ctx, wanted)
	if err != nil {
		return nil, err
	}
	shown := &createdWebhook{webhookView: describeWebhook(ctx, client, created)}
	shown.Secret, shown.Notes = in.reveal(created.Delivery.Secret)
	return shown, nil
}

// sameWebhook returns the active subscription with the URL, events and filter of a new one; nil if there is none, or they cannot be listed.
func sameWebhook(ctx context.Context, client *pagerduty.Client, wanted pagerduty.NewWebhookSubscription) *pagerduty.WebhookSubscription {
	const most = 1000
	ctx, cancel := incident.BeforeDeadline(ctx)
	defer cancel()
	listed, _ := paging.First(client.WebhookSubscriptions.All(ctx, pagerduty.ListWebhookSubscriptionsOptions{
		PageOptions: pagerduty.PageOptions{PageSize: 100}, FilterType: strings.TrimSuffix(string(wanted.Filter.Type), "_reference"), FilterID: wanted.Filter.ID,
	}), most)
	for _, w := range listed {
		if w.Active && w.Delivery.URL == wanted.URL && w.Filter.Type == wanted.Filter.Type && w.Filter.ID == wanted.Filter.ID && sameEvents(w.Events, wanted.Events) {
			return &w
		}
	}
	return nil
}

func sameEvents(a, b []string) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}

// reveal returns the signing secret if it was asked for, and otherwise a note on how to get one.
func (in createWebhookInput) reveal(secret pagerduty.Secret) (string, []string) {
	switch {
	case secret.IsZero():
		return "", []string{"PagerDuty's answer has no signing secret."}
	case in.ShowSecret:
		return secret.Reveal(), []string{"PagerDuty reveals this secret only now."}
	}
	return "", []string{"The signing secret is not shown. To get one, rotate it in PagerDuty's web app, under Integrations > Generic Webhooks (v3), " +
		"or delete this subscription and create it again with show_secret."}
}

func (t *tools) askCreateWebhook(ctx context.Context, in createWebhookInput) mcptools.Question {
	question := mcptools.NewQuestion("Send events to %s: %s", []string{redactURL(strings.TrimSpace(in.URL))}, in.Events)
	if kind, ok := filterKinds()[in.FilterType]; ok && in.FilterID != nil {
		question = question.And(", of "+in.FilterType+" %s", identify.Labels(ctx, t.source, kind.Name, *in.FilterID))
	} else {
		question = question.And(", of the whole account")
	}
	if in.ShowSecret {
		question = question.And(", and show the signing secret")
	}
	return question.And("?")
}
