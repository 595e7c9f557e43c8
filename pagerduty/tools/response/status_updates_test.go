package response_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestSendStatusUpdate(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("send_status_update", `{"incident_id":"4197","message":"Falling.","subject":"Checkout"}`).Expect(map[string]any{
		"incident.id": checkout, "message": "Falling.", "subject": "Checkout", "sent_by": "Amara Okafor", "subscribers.0.name": "Nadia Haddad", "subscribers.1.type": "team",
		"subscribers.1.name": "Search and Storefront", "subscribers.2.via.0": "Online Shop", "subscribers.3": nil, "note": nil, "missing": nil,
	})
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != `{"message":"Falling.","subject":"Checkout"}` || writes[0].From == "" {
		t.Errorf("wrote %v", writes)
	}
	s.Call("send_status_update", `{"incident_id":"4200","message":"Falling."}`).Expect(map[string]any{"subscribers.0": nil, "note": "None listed; others may still be mailed."})
	if sentence := s.CallError("send_status_update", `{"incident_id":"4200","message":" "}`); !strings.Contains(sentence, "message") || len(s.Writes()) != 0 {
		t.Error(sentence)
	}
}

// Without the right to read subscribers, the update is sent.
func TestSendStatusUpdateBlindly(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutScopes("subscribers.read"))})
	answer := s.Call("send_status_update", `{"incident_id":"4197","message":"Falling."}`)
	answer.Expect(map[string]any{"message": "Falling.", "subscribers": nil, "note": nil})
	if !strings.Contains(answer.Text("missing.subscribers"), "subscribers.read (403)") {
		t.Error(answer.JSON)
	}
	refused := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Method: "POST", Path: "/incidents/*/status_updates"})
	if sentence := refused.CallError("send_status_update", `{"incident_id":"4197","message":"Falling."}`); !strings.Contains(sentence, "403") || !strings.HasSuffix(sentence, "Nothing was changed.") {
		t.Error(sentence)
	}
}
