package integrations_test

import (
	"strings"
	"testing"
)

func TestListWebhooks(t *testing.T) {
	t.Parallel()
	s := demo(t)
	all := s.Call("list_webhook_subscriptions", `{"total":true}`)
	all.Expect(map[string]any{
		"items.0.id": chat, "items.0.url": "https://chat.lanternfield.example/hooks/[redacted]?[redacted]", "items.0.filter.type": "account", "items.0.active": true,
		"items.1.filter.id": "PTCHECK", "items.1.custom_headers.1": "Authorization",
		"items.2.url": "https://[redacted]@books.lanternfield.example/pagerduty", "items.2.disabled_by_pagerduty": true,
		"items.3.active": false, "items.3.disabled_by_pagerduty": nil, "total": 4, "more": false,
	})
	s.ExpectSent("GET /webhook_subscriptions?limit=25&total=true")
	if strings.Contains(all.JSON, "not-a-real") {
		t.Errorf("a secret is in %s", all.JSON)
	}
	s.Call("list_webhook_subscriptions", `{"filter_type":"service","filter_id":"payments gateway"}`).Expect(map[string]any{"items.0.id": ledger, "items.1": nil})
	s.ExpectLast("filter_id=PSPAYGW&filter_type=service")
	s.Call("list_webhook_subscriptions", `{"filter_type":"team","filter_id":"PTCHECK","limit":1}`).Expect(map[string]any{"items.0.id": tickets})
	s.ExpectSent("GET /teams/PTCHECK", "GET /webhook_subscriptions?filter_id=PTCHECK&filter_type=team&limit=1")
	s.Call("list_webhook_subscriptions", `{"filter_type":"account","limit":1}`).Expect(map[string]any{"more": true, "next_offset": 1})
}

func TestFilterArguments(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, words := range map[string]string{
		`{"filter_id":"PSPAYGW"}`:                         "filter_id needs a filter_type",
		`{"filter_type":"service"}`:                       "filter_id is missing",
		`{"filter_type":"team","limit":5}`:                "the name of a team",
		`{"filter_type":"account","filter_id":"PSPAYGW"}`: "omit it with account",
		`{"filter_type":"service","filter_id":"  "}`:      "filter_id is missing",
		`{"filter_type":"service_reference"}`:             "filter_type",
		`{"filter_type":"service","filter_id":"P\u0000"}`: "filter_id",
	} {
		refuse(t, s, "list_webhook_subscriptions", arguments, words)
	}
}

func TestGetWebhook(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_webhook_subscription", `{"subscription_id":"`+ledger+`"}`).Expect(map[string]any{
		"id": ledger, "filter.type": "service", "filter.name": "Payments Gateway", "disabled_by_pagerduty": true, "secret": nil, "events.1": "incident.reopened",
	})
	s.Call("get_webhook_subscription", `{"webhook_subscription_id":"TICKETS of checkout"}`).Expect(map[string]any{"id": tickets, "filter.name": "Checkout"})
	expectFailure(t, s, "get_webhook_subscription", `{"subscription_id":"Tickets"}`, "Similar: Tickets of checkout (PWHTICK)")
}

func TestTestWebhook(t *testing.T) {
	t.Parallel()
	s := demo(t)
	answer := s.Call("test_webhook_subscription", `{"subscription_id":"`+chat+`"}`)
	answer.Expect(map[string]any{"id": chat, "event": "pagey.ping", "outcome": "sent", "notes.1": nil})
	s.ExpectSent("GET /webhook_subscriptions/PWHCHAT", "POST /webhook_subscriptions/PWHCHAT/ping")
	if !strings.Contains(answer.Text("notes.0"), "Only the receiver knows") {
		t.Errorf("the note is %q", answer.Text("notes.0"))
	}
	for id, words := range map[string]string{ledger: "update it with active true", catalogue: "not active"} {
		if note := s.Call("test_webhook_subscription", `{"subscription_id":"`+id+`"}`).Text("notes.1"); !strings.Contains(note, words) {
			t.Errorf("%s: the note is %q", id, note)
		}
	}
}
