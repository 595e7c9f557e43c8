package people_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

// Responses like the examples in PagerDuty's public documentation, which contradict its schemas: nulls for missing values, whole objects
// in place of references, unknown members and values, and secrets.

const (
	publishedUser = `{"id":"PXPGF42","type":"user","name":"Earline Greenholt","email":"125.greenholt.earline@graham.name","time_zone":null,"role":"a_new_role","job_title":null,
		"teams":[{"id":"PQ9K7I8","type":"team","name":"Engineering","self":null},null],"contact_methods":[{"id":"PTDVERC","address":"secret@example.com"}],"html_url":null,
		"http_cal_url":"https://example.com/private/secret-calendar.ics","web_cal_url":"webcal://example.com/private/secret-calendar.ics","coordinated_incidents":null}`
	publishedTeam     = `{"id":"PQ9K7I8","type":"team","summary":"Engineering","name":"Engineering","description":null,"default_role":null,"parent":{"id":"PX"},"html_url":"https://subdomain.pagerduty.com/teams/PQ9K7I8"}`
	publishedSchedule = `{"id":"PI7DH85","type":"schedule","summary":"Daily Engineering Rotation","name":"Daily Engineering Rotation","time_zone":"America/New_York","description":null,
		"users":null,"teams":null,"escalation_policies":[{"id":"PT20YPA","type":"escalation_policy_reference","summary":null}],"http_cal_url":"https://example.com/private/secret-calendar.ics",
		"schedule_layers":[{"id":"PG68P1M","name":null,"start":"2015-11-06T21:00:00-05:00","end":null,"rotation_virtual_start":"2015-11-06T20:00:00-05:00","rotation_turn_length_seconds":86400,
		"users":[{"user":{"id":"PXPGF42","type":"user_reference","summary":"Regina Phalange"}},{"user":null}],"restrictions":[{"type":"a_new_restriction","start_time_of_day":null}],
		"rendered_schedule_entries":null,"rendered_coverage_percentage":null},null],"overrides_subschedule":null,
		"final_schedule":{"name":"Final Schedule","rendered_schedule_entries":[{"start":"2015-11-10T08:00:00-05:00","end":"","user":{"id":"PXPGF42","summary":"Regina Phalange"}},
		{"start":null,"end":null,"user":null}],"rendered_coverage_percentage":"64.3"}}`
	publishedPolicy = `{"id":"PT20YPA","type":"escalation_policy","name":"Another Escalation Policy","escalation_rules":[{"id":"PGHDV41","escalation_delay_in_minutes":30,
		"escalation_rule_assignment_strategy":{"type":"round_robin"},"targets":[{"id":"PAM4FGS","type":"user_reference","summary":null},{"id":"PI7DH85","type":"schedule_v3_reference","summary":"Shifts"},
		null,{"id":null,"type":"a_new_target"}]},{"id":"PX","targets":null}],"services":null,"num_loops":null,"teams":null,"description":null,"on_call_handoff_notifications":"if_has_services","privilege":null}`
	publishedOnCalls = `{"oncalls":[{"user":{"id":"PT23IWX","type":"user_reference","summary":"Tim Wright"},"schedule":{"id":"PI7DH85","type":"schedule_v3_reference","summary":"Shifts"},
		"escalation_policy":{"id":"PT20YPA","type":"escalation_policy","name":"Another Escalation Policy","escalation_rules":null},"escalation_level":2,"start":"2015-03-06T15:28:51-05:00","end":"2015-03-07T15:28:51-05:00"},
		{"user":{"id":"PT23IWX","summary":"Tim Wright"},"schedule":null,"escalation_policy":null,"escalation_level":"1","start":null,"end":null}],"limit":25,"offset":0,"more":null,"total":null}`
)

func publishedAnswers() map[string]string {
	return map[string]string{
		"GET /users/me":                       `{"user":` + publishedUser + `}`,
		"GET /users/PXPGF42":                  `{"user":` + publishedUser + `}`,
		"GET /users":                          `{"users":[` + publishedUser + `,{"id":"PODD","name":17,"email":["x"]}],"more":false,"total":null}`,
		"GET /teams":                          `{"teams":[` + publishedTeam + `],"more":null}`,
		"POST /teams":                         `{"team":` + publishedTeam + `}`,
		"GET /teams/PQ9K7I8":                  `{"team":` + publishedTeam + `}`,
		"PUT /teams/PQ9K7I8":                  `{"team":` + publishedTeam + `}`,
		"DELETE /teams/PQ9K7I8":               ``,
		"GET /teams/PQ9K7I8/members":          `{"members":[{"user":` + publishedUser + `,"role":"a_new_role"},{"user":{"id":"PX","type":"user_reference","summary":null},"role":null}],"more":false}`,
		"PUT /teams/PQ9K7I8/users/PXPGF42":    ``,
		"DELETE /teams/PQ9K7I8/users/PXPGF42": ``,
		"GET /schedules":                      `{"schedules":[` + publishedSchedule + `],"more":false}`,
		"GET /schedules/PI7DH85":              `{"schedule":` + publishedSchedule + `}`,
		"GET /schedules/PI7DH85/users":        `{"users":[` + publishedUser + `]}`,
		"POST /schedules/PI7DH85/overrides":   `{"overrides":[{"status":201,"override":{"id":"PQ47DCP","start":"2028-07-01T00:00:00-04:00","end":"2028-07-02T00:00:00-04:00","user":{"id":"PXPGF42","type":"user_reference","summary":"Aurelio Rice","self":null}}}]}`,
		"GET /oncalls":                        publishedOnCalls,
		"GET /escalation_policies":            `{"escalation_policies":[` + publishedPolicy + `],"more":false}`,
		"GET /escalation_policies/PT20YPA":    `{"escalation_policy":` + publishedPolicy + `}`,
	}
}

// published is an account with prepared responses, whatever the query.
func published(answers map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := answers[r.Method+" "+r.URL.Path]
		switch {
		case !ok:
			w.WriteHeader(http.StatusNotFound)
		case answer == "":
			w.WriteHeader(http.StatusNoContent)
		default:
			_, _ = io.WriteString(w, answer)
		}
	})
}

func TestPublishedAnswers(t *testing.T) {
	t.Parallel()
	for tool, test := range map[string]struct {
		arguments string
		want      map[string]any
	}{
		"get_user_data":       {`{}`, map[string]any{"name": "Earline Greenholt", "role": "a_new_role", "teams.0.name": "Engineering", "teams.1": nil}},
		"list_users":          {`{}`, map[string]any{"items.0.name": "Earline Greenholt", "items.1.id": "PODD", "more": false}},
		"list_teams":          {`{}`, map[string]any{"items.0.name": "Engineering", "items.0.default_role": nil}},
		"get_team":            {`{"team_id":"PQ9K7I8"}`, map[string]any{"name": "Engineering"}},
		"create_team":         {`{"name":"Engineering"}`, map[string]any{"id": "PQ9K7I8"}},
		"update_team":         {`{"team_id":"PQ9K7I8","name":"x"}`, map[string]any{"id": "PQ9K7I8"}},
		"delete_team":         {`{"team_id":"PQ9K7I8"}`, map[string]any{"deleted.id": "PQ9K7I8", "deleted.name": "Engineering"}},
		"list_team_members":   {`{"team_id":"PQ9K7I8"}`, map[string]any{"items.0.name": "Earline Greenholt", "items.0.role": "a_new_role", "items.1.id": "PX"}},
		"add_team_member":     {`{"team_id":"PQ9K7I8","user_id":"PXPGF42","role":"observer"}`, map[string]any{"role": "observer", "user.name": "Earline Greenholt"}},
		"remove_team_member":  {`{"team_id":"PQ9K7I8","user_id":"PXPGF42"}`, map[string]any{"removed.id": "PXPGF42"}},
		"list_schedules":      {`{}`, map[string]any{"items.0.time_zone": "America/New_York", "items.0.escalation_policies.0.id": "PT20YPA"}},
		"get_schedule":        {`{"schedule_id":"PI7DH85"}`, map[string]any{"on_call.0.user.name": "Regina Phalange", "layers.0.users.0.name": "Regina Phalange", "layers.0.users.1": nil, "layers.0.turn_hours": 24}},
		"list_schedule_users": {`{"schedule_id":"PI7DH85"}`, map[string]any{"items.0.id": "PXPGF42"}},
		"create_schedule_override": {`{"schedule_id":"PI7DH85","overrides":[{"start":"2028-07-01","end":"2028-07-01","user_id":"PXPGF42"}]}`,
			map[string]any{"created": 1, "refused": 0, "time_zone": "America/New_York", "overrides.0.id": "PQ47DCP", "overrides.0.start": "2028-07-01T00:00:00-04:00", "overrides.0.end": "2028-07-02T00:00:00-04:00"}},
		"list_oncalls":             {`{}`, map[string]any{"items.0.user.name": "Tim Wright", "items.0.schedule.name": "Shifts", "items.0.level": 2, "items.1.schedule": nil}},
		"list_escalation_policies": {`{"include":["targets"]}`, map[string]any{"items.0.levels.0.minutes": 30, "items.0.levels.0.targets.1.type": "shift-based schedule", "items.0.services": nil}},
		"get_escalation_policy":    {`{"policy_id":"PT20YPA"}`, map[string]any{"levels.0.targets.0.id": "PAM4FGS", "levels.0.targets.1.name": "Shifts", "levels.0.targets.2": nil, "levels.1.level": 2, "repeats": nil}},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			s := start(t, blackbox.Account{Handler: published(publishedAnswers())})
			answer := s.Call(tool, test.arguments)
			answer.Expect(test.want)
			if strings.Contains(answer.JSON, "secret") || strings.Contains(answer.JSON, "webcal") {
				t.Errorf("a secret is shown: %s", answer.JSON)
			}
		})
	}
}
