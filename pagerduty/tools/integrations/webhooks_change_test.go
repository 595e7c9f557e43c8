package integrations_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/integrations"
)

const newWebhook = `"url":"https://me:pass-word@hooks.lanternfield.example/in?key=to-ken","events":["incident.triggered","INCIDENT.triggered "]`

func TestCreateWebhook(t *testing.T) {
	t.Parallel()
	s := demo(t)
	kept := s.Call("create_webhook_subscription", `{`+newWebhook+`,"filter_type":"team","filter_id":"checkout","description":"To the wall"}`)
	kept.Expect(map[string]any{
		"url": "https://[redacted]@hooks.lanternfield.example/in?[redacted]", "filter.id": "PTCHECK", "filter.name": "Checkout", "active": true,
		"events.0": "incident.triggered", "events.1": nil, "secret": nil, "notes.1": nil,
	})
	if body := s.Writes()[0].Body; body != `{"webhook_subscription":{"type":"webhook_subscription","delivery_method":{"type":"http_delivery_method","url":"https://me:pass-word@hooks.lanternfield.example/in?key=to-ken"},"events":["incident.triggered"],"filter":{"type":"team_reference","id":"PTCHECK"},"description":"To the wall"}}` {
		t.Errorf("sent %s", body)
	}
	if note := kept.Text("notes.0"); !strings.Contains(note, "rotate") || !strings.Contains(note, "show_secret") {
		t.Errorf("the note is %q", note)
	}
	shown := s.Call("create_webhook_subscription", `{`+newWebhook+`,"show_secret":true}`)
	if secret := shown.Text("secret"); len(secret) < 32 || strings.Contains(kept.JSON, secret) {
		t.Errorf("the secret is %q", secret)
	}
	s.ExpectSent("GET /webhook_subscriptions?filter_type=account&limit=100", "POST /webhook_subscriptions")
	again := s.Call("create_webhook_subscription", `{`+newWebhook+`,"filter_type":"team","filter_id":"PTCHECK","description":"Again","show_secret":true}`)
	again.Expect(map[string]any{"id": kept.Text("id"), "description": "To the wall", "filter.name": "Checkout", "secret": nil, "notes.1": nil})
	if note := again.Text("notes.0"); !strings.Contains(note, "Nothing changed") || len(s.Writes()) > 0 {
		t.Errorf("%q after %v", note, s.Sent())
	}
	if read := s.Call("get_webhook_subscription", `{"subscription_id":"`+shown.Text("id")+`"}`); strings.Contains(read.JSON, shown.Text("secret")) {
		t.Errorf("the secret is in %s", read.JSON)
	}
}

func TestCreateWebhookRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, words := range map[string]string{
		`{"url":"http://me:pass-word@x.example","events":["incident.triggered"]}`:                "begins with https://",
		`{"url":"hooks.example.com","events":["incident.triggered"]}`:                            "begins with https://",
		`{"url":"https://","events":["incident.triggered"]}`:                                     "begins with https://",
		`{"url":"https://x.example","events":["triggered"]}`:                                     "similar: incident.triggered",
		`{"url":"https://x.example","events":["incident.acknowledge"]}`:                          "similar: incident.acknowledged",
		`{"url":"https://x.example","events":["incident.resolved","zzzzzz"]}`:                    "it has incident.triggered, ",
		`{"url":"https://x.example","events":[]}`:                                                "events",
		`{"url":"https://x.example","events":["incident.triggered"],"filter_type":"service"}`:    "filter_id is missing",
		`{"url":"https://x.example","events":["incident.triggered"],"filter_id":"Checkout API"}`: "filter_id",
	} {
		refuse(t, s, "create_webhook_subscription", arguments, words)
		if text := s.CallError("create_webhook_subscription", arguments); strings.Contains(text, "pass-word") || !strings.Contains(text, "Nothing was changed.") && !strings.Contains(text, "was not run") {
			t.Errorf("%s failed with %q", arguments, text)
		}
	}
}

func TestUpdateWebhook(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_webhook_subscription", `{"subscription_id":"`+ledger+`","active":true}`).Expect(map[string]any{
		"active": true, "disabled_by_pagerduty": nil, "changed.0": "disabled_by_pagerduty", "changed.1": nil, "before.disabled_by_pagerduty": true,
	})
	s.ExpectSent("GET /webhook_subscriptions/PWHLEDG", "POST /webhook_subscriptions/PWHLEDG/enable", "GET /services/PSPAYGW?include[]=integrations&include[]=auto_pause_notifications_parameters")
	s.Call("update_webhook_subscription", `{"subscription_id":"`+catalogue+`","active":true,"description":""}`).Expect(map[string]any{
		"active": true, "changed.0": "description", "changed.1": "active", "before.description": "Service catalogue", "before.active": false,
	})
	s.ExpectLast(`{"webhook_subscription":{"description":"","active":true}}`)
	s.Call("update_webhook_subscription", `{"subscription_id":"`+chat+`","events":["incident.resolved"]}`).Expect(map[string]any{"events.0": "incident.resolved", "events.1": nil, "changed.0": "events"})
	s.Call("update_webhook_subscription", `{"subscription_id":"`+chat+`","active":true}`).Expect(map[string]any{"changed": nil, "notes.0": "Nothing changed: the subscription already had these values."})
	refuse(t, s, "update_webhook_subscription", `{"subscription_id":"`+chat+`"}`, "nothing to change")
	refuse(t, s, "update_webhook_subscription", `{"subscription_id":"`+chat+`","events":["incident.resolve"]}`, "similar: incident.resolved")
}

// A subscription that is both off and disabled by PagerDuty takes an update and an enabling.
func TestUpdateAndEnableWebhook(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_webhook_subscription", `{"subscription_id":"`+ledger+`","active":false}`).Expect(map[string]any{"active": false, "disabled_by_pagerduty": true})
	s.Call("update_webhook_subscription", `{"subscription_id":"`+ledger+`","active":true,"description":"Books"}`).Expect(map[string]any{
		"active": true, "description": "Books", "disabled_by_pagerduty": nil, "before.active": false,
	})
	if writes := s.Writes(); len(writes) != 2 || writes[1].Path != "/webhook_subscriptions/PWHLEDG/enable" {
		t.Errorf("wrote %v", writes)
	}
}

// An update that was made is reported even if PagerDuty then refuses to enable the subscription.
func TestUpdateWebhookThatStaysDisabled(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/webhook_subscriptions/" + ledger + "/enable"})
	answer := s.Call("update_webhook_subscription", `{"subscription_id":"`+ledger+`","active":true,"description":"Books"}`)
	answer.Expect(map[string]any{"description": "Books", "changed.0": "description", "disabled_by_pagerduty": true, "notes.1": nil})
	if note := answer.Text("notes.0"); !strings.Contains(note, "was updated, but may still be disabled") || !strings.Contains(note, "403") {
		t.Error(note)
	}
}

func TestDeleteWebhook(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("delete_webhook_subscription", `{"subscription_id":"Payments ledger"}`).Expect(map[string]any{
		"deleted.id": ledger, "deleted.name": "Payments ledger", "url": "https://[redacted]@books.lanternfield.example/pagerduty", "events.0": "incident.triggered",
	})
	expectFailure(t, s, "get_webhook_subscription", `{"subscription_id":"`+ledger+`"}`, "no webhook subscription has this id")
}

// Questions name what will happen, and show no credentials.
func TestQuestions(t *testing.T) {
	t.Parallel()
	for arguments, want := range map[string]string{
		`create_webhook_subscription {` + newWebhook + `,"show_secret":true}`:                                                "Send events to `https://[redacted]@hooks.lanternfield.example/in?[redacted]`: `incident.triggered`",
		`create_webhook_subscription {"url":"https://x.example","events":["a"],"filter_type":"team","filter_id":"Checkout"}`: "of team `Checkout`",
		`update_webhook_subscription {"subscription_id":"PX","active":false}`:                                                "Change webhook subscription `PX`: active to `false`?",
		`create_service_integration {"service_id":"Orders","type":"nagios","show_key":true}`:                                 "Add an integration to service `Orders`, of type `nagios`, and show its key?",
	} {
		name, arguments, _ := strings.Cut(arguments, " ")
		for _, tool := range integrations.Toolset(nobody{}).Tools {
			if tool.Name != name {
				continue
			}
			if text := (mcptools.Call{Tool: tool, Arguments: []byte(arguments)}).Question(t.Context()).Text(400); !strings.Contains(text, want) {
				t.Errorf("%s asks %q, want %q", name, text, want)
			}
		}
	}
}

// The addresses of chats and automations have keys in their paths.
func TestURLsAreRedacted(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for address, want := range map[string]string{
		"https://hooks.slack.com/services/T0ABCDEFG/B0HIJKLMN/not-a-real-key":                     "https://hooks.slack.com/services/[redacted]",
		"https://acme.webhook.office.com/webhookb2/0b1c2d3e-0000-4000-8000-1a2b3c4d5e6f@0b/In/a1": "https://acme.webhook.office.com/webhookb2/[redacted]",
		"https://hook.make.example/abcdefghijklmnopqrstuvwxyz012345":                              "https://hook.make.example/[redacted]",
		"https://x.example/0123456789/in":                                                         "https://x.example/[redacted]",
		"https://x.example:8443/pagerduty":                                                        "https://x.example:8443/pagerduty",
		"https://x.example/":                                                                      "https://x.example",
	} {
		created := s.Call("create_webhook_subscription", `{"url":"`+address+`","events":["incident.triggered"]}`)
		created.Expect(map[string]any{"url": want})
		if body := s.Writes()[0].Body; !strings.Contains(body, `"url":"`+address+`"`) {
			t.Errorf("sent %s", body)
		}
		id := `{"subscription_id":"` + created.Text("id") + `"}`
		s.Call("get_webhook_subscription", id).Expect(map[string]any{"url": want})
		s.Call("delete_webhook_subscription", id).Expect(map[string]any{"url": want})
	}
}
