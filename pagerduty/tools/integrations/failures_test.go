package integrations_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/integrations"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func expectFailure(t *testing.T, s *blackbox.Session, tool, arguments, words string) {
	t.Helper()
	if text := s.CallError(tool, arguments); !strings.Contains(text, words) {
		t.Errorf("%s %s failed with %q, want %q", tool, arguments, text, words)
	}
}

// Every tool explains a refusal of PagerDuty.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for kind, words := range map[string]string{"status=402": "402", "status=403": "403", "status=404": "404", "server-error": "500"} {
		fault, err := simulator.ParseFault(kind + ",times=100")
		if err != nil {
			t.Fatal(err)
		}
		s := failing(t, fault)
		for _, tool := range integrations.Toolset(nil).Tools {
			arguments := strings.NewReplacer("Payments Gateway", payments, "Tickets of checkout", tickets, "Payments ledger", ledger,
				"Incidents to the chat", chat, "Service catalogue", catalogue).Replace(string(tool.Example))
			text := s.CallError(tool.Name, arguments)
			if missing := strings.Contains(text, "no ") && kind == "status=404"; !strings.Contains(text, words) && !missing {
				t.Errorf("%s of %s: %s", kind, tool.Name, text)
			}
		}
	}
}

// A connection that is read-only refuses every change.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: []pagerduty.Option{pagerduty.WithReadOnly()}})
	for _, tool := range integrations.Toolset(nil).Tools {
		if strings.HasPrefix(tool.Name, "list_") || strings.HasPrefix(tool.Name, "get_") {
			s.Call(tool.Name, string(tool.Example))
			continue
		}
		if expectFailure(t, s, tool.Name, string(tool.Example), "read-only"); len(s.Writes()) > 0 {
			t.Errorf("%s wrote %v", tool.Name, s.Writes())
		}
	}
}

// An empty account has no subscriptions; its vendors are PagerDuty's.
func TestEmptyAccount(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Empty())
	s.Call("list_webhook_subscriptions", `{}`).Expect(map[string]any{"items.0": nil, "more": false})
	s.Call("list_vendors", `{"limit":1}`).Expect(map[string]any{"items.0.name": "Amazon CloudWatch", "more": true, "next_offset": 1})
	expectFailure(t, s, "list_service_integrations", `{"service_id":"Checkout API"}`, "no service")
}
