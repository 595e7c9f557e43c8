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

func TestCancelResponderRequests(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const both = `{"incident_id":"4198","user_ids":["Farid Rahimi","Diego Ferreyra"],"escalation_policy_ids":["Platform"]}`
	s.Call("cancel_responder_requests", both).Expect(map[string]any{
		"changed": 1, "incident.id": payments, "items.0.name": "Farid Rahimi", "items.0.result": "withdrawn", "items.1.result": "was not asked, or the request is withdrawn already", "items.2.name": "Platform",
	})
	const body = `{"requester_id":"PUAMARA","responder_request_targets":[{"id":"PUFARID","type":"user_reference"},{"id":"PUDIEGO","type":"user_reference"},{"id":"PEPLATF","type":"escalation_policy_reference"}]}`
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != body {
		t.Errorf("wrote %v", writes)
	}
	s.Call("cancel_responder_requests", both).Expect(map[string]any{"changed": 0})
	s.Call("cancel_responder_requests", `{"incident_id":"4197","user_ids":["PUELENA"]}`).Expect(map[string]any{"items.0.result": "joined already: still a responder"})
	for arguments, want := range map[string]string{
		`{"incident_id":"4198"}`:                        "user_ids or escalation_policy_ids",
		`{"incident_id":"4198","user_ids":["PUNONE0"]}`: "user_ids[0]",
	} {
		if sentence := s.CallError("cancel_responder_requests", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %s", arguments, sentence)
		}
	}
	lacking := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutAbilities("coordinated_responding"))})
	if sentence := lacking.CallError("cancel_responder_requests", both); !strings.Contains(sentence, "402") {
		t.Error(sentence)
	}
}
