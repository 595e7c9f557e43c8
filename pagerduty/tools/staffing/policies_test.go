package staffing_test

import (
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

func TestCreatePolicy(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("create_escalation_policy", `{"name":"Vouchers","levels":[{"targets":["Checkout Primary","diego.ferreyra@lanternfield.example"],"delay_minutes":15},
		{"targets":["PSHIFT1"]},{"targets":["Help Desk"]}],"team_id":"Checkout","repeats":2,"description":"For vouchers."}`).Expect(map[string]any{
		"name": "Vouchers", "repeats": 2, "description": "For vouchers.", "teams.0.name": "Checkout",
		"levels.0.minutes": 15, "levels.0.targets.0.type": "schedule", "levels.0.targets.1.type": "user",
		"levels.0.would_notify_now.0.name": "Amara Okafor", "levels.0.would_notify_now.1.name": "Diego Ferreyra",
		"levels.1.minutes": 30, "levels.1.targets.0.type": "shift-based schedule", "levels.1.would_notify_now.0.name": "Liam O'Sullivan",
		"levels.2.would_notify_now": nil, "notes.0": "Nobody is on call now at level 3.", "notes.1": "No service uses this policy.",
	})
	s.ExpectLast("GET /oncalls?escalation_policy_ids[]=")
	const body = `{"escalation_policy":{"type":"escalation_policy","name":"Vouchers","description":"For vouchers.","num_loops":2,"escalation_rules":[` +
		`{"escalation_delay_in_minutes":15,"targets":[{"id":"PSCHKP1","type":"schedule_reference"},{"id":"PUDIEGO","type":"user_reference"}]},` +
		`{"escalation_delay_in_minutes":30,"targets":[{"id":"PSHIFT1","type":"schedule_v3_reference"}]},` +
		`{"escalation_delay_in_minutes":30,"targets":[{"id":"PSHELP1","type":"schedule_reference"}]}],"teams":[{"id":"PTCHECK","type":"team_reference"}]}}`
	if writes := s.Writes(); len(writes) != 1 || writes[0].Body != body {
		t.Errorf("sent %v\nwant %s", writes, body)
	}
}

func TestCreatePolicyRefuses(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for arguments, words := range map[string]string{
		`{"name":"Vouchers","levels":[]}`: "levels",
		`{"name":"Vouchers","levels":[{"targets":["Amara Okafor"]},{"targets":["Nobody Here"]}]}`: "levels[1].targets[0]",
		`{"name":"Vouchers","levels":[{"targets":["PNOSUC1"]}]}`:                                  "no user or schedule has this id",
		`{"name":"Vouchers","levels":[{"targets":["../users"]}]}`:                                 "levels[0].targets[0]",
		`{"name":"Vouchers","levels":[{"targets":["me"],"delay_minutes":-1}]}`:                    "delay_minutes",
		`{"name":"Vouchers","levels":[{"targets":["me"]}],"team_id":"Nobody"}`:                    "team_id",
	} {
		refuses(t, s, "create_escalation_policy", arguments, words)
	}
	s.Call("create_user", `{"name":"Help Desk","email":"desk@lanternfield.example"}`)
	refuses(t, s, "create_escalation_policy", `{"name":"Vouchers","levels":[{"targets":["help desk"]}]}`, "2 have this name", "PSHELP1")
	if sentence := s.CallError("create_escalation_policy", `{"name":"Checkout","levels":[{"targets":["me"]}]}`); !strings.Contains(sentence, "already been taken") {
		t.Error(sentence)
	}
}

// An update sends what was given. A level with the same targets keeps its id and how it assigns.
func TestUpdatePolicy(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("update_escalation_policy", `{"policy_id":"Help Desk","repeats":3}`).Expect(map[string]any{"changed.0": "repeats", "changed.1": nil, "before": nil, "repeats": 3})
	if body := s.Writes()[0].Body; body != `{"escalation_policy":{"type":"escalation_policy","num_loops":3}}` {
		t.Errorf("sent %s", body)
	}
	s.Call("update_escalation_policy", `{"policy_id":"PEHELPD","levels":[{"targets":["Henry Adeyemi"]},{"targets":["PSHELP1"],"delay_minutes":5}]}`).Expect(map[string]any{
		"changed.0": "levels", "before.levels.0.targets.0.name": "Help Desk", "before.levels.1.targets.0.name": "Elena Petrova",
		"levels.0.would_notify_now.0.name": "Henry Adeyemi", "services.0.name": "Help Desk", "notes.0": "Nobody is on call now at level 2.", "notes.1": nil,
	})
	if body := s.Writes()[0].Body; strings.Count(body, `"id":"P`) != 3 || !strings.Contains(body, `"escalation_rule_assignment_strategy":{"type":"assign_to_everyone"}`) {
		t.Errorf("one level keeps its id: sent %s", body)
	}
	for levels, warning := range map[string]any{
		`{"targets":["PSHELP1"]}`:                               "An incident of these services would page nobody now: Help Desk. Nobody is on call now at level 1.",
		`{"targets":["PSHELP1"]},{"targets":["Elena Petrova"]}`: "An incident of these services would page nobody at level 1 now, and level 2 first: Help Desk. Nobody is on call now at level 1.",
		`{"targets":["Henry Adeyemi"]},{"targets":["PSHELP1"]}`: nil,
	} {
		s.Call("update_escalation_policy", `{"policy_id":"PEHELPD","levels":[`+levels+`]}`).Expect(map[string]any{"warning": warning})
	}
	s.Call("update_escalation_policy", `{"policy_id":"PEHELPD","repeats":3}`).Expect(map[string]any{"changed": nil, "notes.0": "Nothing changed: the escalation policy already had these values."})
	refuses(t, s, "update_escalation_policy", `{"policy_id":"PEHELPD"}`, "nothing to change", "levels")
	refuses(t, s, "update_escalation_policy", `{"policy_id":"PNOSUC1","repeats":1}`, "policy_id")
}

func TestDeletePolicy(t *testing.T) {
	t.Parallel()
	s := demo(t)
	refuses(t, s, "delete_escalation_policy", `{"policy_id":"Checkout"}`, "these services use Checkout", "Checkout API (PSCHKAP)", "Payments Gateway", "Nothing was changed.")
	s.Call("delete_escalation_policy", `{"policy_id":"Incident Commander"}`).Expect(map[string]any{
		"deleted.id": "PECOMMD", "deleted.name": "Incident Commander", "former_levels.0.targets.0.name": "Henry Adeyemi",
	})
	refuses(t, s, "delete_escalation_policy", `{"policy_id":"PECOMMD"}`, "no escalation policy has this id")
}

// A write that PagerDuty accepted is a success, even if who is on call cannot be read.
func TestPolicyWithoutOnCalls(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultServerError, Path: "/oncalls"})
	s.Call("create_escalation_policy", `{"name":"Vouchers","levels":[{"targets":["me"]}]}`).Expect(map[string]any{
		"name": "Vouchers", "levels.0.targets.0.name": "Amara Okafor", "notes.0": "The policy was written, but who is on call at its levels could not be read.",
	})
	for status, words := range map[int]string{402: "plan", 403: "not allowed", 404: "404", 500: "PagerDuty failed"} {
		s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: status, Path: "/escalation_policies", Method: "POST"})
		if sentence := s.CallError("create_escalation_policy", `{"name":"Vouchers","levels":[{"targets":["me"]}]}`); !strings.Contains(sentence, words) {
			t.Errorf("%d: %q", status, sentence)
		}
	}
}

// A stakeholder is refused by whichever tool would put them on call, before anything is written.
func TestStakeholdersAreNotPutOnCall(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const words = "Nadia Haddad (PUNADIA) has the role read_only_user, a stakeholder's, which can neither be on call nor be assigned incidents: choose another person. Nothing was changed."
	const rotations = `"rotations":[{"user_ids":["PUAMARA","nadia haddad"],"shift_length":"1w","starts_at":"2026-11-30T09:00"}]`
	for call, argument := range map[string]string{
		`create_escalation_policy {"name":"Support","levels":[{"targets":["PSCHKP1"]},{"targets":["PUAMARA","PUNADIA"]}]}`:     "levels[1].targets[1]",
		`update_escalation_policy {"policy_id":"PECHECK","levels":[{"targets":["Nadia Haddad"]}]}`:                             "levels[0].targets[0]",
		`create_schedule {"name":"Support","time_zone":"UTC",` + rotations + `}`:                                               "rotations[0].user_ids[1]",
		`update_schedule {"schedule_id":"PSCHKP1",` + rotations + `}`:                                                          "rotations[0].user_ids[1]",
		`add_schedule_shift {"schedule_id":"PSHIFT2","user_id":"nadia.haddad@lanternfield.example","start":"+1d","end":"+2d"}`: "user_id",
	} {
		tool, arguments, _ := strings.Cut(call, " ")
		refuses(t, s, tool, arguments, argument+": "+words)
	}
	refuses(t, s, "create_schedule", `{"name":"Support","time_zone":"UTC",`+strings.ReplaceAll(rotations, "2026", "2326")+`}`, "rotations[0].starts_at: 2326-11-30 is more than 2 years ahead; is that the year you mean?")
}
