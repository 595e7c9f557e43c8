package people_test

import (
	"slices"
	"strings"
	"testing"
)

func TestListEscalationPolicies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ arguments, ids, sent string }{
		"all":             {`{}`, "PECHECK PEDATAE PEDEFAU PEHELPD PECOMMD PEPLATF PESEARC PESECUR PEWAREH", "GET /escalation_policies?limit=25"},
		"part of a name":  {`{"query":"comm"}`, "PECOMMD", "GET /escalation_policies?limit=25&query=comm"},
		"a user's":        {`{"user_ids":["grace tanaka"]}`, "PECOMMD PEPLATF", "GET /escalation_policies?limit=25&user_ids[]=PUGRACE"},
		"a team's":        {`{"team_ids":["PTDATAE"]}`, "PEDATAE PEWAREH", "GET /escalation_policies?limit=25&team_ids[]=PTDATAE"},
		"the second":      {`{"limit":1,"offset":1}`, "PEDATAE", "GET /escalation_policies?limit=1&offset=1"},
		"none":            {`{"query":"nothing"}`, "", "GET /escalation_policies?limit=25&query=nothing"},
		"beyond the last": {`{"offset":50}`, "", "GET /escalation_policies?limit=25&offset=50"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			list := s.Call("list_escalation_policies", test.arguments)
			if got := strings.Join(list.Column("items", "id"), " "); got != test.ids || list.At("items") == nil {
				t.Errorf("listed %s, want %s", got, test.ids)
			}
			if sent := s.Sent(); sent[len(sent)-1] != test.sent {
				t.Errorf("sent %v, want %s", sent, test.sent)
			}
		})
	}
	s := demo(t)
	if sentence := s.CallError("list_escalation_policies", `{"user_ids":["Nobody"]}`); !strings.Contains(sentence, "user_ids[0]") {
		t.Errorf("an unknown user: %q", sentence)
	}
}

func TestListEscalationPoliciesIncludes(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_escalation_policies", `{"limit":1}`).Expect(map[string]any{
		"items.0.name": "Checkout", "items.0.levels": nil, "items.0.teams": nil, "items.0.services": nil,
	})
	all := s.Call("list_escalation_policies", `{"limit":1,"include":["services","teams","targets"]}`)
	all.Expect(map[string]any{
		"items.0.teams.0.name": "Checkout", "items.0.repeats": 2, "items.0.levels.0.targets.0.name": "Checkout Primary", "items.0.levels.2.targets.0.type": "user",
	})
	if services := all.Column("items.0.services", "name"); !slices.Contains(services, "Checkout API") {
		t.Errorf("the services are %v", services)
	}
	s.CallError("list_escalation_policies", `{"include":["users"]}`)
}

func TestGetEscalationPolicy(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("get_escalation_policy", `{"policy_id":"checkout"}`).Expect(map[string]any{
		"id": checkoutLevel, "name": "Checkout", "description": "Primary, secondary, then the manager.", "teams.0.id": checkoutTeam, "repeats": 2,
		"levels.0.level": 1, "levels.0.minutes": 15, "levels.0.targets.0.type": "schedule", "levels.0.targets.0.id": primary,
		"levels.2.level": 3, "levels.2.targets.0.type": "user", "levels.2.targets.0.name": "Elena Petrova", "levels.3": nil,
		"html_url": "https://lanternfield-demo.pagerduty.com/escalation_policies/PECHECK",
	})
	s.ExpectSent("GET /escalation_policies?limit=100&query=checkout", "GET /escalation_policies/PECHECK")
	s.Call("get_escalation_policy", `{"policy_id":"`+warehouse+`"}`).Expect(map[string]any{
		"levels.0.targets.0.type": "shift-based schedule", "levels.0.targets.0.name": "Warehouse Shifts", "levels.1.targets.0.type": "user",
	})
	s.ExpectSent("GET /escalation_policies/PEWAREH")
	if sentence := s.CallError("get_escalation_policy", `{"policy_id":"Nights"}`); !strings.Contains(sentence, "no escalation policy has") {
		t.Errorf("an unknown policy: %q", sentence)
	}
}
