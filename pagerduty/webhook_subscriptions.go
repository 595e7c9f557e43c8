package pagerduty

import (
	"context"
	"iter"
	"net/http"
)

// WebhookSubscription makes PagerDuty send events of the account to a URL.
type WebhookSubscription struct {
	ID          string          `json:"id"`
	Description string          `json:"description"`
	Active      bool            `json:"active"`
	Events      []string        `json:"events"` // such as incident.triggered
	Filter      WebhookFilter   `json:"filter"`
	Delivery    WebhookDelivery `json:"delivery_method"`
	OAuthClient Reference       `json:"oauth_client"` // authorizes the deliveries; empty for none
}

// WebhookDelivery is where and how events are delivered. It cannot be changed.
type WebhookDelivery struct {
	URL                 string          `json:"url"`                  // may hold credentials
	TemporarilyDisabled bool            `json:"temporarily_disabled"` // by PagerDuty, after deliveries failed; see Enable
	Secret              Secret          `json:"secret,omitzero"`      // signs the deliveries; only in the answer of Create
	CustomHeaders       []WebhookHeader `json:"custom_headers"`
}

// WebhookHeader is a header of every delivery. Its value is secret and not decoded.
type WebhookHeader struct {
	Name string `json:"name"`
}

// WebhookFilter selects the objects whose events are sent.
type WebhookFilter struct {
	Type WebhookFilterType `json:"type"`
	ID   string            `json:"id,omitempty"` // of the service or team; empty for the account
}

// WebhookFilterType is the kind of object that a WebhookFilter selects.
type WebhookFilterType string

// The filters of webhook subscriptions.
const (
	WebhookAccount WebhookFilterType = "account_reference"
	WebhookService WebhookFilterType = "service_reference"
	WebhookTeam    WebhookFilterType = "team_reference"
)

// WebhookEvents returns the events that PagerDuty documents for webhook subscriptions. PagerDuty may know more.
func WebhookEvents() []string {
	return []string{
		"incident.triggered", "incident.acknowledged", "incident.unacknowledged", "incident.escalated", "incident.reassigned", "incident.delegated",
		"incident.resolved", "incident.reopened", "incident.annotated", "incident.priority_updated", "incident.service_updated",
		"incident.incident_type.changed", "incident.conference_bridge.updated", "incident.custom_field_values.updated",
		"incident.status_update_published", "incident.responder.added", "incident.responder.replied", "incident.role.assigned",
		"incident.workflow.started", "incident.workflow.completed", "incident.action_invocation.created", "incident.action_invocation.updated",
		"incident.action_invocation.terminated", "service.created", "service.updated", "service.deleted", "service.custom_field_values.updated",
	}
}

// ListWebhookSubscriptionsOptions filters a list of subscriptions. The zero value lists all.
type ListWebhookSubscriptionsOptions struct {
	PageOptions
	FilterType string // account, service or team
	FilterID   string // of the service or team
}

// WebhookSubscriptionsService reads and changes webhook subscriptions.
type WebhookSubscriptionsService struct{ core *core }

// List returns one page of subscriptions.
//
// Operation listWebhookSubscriptions: GET /webhook_subscriptions.
func (s *WebhookSubscriptionsService) List(ctx context.Context, options ListWebhookSubscriptionsOptions) (*Page[WebhookSubscription], error) {
	return s.list(options).page(ctx, options.PageOptions)
}

// Pages iterates over the pages of List.
//
// Operation listWebhookSubscriptions: GET /webhook_subscriptions.
func (s *WebhookSubscriptionsService) Pages(ctx context.Context, options ListWebhookSubscriptionsOptions) iter.Seq2[*Page[WebhookSubscription], error] {
	return s.list(options).pages(ctx, options.PageOptions)
}

// All iterates over the subscriptions that List returns, across all pages.
//
// Operation listWebhookSubscriptions: GET /webhook_subscriptions.
func (s *WebhookSubscriptionsService) All(ctx context.Context, options ListWebhookSubscriptionsOptions) iter.Seq2[WebhookSubscription, error] {
	return s.list(options).all(ctx, options.PageOptions)
}

func (s *WebhookSubscriptionsService) list(options ListWebhookSubscriptionsOptions) listRequest[WebhookSubscription] {
	r := get("listWebhookSubscriptions", "webhook_subscriptions")
	setText(r.query, "filter_type", options.FilterType)
	setText(r.query, "filter_id", options.FilterID)
	return listRequest[WebhookSubscription]{s.core, r, "webhook_subscriptions", func(w WebhookSubscription) string { return w.ID }}
}

// Get returns one subscription, without its secret.
//
// Operation getWebhookSubscription: GET /webhook_subscriptions/{id}.
func (s *WebhookSubscriptionsService) Get(ctx context.Context, id string) (*WebhookSubscription, error) {
	return one[WebhookSubscription](ctx, s.core, get("getWebhookSubscription", "webhook_subscriptions", id), "webhook_subscription")
}

// NewWebhookSubscription is a subscription to create. All fields but Description are required.
type NewWebhookSubscription struct {
	URL         string
	Events      []string
	Filter      WebhookFilter
	Description string
}

type newWebhookBody struct {
	Subscription struct {
		Type     string `json:"type"`
		Delivery struct {
			Type string `json:"type"`
			URL  string `json:"url"`
		} `json:"delivery_method"`
		Events      []string      `json:"events"`
		Filter      WebhookFilter `json:"filter"`
		Description string        `json:"description,omitempty"`
	} `json:"webhook_subscription"`
}

// Create creates a subscription, which is active at once. Only its answer has the secret that signs the deliveries.
//
// Operation createWebhookSubscription: POST /webhook_subscriptions.
func (s *WebhookSubscriptionsService) Create(ctx context.Context, subscription NewWebhookSubscription) (*WebhookSubscription, error) {
	var body newWebhookBody
	in := &body.Subscription
	in.Type, in.Delivery.Type, in.Delivery.URL = "webhook_subscription", "http_delivery_method", subscription.URL
	in.Events, in.Filter, in.Description = subscription.Events, subscription.Filter, subscription.Description
	if err := subscription.Filter.check(); err != nil {
		return nil, err
	}
	return one[WebhookSubscription](ctx, s.core, post("createWebhookSubscription", body, "webhook_subscriptions"), "webhook_subscription")
}

func (f WebhookFilter) check() error {
	if f.ID == "" {
		return nil
	}
	return checkIDs(f.ID)
}

// WebhookSubscriptionChange holds the values that Update sets. Nil fields are unchanged.
type WebhookSubscriptionChange struct {
	Description *string        `json:"description,omitempty"`
	Events      []string       `json:"events,omitempty"` // replaces all
	Filter      *WebhookFilter `json:"filter,omitempty"`
	Active      *bool          `json:"active,omitempty"`
}

// Update changes a subscription. Its URL cannot be changed.
//
// Operation updateWebhookSubscription: PUT /webhook_subscriptions/{id}.
func (s *WebhookSubscriptionsService) Update(ctx context.Context, id string, change WebhookSubscriptionChange) (*WebhookSubscription, error) {
	if change.Filter != nil {
		if err := change.Filter.check(); err != nil {
			return nil, err
		}
	}
	body := map[string]WebhookSubscriptionChange{"webhook_subscription": change}
	return one[WebhookSubscription](ctx, s.core, put("updateWebhookSubscription", body, "webhook_subscriptions", id), "webhook_subscription")
}

// Enable makes PagerDuty deliver again after it disabled a subscription whose deliveries failed.
//
// Operation enableWebhookSubscription: POST /webhook_subscriptions/{id}/enable.
func (s *WebhookSubscriptionsService) Enable(ctx context.Context, id string) (*WebhookSubscription, error) {
	r := post("enableWebhookSubscription", nil, "webhook_subscriptions", id, "enable")
	r.object, r.repeatable = id, true
	return one[WebhookSubscription](ctx, s.core, r, "webhook_subscription")
}

// Test sends the event pagey.ping to the URL of a subscription. PagerDuty accepts the request before it delivers, so that success does not
// mean that the event arrived.
//
// Operation testWebhookSubscription: POST /webhook_subscriptions/{id}/ping.
func (s *WebhookSubscriptionsService) Test(ctx context.Context, id string) error {
	r := post("testWebhookSubscription", nil, "webhook_subscriptions", id, "ping")
	r.accepted = http.StatusAccepted
	return s.core.do(ctx, r, nil)
}

// Delete deletes a subscription.
//
// Operation deleteWebhookSubscription: DELETE /webhook_subscriptions/{id}.
func (s *WebhookSubscriptionsService) Delete(ctx context.Context, id string) error {
	return s.core.deleteVerified(ctx, del("deleteWebhookSubscription", "webhook_subscriptions", id), func() (bool, error) {
		_, err := s.Get(ctx, id)
		return isMissing(err)
	})
}
