package people_test

import (
	"testing"
)

// Arguments in the form of PagerDuty's own servers, and in forms that models make up.
func TestArgumentsInOtherShapes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tool, arguments string
		want            map[string]any // in the result
		sent            string         // in the last request or its body
	}{
		"users":            {"list_users", `{"query_model":{"query":"bruno","team_ids":["PTCHECK"],"limit":10}}`, map[string]any{"items.0.id": bruno}, "query=bruno&team_ids[]=PTCHECK"},
		"users, a team":    {"list_users", `{"teams":[{"id":"PTCHECK","type":"team_reference"}],"limit":"1"}`, map[string]any{"items.0.id": amara}, "limit=1&team_ids[]=PTCHECK"},
		"nothing":          {"get_user_data", `null`, map[string]any{"id": amara}, "/users/me"},
		"my teams":         {"list_teams", `{"query_model":{"scope":"MY","query":null,"limit":null}}`, map[string]any{"items.0.id": checkoutTeam, "items.2": nil}, "/users/me"},
		"a team":           {"get_team", `{"team":{"id":"PTCHECK","type":"team_reference"}}`, map[string]any{"id": checkoutTeam}, ""},
		"members":          {"list_team_members", `{"team_id":"PTCHECK","query_model":{"limit":1}}`, map[string]any{"items.0.id": "PUELENA"}, "limit=1"},
		"a new team":       {"create_team", `{"create_model":{"team":{"type":"team","name":"Mobile","description":"Apps"}}}`, map[string]any{"name": "Mobile"}, `{"team":{"type":"team","name":"Mobile","description":"Apps"}}`},
		"a changed team":   {"update_team", `{"team_id":"PTCHECK","update_model":{"team":{"type":"team","name":"Basket","description":null}}}`, map[string]any{"name": "Basket", "description": "Everything between the basket and the receipt."}, `{"team":{"type":"team","name":"Basket"}}`},
		"a text":           {"update_team", `"{\"team_id\":\"PTCHECK\",\"update_model\":\"{\\\"name\\\":\\\"Basket\\\"}\"}"`, map[string]any{"name": "Basket"}, `"name":"Basket"`},
		"a member":         {"add_team_member", `{"team_id":"PTGUILD","member_data":{"user_id":"PUBRUNO","role":"observer"}}`, map[string]any{"role": "observer"}, `{"role":"observer"}`},
		"a member's user":  {"add_team_member", `{"team_id":"PTGUILD","member_data":{"user":{"id":"PUBRUNO","type":"user_reference"}}}`, map[string]any{"user.id": bruno}, ""},
		"less of a member": {"remove_team_member", `{"request":{"team_id":"PTGUILD","user_id":"PUJONAS"}}`, map[string]any{"removed.id": "PUJONAS"}, "DELETE /teams/PTGUILD/users/PUJONAS"},
		"schedules":        {"list_schedules", `{"query_model":{"query":"data"}}`, map[string]any{"items.0.id": newYork}, "query=data"},
		"a schedule":       {"get_schedule", `{"schedule_id":"PSDATA1","query_model":{"since":"now","until":"+1d","time_zone":"UTC"}}`, map[string]any{"window.time_zone": "UTC"}, "time_zone=UTC"},
		"its users":        {"list_schedule_users", `{"schedule":{"id":"PSDATA1"}}`, map[string]any{"items.0.id": "PULIAMO"}, "/schedules/PSDATA1/users"},
		"overrides": {"create_schedule_override", `{"schedule_id":"PSCHKP1","override_request":{"overrides":[{"start":"2028-07-01T00:00:00Z","end":"2028-07-02T00:00:00Z","user":{"id":"PUDIEGO","type":"user_reference"}}]}}`,
			map[string]any{"created": 1}, `{"overrides":[{"start":"2028-07-01T00:00:00Z","end":"2028-07-02T00:00:00Z","user":{"id":"PUDIEGO","type":"user_reference"}}]}`},
		"one override": {"create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":{"start":"+1d","end":"+2d","user_id":"PUDIEGO"}}`, map[string]any{"created": 1}, `"id":"PUDIEGO"`},
		"on-calls":     {"list_oncalls", `{"query_model":{"schedule_ids":["PSCHKP1"],"earliest":"true","limit":5}}`, map[string]any{"items.0.user.id": amara}, "earliest=true&limit=100&schedule_ids[]=PSCHKP1"},
		"of a service": {"list_oncalls", `{"services":[{"id":"PSCHKAP","type":"service_reference"}]}`, map[string]any{"items.0.user.id": amara}, ""},
		"policies":     {"list_escalation_policies", `{"query_model":{"include":"targets","user_ids":["PUHENRY"],"limit":1}}`, map[string]any{"items.0.levels.0.level": 1}, "user_ids[]=PUHENRY"},
		"a policy":     {"get_escalation_policy", `{"escalation_policy_id":"PECHECK"}`, map[string]any{"id": checkoutLevel}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := demo(t)
			s.Call(test.tool, test.arguments).Expect(test.want)
			s.ExpectLast(test.sent)
		})
	}
}
