package response_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

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

// A person who was also asked in another way is still asked, and the result says how.
func TestCancelOneOfSeveralRequests(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for range 2 {
		ask(t, s, payments, "PEPLATF", "escalation_policy_reference")
	}
	sentence := s.CallError("cancel_responder_requests", `{"incident_id":"4198"}`)
	_, list, _ := strings.Cut(sentence, "Farid Rahimi (PUFARID), ")
	name, rest, found := strings.Cut(list, " (")
	id, rest, _ := strings.Cut(rest, ")")
	if !found || rest != " through Platform (PEPLATF). Nothing was changed." {
		t.Fatalf("without targets: %s", sentence)
	}
	ask(t, s, payments, id, "user_reference")
	s.Call("cancel_responder_requests", `{"incident_id":"4198","user_ids":["`+id+`"]}`).Expect(map[string]any{"changed": 1, "items.0.result": "withdrawn; still asked through Platform"})
	ask(t, s, payments, id, "user_reference")
	s.Call("cancel_responder_requests", `{"incident_id":"4198","escalation_policy_ids":["Platform"]}`).Expect(map[string]any{"items.0.result": "withdrawn; still asked: " + name + " by name"})
	s.Call("cancel_responder_requests", `{"incident_id":"4198","user_ids":["`+id+`"]}`).Expect(map[string]any{"items.0.result": "withdrawn"})
	if sentence := s.CallError("cancel_responder_requests", `{"incident_id":"4200"}`); !strings.Contains(sentence, "Nobody on this incident") {
		t.Error(sentence)
	}
}
