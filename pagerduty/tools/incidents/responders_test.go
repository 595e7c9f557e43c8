package incidents_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

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
	s = demo(t)
	s.Call("add_responders", `{"incident_id":"4198","escalation_policy_ids":["Platform"],"user_ids":["`+answer.Text("responders.1.id")+`"],"message":"Help."}`)
	answer = s.Call("get_incident", `{"incident_id":"4198"}`)
	answer.Expect(map[string]any{"responders.1.id": answer.Text("responders.2.id"), "responders.1.escalation_policy": nil, "responders.2.escalation_policy": "Platform"})
}

// Who was asked a short time ago is not paged again. Whoever joined long ago may be needed again, and a note says that they joined.
func TestAddRespondersTwice(t *testing.T) {
	t.Parallel()
	var later time.Duration
	s := start(t, blackbox.Account{Clock: func() time.Time { return blackbox.Now().Add(later) }})
	const first = `{"incident_id":"4200","user_ids":["Diego Ferreyra"],"escalation_policy_ids":["Incident Commander"],"message":"Disk?"}`
	s.Call("add_responders", first).Expect(map[string]any{"asked.0.name": "Diego Ferreyra", "notes": nil})
	again := s.CallError("add_responders", first)
	for _, want := range []string{"nobody is left to ask: Diego Ferreyra (PUDIEGO) was asked less than a minute ago by Amara Okafor and has not answered, Henry Adeyemi (PUHENRY) was asked", "Nothing was changed."} {
		if !strings.Contains(again, want) || len(s.Writes()) > 0 {
			t.Errorf("%q does not say %q, or wrote %v", again, want, s.Writes())
		}
	}
	s.Call("add_responders", `{"incident_id":"4200","user_ids":["Diego Ferreyra","Jonas Weber"]}`).Expect(map[string]any{
		"asked.0.id": "PUJONAS", "asked.1": nil, "notes.0": "Not asked again: Diego Ferreyra (PUDIEGO) was asked less than a minute ago by Amara Okafor and has not answered.",
	})
	later = 11 * time.Minute
	s.Call("add_responders", first).Expect(map[string]any{"asked.1.id": "PECOMMD", "notes": nil})
	s.Call("add_responders", `{"incident_id":"4197","user_ids":["PUELENA"]}`).Expect(map[string]any{"asked.0.id": "PUELENA", "notes.0": "Elena Petrova had joined the incident already."})
	if sentence := s.CallError("add_responders", `{"incident_id":"4197","user_ids":["Nadia Haddad"]}`); !strings.Contains(sentence, "stakeholder") || len(s.Writes()) > 0 {
		t.Errorf("a stakeholder: %q", sentence)
	}
	s.Call("add_responders", `{"incident_id":"4199","user_ids":["Jonas Weber"]}`).Expect(map[string]any{"asked.0.id": "PUJONAS", "notes.0": "Jonas Weber had acknowledged the incident already."})
}

// Of an escalation policy with two people at a level, one of whom was asked, the other is asked by name.
func TestAddRespondersOfAPolicyInPart(t *testing.T) {
	t.Parallel()
	s := demo(t)
	change := httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/escalation_policies/PECOMMD", strings.NewReader(`{"escalation_policy":{"type":"escalation_policy","escalation_rules":[`+
		`{"escalation_delay_in_minutes":15,"targets":[{"id":"PUHENRY","type":"user_reference"},{"id":"PUGRACE","type":"user_reference"}]}]}}`))
	for name, value := range map[string]string{"Authorization": "Token token=" + simulator.UserKey, "Accept": "application/vnd.pagerduty+json;version=2", "Content-Type": "application/json"} {
		change.Header.Set(name, value)
	}
	changed := httptest.NewRecorder()
	if s.Simulator.ServeHTTP(changed, change); changed.Code != http.StatusOK {
		t.Fatal(changed.Body)
	}
	s.Call("add_responders", `{"incident_id":"4200","user_ids":["Henry Adeyemi"]}`)
	asked := s.Call("add_responders", `{"incident_id":"4200","escalation_policy_ids":["Incident Commander"]}`)
	asked.Expect(map[string]any{"asked.0.id": "PUGRACE", "asked.0.on_call_for.0": "Incident Commander", "asked.1": nil})
	if note := asked.Text("notes.0"); !strings.Contains(note, "Henry Adeyemi (PUHENRY) was asked") {
		t.Error(note)
	}
}
