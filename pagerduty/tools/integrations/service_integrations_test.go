package integrations_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// nobody is a source without a client.
type nobody struct{}

func (nobody) Client(context.Context) (*pagerduty.Client, error) {
	return nil, pagerduty.ErrUnreachable
}

func TestListServiceIntegrations(t *testing.T) {
	t.Parallel()
	s := demo(t)
	answer := s.Call("list_service_integrations", `{"service_id":"PSIDENT"}`)
	answer.Expect(map[string]any{
		"service.name": "Identity and Login", "items.0.type": "events_api_v2", "items.0.vendor": nil,
		"items.1.id": "PICFORM", "items.1.name": "Contact form", "items.1.type": "generic_email", "items.2": nil,
	})
	s.ExpectSent("GET /services/PSIDENT?include[]=integrations&include[]=auto_pause_notifications_parameters")
	if strings.Contains(answer.JSON, "not-a-real") || strings.Contains(answer.JSON, "contact-form") {
		t.Errorf("a key is in %s", answer.JSON)
	}
}

func TestCreateServiceIntegration(t *testing.T) {
	t.Parallel()
	s := demo(t)
	kept := s.Call("create_service_integration", `{"service_id":"Order Pipeline","vendor":"datadog","name":"Monitors"}`)
	kept.Expect(map[string]any{
		"name": "Monitors", "type": "events_api_v2", "vendor.name": "Datadog", "service.name": "Order Pipeline", "key": nil, "notes.1": nil,
	})
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != `{"integration":{"type":"events_api_v2_inbound_integration","name":"Monitors","vendor":{"id":"PAM4FGS","type":"vendor_reference"}}}` {
		t.Errorf("wrote %v", writes)
	}
	shown := s.Call("create_service_integration", `{"service_id":"PSORDER","type":"events_api_v2","show_key":true}`)
	if key := shown.Text("key"); len(key) != 32 || shown.Has("notes") {
		t.Errorf("answered %s", shown.JSON)
	}
	listed := s.Call("list_service_integrations", `{"service_id":"PSORDER"}`)
	listed.Expect(map[string]any{"items.1.vendor.name": "Datadog", "items.2.id": shown.Text("id")})
	if strings.Contains(listed.JSON, shown.Text("key")) {
		t.Errorf("the key is in %s", listed.JSON)
	}
	mail := s.Call("create_service_integration", `{"service_id":"PSORDER","vendor":"P1E28ZP","type":"generic_email","email":"orders@lanternfield-demo.pagerduty.com","show_key":true}`)
	mail.Expect(map[string]any{"email": "orders@lanternfield-demo.pagerduty.com", "key": nil, "vendor.name": "Nagios", "name": "Nagios"})
	s.Call("create_service_integration", `{"service_id":"PSORDER","type":"generic_email","email":" orders-2 ","show_key":true}`).Expect(map[string]any{"email": "orders-2@lanternfield-demo.pagerduty.com"})
	s.Call("create_service_integration", `{"service_id":"PSORDER","vendor":"Datadog"}`).Expect(map[string]any{"name": "Datadog"})
	s.Call("create_service_integration", `{"service_id":"PSORDER","vendor":"email","type":"generic_email","email":"orders-3"}`).Expect(map[string]any{"name": "Email"})
}

func TestCreateServiceIntegrationRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, words := range map[string]string{
		`{"service_id":"PSORDER"}`:                                                "give vendor or type",
		`{"service_id":"PSORDER","type":"generic_email"}`:                         "email is missing",
		`{"service_id":"PSORDER","type":"nagios","email":"x@acme.pagerduty.com"}`: "for type generic_email only",
		`{"service_id":"PSORDER","type":"pigeon"}`:                                "type",
		`{"service_id":"PSORDER","vendor":""}`:                                    "give vendor or type",
	} {
		refuse(t, s, "create_service_integration", arguments, words)
	}
	for arguments, words := range map[string]string{
		`{"service_id":"PSORDER","vendor":"Data"}`:                                                   "Similar: Datadog (PAM4FGS)",
		`{"service_id":"PSORDER","vendor":"Email"}`:                                                  "give type generic_email and email",
		`{"service_id":"PSORDER","vendor":"PKAPG94"}`:                                                "give type generic_email and email",
		`{"service_id":"PSORDER","type":"generic_email","email":"orders@lanternfield.example"}`:      "email: \"orders@lanternfield.example\" is not in the account's domain; write one such as orders@lanternfield-demo.pagerduty.com",
		`{"service_id":"PSORDER","type":"generic_email","email":"orders@other.pagerduty.com"}`:       "is not in the account's domain",
		`{"service_id":"PSORDER","type":"generic_email","email":"@lanternfield-demo.pagerduty.com"}`: "is not in the account's domain",
		`{"service_id":"PSORDER","type":"generic_email","email":" "}`:                                "email is missing",
		`{"service_id":"PSORDER","vendor":"PNOSUC1"}`:                                                "no vendor has this id",
		`{"service_id":"Orders","vendor":"Datadog"}`:                                                 "no service",
	} {
		if expectFailure(t, s, "create_service_integration", arguments, words); len(s.Writes()) > 0 {
			t.Errorf("%s wrote %v", arguments, s.Writes())
		}
	}
}

func TestListVendors(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_vendors", `{"query":" DATA"}`).Expect(map[string]any{"items.0.id": "PAM4FGS", "items.0.name": "Datadog", "items.1": nil, "more": false})
	s.ExpectSent("GET /vendors?limit=100")
	s.Call("list_vendors", `{"limit":2,"offset":2}`).Expect(map[string]any{"items.0.name": "Email", "more": true, "next_offset": 4, "notes": nil})
	s.ExpectSent("GET /vendors?limit=2&offset=2")
}
