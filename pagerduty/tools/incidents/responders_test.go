package incidents_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

func TestAddResponders(t *testing.T) {
	t.Parallel()
	s := demo(t)
	asked := s.Call("add_responders", `{"incident_id":"4200","user_ids":["diego.ferreyra@lanternfield.example"],"escalation_policy_ids":["incident commander"],"message":"Disk?"}`)
	asked.Expect(map[string]any{"incident.id": postgres, "incident.name": "Replication lag on pg-orders-replica-2 is 340 s", "message": "Disk?"})
	if ids := fmt.Sprint(asked.Column("asked", "id")); ids != "[PUDIEGO PECOMMD]" {
		t.Errorf("asked %s", ids)
	}
	sent := s.Writes()
	want := `{"requester_id":"PUAMARA","message":"Disk?","responder_request_targets":[{"responder_request_target":{"id":"PUDIEGO","type":"user_reference"}},` +
		`{"responder_request_target":{"id":"PECOMMD","type":"escalation_policy_reference"}}]}`
	if len(sent) != 1 || sent[0].Path != "/incidents/"+postgres+"/responder_requests" || sent[0].Body != want {
		t.Errorf("wrote %v with %s", sent, sent[0].Body)
	}
	incident := s.Call("get_incident", `{"incident_id":"`+postgres+`"}`)
	if names := strings.Join(incident.Column("responders", "name"), ", "); names != "Diego Ferreyra, Henry Adeyemi" {
		t.Errorf("the responders are %s", names)
	}
	said := s.Call("add_responders", `{"incident_id":"`+checkout+`","user_ids":"PUBRUNO"}`)
	said.Expect(map[string]any{"message": "Please help with #4197: Checkout latency p99 above 4 s in eu-west-1"})
}

func TestAddRespondersIsRefused(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, want := range map[string]string{
		`{"incident_id":"` + checkout + `"}`:                                                  "at least one of user_ids, escalation_policy_ids and service_ids",
		`{"incident_id":"` + checkout + `","user_ids":[]}`:                                    "at least one",
		`{"user_ids":["PUBRUNO"]}`:                                                            "incident_id",
		`{"incident_id":"QNONE","user_ids":["PUBRUNO"]}`:                                      "no incident QNONE",
		`{"incident_id":"` + checkout + `","user_ids":["PUBRUNO","PUNONE0"]}`:                 "user_ids[1]",
		`{"incident_id":"` + checkout + `","escalation_policy_ids":["Nights"]}`:               "no escalation policy",
		`{"incident_id":"` + checkout + `","escalation_policy_ids":["Checkout"],"users":[1]}`: "Unknown argument",
	} {
		if sentence := s.CallError("add_responders", arguments); !strings.Contains(sentence, want) || len(s.Writes()) != 0 {
			t.Errorf("%s: %q does not say %q, or wrote %v", arguments, sentence, want, s.Writes())
		}
	}
	lacking := failing(t, blackbox.Account{}, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired, Path: "/incidents/*/responder_requests"})
	if sentence := lacking.CallError("add_responders", `{"incident_id":"`+checkout+`","user_ids":["PUBRUNO"]}`); !strings.Contains(sentence, "plan lacks this feature (402)") {
		t.Errorf("without the plan: %q", sentence)
	}
}

// An account's key has no user as the requester, which is an error.
func TestAddRespondersWithAnAccountKey(t *testing.T) {
	t.Parallel()
	const arguments = `{"incident_id":"` + checkout + `","user_ids":["PUBRUNO"]}`
	s := start(t, accountKey())
	if sentence := s.CallError("add_responders", arguments); !strings.Contains(sentence, "in whose name") || len(s.Writes()) != 0 {
		t.Errorf("%q after %v", sentence, s.Writes())
	}
	s = start(t, accountKey(pagerduty.WithFrom("henry.adeyemi@lanternfield.example")))
	s.Call("add_responders", arguments)
	if writes := s.Writes(); len(writes) != 1 || !strings.Contains(writes[0].Body, `"requester_id":"PUHENRY"`) {
		t.Errorf("wrote %v", writes)
	}
}

// Who was asked by name and through an escalation policy in the same second is shown once for each.
func TestRespondersAskedInTwoWays(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("add_responders", `{"incident_id":"4198","escalation_policy_ids":["Platform"],"message":"Help."}`)
	answer := s.Call("get_incident", `{"incident_id":"4198"}`)
	answer.Expect(map[string]any{"responders.1.escalation_policy": "Platform"})
	s.Call("add_responders", `{"incident_id":"4198","user_ids":["`+answer.Text("responders.1.id")+`"],"message":"Help."}`)
	s.Call("get_incident", `{"incident_id":"4198"}`).Expect(map[string]any{
		"responders.1.escalation_policy": "Platform", "responders.2.id": answer.Text("responders.1.id"), "responders.2.escalation_policy": nil,
	})
}
