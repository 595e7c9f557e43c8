package simulator_test

import (
	"fmt"
	"strings"
	"testing"
)

func webhookBody(members string) string {
	return `{"webhook_subscription":{"type":"webhook_subscription",` + members + `}}`
}

const (
	someEvents   = `"events":["incident.triggered"]`
	anyAccount   = `"filter":{"type":"account_reference"}`
	someDelivery = `"delivery_method":{"type":"http_delivery_method","url":"https://hooks.lanternfield.example/x"}`
)

// TestWebhookSubscriptionsRefuse: a wrong body is refused with the reason.
func TestWebhookSubscriptionsRefuse(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for body, want := range map[string]string{
		someEvents + "," + anyAccount:                                                                                 "delivery_method is required",
		someEvents + "," + someDelivery:                                                                               "filter is required",
		anyAccount + "," + someDelivery:                                                                               "events is required",
		`"events":["incident.exploded"],` + anyAccount + "," + someDelivery:                                           "is not an event type",
		`"events":["incident.resolved","incident.resolved"],` + anyAccount + "," + someDelivery:                       "twice",
		someEvents + `,"filter":{"type":"service_reference"},` + someDelivery:                                         "filter.id",
		someEvents + `,"filter":{"type":"team_reference","id":"PNONE"},` + someDelivery:                               "PNONE",
		someEvents + `,"filter":{"type":"service"},` + someDelivery:                                                   "account_reference, service_reference or team_reference",
		someEvents + "," + anyAccount + `,"delivery_method":{"type":"http_delivery_method","url":"http://x.example"}`: "https",
		someEvents + "," + anyAccount + `,"delivery_method":{"type":"http_delivery_method","url":"hooks.example"}`:    "https",
	} {
		a.refused(400, 2001, want, "POST", "/webhook_subscriptions", webhookBody(body))
	}
	a.refused(400, 2001, "delivery_method", "PUT", "/webhook_subscriptions/PWHCHAT", `{"webhook_subscription":{`+someDelivery+`}}`)
	a.refused(400, 2001, "filter_id is required", "GET", "/webhook_subscriptions?filter_type=service", "")
	a.refused(400, 2001, "filter_type must be", "GET", "/webhook_subscriptions?filter_type=service_reference&filter_id=P1", "")
	a.refused(404, 2100, "no webhook subscription", "POST", "/webhook_subscriptions/PNONE/ping", "")
}

// TestWebhookSecrets: only the answer to the creation has the secret.
func TestWebhookSecrets(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	created := a.ok("POST", "/webhook_subscriptions", webhookBody(someEvents+","+anyAccount+","+someDelivery))
	secret, _ := created.at("webhook_subscription.delivery_method.secret").(string)
	one := fmt.Sprint("/webhook_subscriptions/", created.at("webhook_subscription.id"))
	for _, answer := range []object{a.ok("GET", one, ""), a.ok("GET", "/webhook_subscriptions", ""), a.ok("PUT", one, `{"webhook_subscription":{"active":false}}`), a.ok("POST", one+"/enable", "")} {
		if text := fmt.Sprint(answer); secret == "" || strings.Contains(text, secret) || strings.Contains(text, "not-a-real-secret") {
			t.Errorf("the secret %q is in %s", secret, text)
		}
	}
}

// TestWebhookEnable: PagerDuty's pause and the owner's switch are independent.
func TestWebhookEnable(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	const ledger = "/webhook_subscriptions/PWHLEDG"
	a.equal(a.ok("PUT", ledger, `{"webhook_subscription":{"active":true}}`), "webhook_subscription.delivery_method.temporarily_disabled", true)
	a.equal(a.ok("POST", ledger+"/enable", ""), "webhook_subscription.delivery_method.temporarily_disabled", false)
	a.equal(a.ok("POST", "/webhook_subscriptions/PWHCATA/enable", ""), "webhook_subscription.active", false)
	if status, _ := a.do("POST", ledger+"/ping", ""); status != 202 {
		t.Errorf("a test is answered with %d", status)
	}
}
