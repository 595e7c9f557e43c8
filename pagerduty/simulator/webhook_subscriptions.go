package simulator

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// webhookSubscription sends events to a URL.
type webhookSubscription struct {
	id, kind, description string
	active                bool
	events                []string
	filter                webhookFilter
	delivery              webhookDelivery
}

type webhookFilter struct {
	ID   string `json:"id,omitempty"`
	Type string `json:"type"`
}

// The types of webhook filters.
const (
	webhookAccount = "account_reference"
	webhookService = "service_reference"
	webhookTeam    = "team_reference"
)

// webhookDelivery is the delivery method. Updates cannot change it.
type webhookDelivery struct {
	id, url, secret string
	disabled        bool // by PagerDuty, after failures
	headers         []webhookHeader
}

type webhookHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// webhookEvents are the events of PagerDuty's documentation of webhooks.
var webhookEvents = []string{
	"incident.acknowledged", "incident.action_invocation.created", "incident.action_invocation.terminated", "incident.action_invocation.updated",
	"incident.annotated", "incident.conference_bridge.updated", "incident.custom_field_values.updated", "incident.delegated", "incident.escalated",
	"incident.incident_type.changed", "incident.priority_updated", "incident.reassigned", "incident.reopened", "incident.resolved",
	"incident.responder.added", "incident.responder.replied", "incident.role.assigned", "incident.service_updated",
	"incident.status_update_published", "incident.triggered", "incident.unacknowledged", "incident.workflow.completed", "incident.workflow.started",
	"service.created", "service.custom_field_values.updated", "service.deleted", "service.updated",
}

func webhookSubscriptions() *resource[webhookSubscription] {
	return &resource[webhookSubscription]{
		path: "/webhook_subscriptions", one: "webhook_subscription", many: "webhook_subscriptions", name: "webhook subscription",
		records: func(c *call) (*collection[webhookSubscription], error) { return &c.account.webhooks, nil },
		id:      func(w *webhookSubscription) *string { return &w.id },
		fresh:   func(*call) *webhookSubscription { return &webhookSubscription{active: true} },
		head:    func(w *webhookSubscription) map[string]any { return map[string]any{"id": w.id} },
		fields: []field[webhookSubscription]{
			text("type", func(w *webhookSubscription) *string { return &w.kind }, rules{required: true, among: []string{"webhook_subscription"}}),
			text("description", func(w *webhookSubscription) *string { return &w.description }, rules{longest: 1024}),
			written("active", func(_ *call, w *webhookSubscription, _ string, active bool) { w.active = active }, func(_ *renderer, w *webhookSubscription) any { return w.active }),
			required(written("events", setWebhookEvents, func(_ *renderer, w *webhookSubscription) any { return w.events })),
			required(written("filter", setWebhookFilter, func(_ *renderer, w *webhookSubscription) any { return w.filter })),
			required(written("delivery_method", setWebhookDelivery, func(_ *renderer, w *webhookSubscription) any { return w.delivery.view() })),
			written("oauth_client_id", refuseOAuthClient, nil),
		},
		filters: []listFilter[webhookSubscription]{webhooksOf},
		changed: func(c *call, before, w *webhookSubscription) {
			if before == nil {
				w.delivery.id, w.delivery.secret = c.account.newShortID(), strings.ToLower(c.account.newID("", 64))
			}
		},
	}
}

func webhookRoutes() []route {
	routes := webhookSubscriptions().routes()
	for n := range routes {
		if routes[n].method == http.MethodPost {
			routes[n].handle = createWebhook
		}
	}
	const one = "/webhook_subscriptions/{id}"
	return append(routes, route{method: "POST", path: one + "/enable", handle: enableWebhook},
		route{method: "POST", path: one + "/ping", status: http.StatusAccepted, handle: pingWebhook})
}

// createWebhook answers with the secret. No other answer has it.
func createWebhook(c *call) (any, error) {
	answer, err := webhookSubscriptions().create(c)
	if err != nil {
		return nil, err
	}
	view := answer.(map[string]any)["webhook_subscription"].(map[string]any)
	created := c.account.webhooks.byID[view["id"].(string)]
	view["delivery_method"].(map[string]any)["secret"] = created.delivery.secret
	return answer, nil
}

// enableWebhook ends the pause that PagerDuty begins after failures.
func enableWebhook(c *call) (any, error) {
	w, err := webhookSubscriptions().find(c)
	if err != nil {
		return nil, err
	}
	w.delivery.disabled = false
	return webhookSubscriptions().answer(c, w), nil
}

// pingWebhook accepts the test. Its delivery comes later, if ever.
func pingWebhook(c *call) (any, error) {
	w, err := webhookSubscriptions().find(c)
	if err == nil && c.account.sendsWebhooks {
		c.account.notices = append(c.account.notices, notice{test: w})
	}
	return nil, err
}

func setWebhookEvents(c *call, w *webhookSubscription, member string, events []string) {
	if len(events) == 0 {
		c.problem("%s must not be empty", member)
	}
	for n, event := range events {
		if !slices.Contains(webhookEvents, event) {
			c.problem("%s: %q is not an event type", member, event)
		}
		if slices.Contains(events[:n], event) {
			c.problem("%s contains %q twice", member, event)
		}
	}
	w.events = events
}

func setWebhookFilter(c *call, w *webhookSubscription, member string, in webhookFilter) {
	known := true
	switch in.Type {
	case webhookAccount:
		known = in.ID == ""
	case webhookService:
		known = c.account.services.byID[in.ID] != nil
	case webhookTeam:
		known = c.account.teams.byID[in.ID] != nil
	default:
		c.problem("%s.type must be account_reference, service_reference or team_reference, not %q", member, in.Type)
	}
	if !known {
		c.problem("%s.id: a filter of the type %s cannot have the id %q", member, in.Type, in.ID)
	}
	w.filter = in
}

func setWebhookDelivery(c *call, w *webhookSubscription, member string, in struct {
	Type     string          `json:"type"`
	URL      string          `json:"url"`
	Headers  []webhookHeader `json:"custom_headers"`
	Disabled bool            `json:"temporarily_disabled"`
},
) {
	if in.Type != "http_delivery_method" {
		c.problem("%s.type must be http_delivery_method, not %q", member, in.Type)
	}
	to, err := url.Parse(in.URL)
	if err != nil || to.Host == "" || to.Scheme != "https" && !(to.Scheme == "http" && isOfThisMachine(in.URL)) {
		c.problem("%s.url must be an https address, not %q", member, in.URL)
	}
	w.delivery = webhookDelivery{url: in.URL, headers: in.Headers, disabled: in.Disabled}
}

// isLoopback reports whether a host is an address of this machine that no other can reach. Names are not resolved.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func refuseOAuthClient(c *call, _ *webhookSubscription, member string, id *string) {
	if id != nil {
		c.problem("%s: no OAuth client has the id %q", member, *id)
	}
}

// webhooksOf is the filter of the parameters filter_type and filter_id.
func webhooksOf(c *call) func(*webhookSubscription) bool {
	kind, id := c.text("filter_type"), c.text("filter_id")
	if !slices.Contains([]string{"", "account", "service", "team"}, kind) {
		c.problem("filter_type must be account, service or team, not %q", kind)
	}
	if (kind == "service" || kind == "team") && id == "" {
		c.problem("filter_id is required with filter_type %s", kind)
	}
	return func(w *webhookSubscription) bool {
		return (kind == "" || w.filter.Type == kind+"_reference") && (id == "" || w.filter.ID == id)
	}
}

func (d webhookDelivery) view() map[string]any {
	return map[string]any{
		"id": d.id, "type": "http_delivery_method", "url": d.url, "temporarily_disabled": d.disabled, "secret": nil,
		"custom_headers": each(d.headers, func(h webhookHeader) webhookHeader { return h }),
	}
}
