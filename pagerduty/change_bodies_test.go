package pagerduty_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// bodyTest is a change, and the request that it sends.
type bodyTest struct {
	call call
	line string
	body string
}

// Changes send only the given fields, since PagerDuty changes every field that it receives.
func TestBodiesOfChanges(t *testing.T) {
	t.Parallel()
	for kind, tests := range map[string]map[string]bodyTest{
		"service": serviceBodies(), "team": teamBodies(), "grouping": groupingBodies(), "override": overrideBodies(),
		"schedule": scheduleBodies(), "shift schedule": shiftScheduleBodies(), "shift": shiftBodies(), "policy": policyBodies(),
	} {
		for name, test := range tests {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				const everything = `{"service":{"id":"P1"},"team":{"id":"P1"},"alert_grouping_setting":{"id":"P1"},"overrides":[{"id":"P1","status":201},{"id":"P2","status":201}],
					"schedule":{"id":"P1","time_zone":"Etc/UTC"},"event":{"id":"PEVENT"},"rotation":{"id":"PROT"},"custom_shifts":[{"id":"P1"}],
					"override":{"id":"POVR"},"custom_shift":{"id":"PSHIFT"},"escalation_policy":{"id":"P1"}}`
				body := everything
				if strings.HasPrefix(test.line, "DELETE ") || strings.Contains(test.line, "/users/") { // PagerDuty answers 204
					body = ""
				}
				client, sent := newClient(t, everywhere(success(body)))
				if err := test.call(t.Context(), client, "P1"); err != nil {
					t.Fatal(err)
				}
				sent.expect(t, test.line)
				request := sent.requests()[0]
				if request.Body != test.body {
					t.Errorf("sent\n%s\nwant\n%s", request.Body, test.body)
				}
				if got := request.Header.Get("Content-Type"); (got == "application/json") != (test.body != "") {
					t.Errorf("Content-Type %q", got)
				}
			})
		}
	}
}

func serviceBodies() map[string]bodyTest {
	update := func(change pagerduty.ServiceChange, body string) bodyTest {
		return bodyTest{func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Services.Update(ctx, id, change))
		}, "PUT /services/P1", body}
	}
	const everything = `{"service":{"type":"service","name":"Payments","description":"Takes money.","status":"active",` +
		`"escalation_policy":{"id":"PPOL","type":"escalation_policy_reference"},"incident_urgency_rule":{"type":"constant","urgency":"high"},` +
		`"auto_resolve_timeout":14400,"acknowledgement_timeout":1800,"auto_pause_notifications_parameters":{"enabled":true,"timeout":300}}}`
	return map[string]bodyTest{
		"nothing":               update(pagerduty.ServiceChange{}, `{"service":{"type":"service"}}`),
		"a name":                update(pagerduty.ServiceChange{Name: new("Payments")}, `{"service":{"type":"service","name":"Payments"}}`),
		"no timeout":            update(pagerduty.ServiceChange{AutoResolveTimeout: new(0)}, `{"service":{"type":"service","auto_resolve_timeout":0}}`),
		"no timeout to answer":  update(pagerduty.ServiceChange{AcknowledgementTimeout: new(0)}, `{"service":{"type":"service","acknowledgement_timeout":0}}`),
		"no description":        update(pagerduty.ServiceChange{Description: new("")}, `{"service":{"type":"service","description":""}}`),
		"off":                   update(pagerduty.ServiceChange{Status: new("disabled")}, `{"service":{"type":"service","status":"disabled"}}`),
		"no pause":              update(pagerduty.ServiceChange{AutoPause: &pagerduty.AutoPause{}}, `{"service":{"type":"service","auto_pause_notifications_parameters":{"enabled":false}}}`),
		"everything":            update(everyPartOfAService(), everything),
		"everything, a new one": {serviceMethods()["Services.Create"].call, "POST /services", everything},
	}
}

func teamBodies() map[string]bodyTest {
	member := func(role pagerduty.TeamRole, body string) bodyTest {
		return bodyTest{func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Teams.PutMember(ctx, id, "PADA", role)
		}, "PUT /teams/P1/users/PADA", body}
	}
	const everything = `{"team":{"type":"team","name":"Payments","description":"Takes money.","default_role":"manager"}}`
	return map[string]bodyTest{
		"a name": {func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Teams.Update(ctx, id, pagerduty.TeamChange{Name: new("Payments")}))
		}, "PUT /teams/P1", `{"team":{"type":"team","name":"Payments"}}`},
		"no description": {func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Teams.Update(ctx, id, pagerduty.TeamChange{Description: new("")}))
		}, "PUT /teams/P1", `{"team":{"type":"team","description":""}}`},
		"everything":            {teamMethods()["Teams.Update"].call, "PUT /teams/P1", everything},
		"everything, a new one": {teamMethods()["Teams.Create"].call, "POST /teams", everything},
		"a member":              member("", ""),
		"a manager":             member(pagerduty.TeamManager, `{"role":"manager"}`),
		"a member less":         {teamMethods()["Teams.RemoveMember"].call, "DELETE /teams/P1/users/PADA", ""},
		"removal":               {teamMethods()["Teams.Delete"].call, "DELETE /teams/P1?reassignment_team=PHEIR", ""},
		"removal without heir": {func(ctx context.Context, c *pagerduty.Client, id string) error {
			return c.Teams.Delete(ctx, id, "")
		}, "DELETE /teams/P1", ""},
	}
}

func groupingBodies() map[string]bodyTest {
	update := func(change pagerduty.AlertGroupingChange, setting string) bodyTest {
		return bodyTest{func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.AlertGroupingSettings.Update(ctx, id, change))
		}, "PUT /alert_grouping_settings/P1", `{"alert_grouping_setting":` + setting + `}`}
	}
	grouping := func(grouping pagerduty.AlertGrouping, setting string) bodyTest {
		return update(pagerduty.AlertGroupingChange{Grouping: grouping}, setting)
	}
	const everything = `{"alert_grouping_setting":{"name":"Hosts","description":"One incident a host.","type":"content_based",` +
		`"config":{"aggregate":"all","fields":["custom_details.host"],"time_window":86400},` +
		`"services":[{"id":"PONE","type":"service_reference"},{"id":"PTWO","type":"service_reference"}]}}`
	return map[string]bodyTest{
		"a name":         update(pagerduty.AlertGroupingChange{Name: new("Hosts")}, `{"name":"Hosts"}`),
		"no description": update(pagerduty.AlertGroupingChange{Description: new("")}, `{"description":""}`),
		"a service":      update(pagerduty.AlertGroupingChange{ServiceIDs: []string{"PSVC"}}, `{"services":[{"id":"PSVC","type":"service_reference"}]}`),
		"by content": grouping(&pagerduty.ContentGrouping{Aggregate: "any", Fields: []string{"summary", "source"}, TimeWindow: new(0)},
			`{"type":"content_based","config":{"aggregate":"any","fields":["summary","source"],"time_window":0}}`),
		"by content and likeness": grouping(&pagerduty.ContentIntelligentGrouping{Aggregate: "all", Fields: []string{"class"}, TimeWindow: new(300)},
			`{"type":"content_based_intelligent","config":{"aggregate":"all","fields":["class"],"time_window":300}}`),
		"by likeness": grouping(&pagerduty.IntelligentGrouping{Fields: []string{"summary"}, TimeWindow: new(3600)},
			`{"type":"intelligent","config":{"iag_fields":["summary"],"time_window":3600}}`),
		"by time":                grouping(&pagerduty.TimeGrouping{Timeout: new(60)}, `{"type":"time","config":{"timeout":60}}`),
		"by time, to resolution": grouping(&pagerduty.TimeGrouping{Timeout: new(0)}, `{"type":"time","config":{"timeout":0}}`),
		"by time, as PagerDuty":  grouping(&pagerduty.TimeGrouping{}, `{"type":"time","config":{}}`),
		"everything, a new one":  {alertGroupingMethods()["AlertGroupingSettings.Create"].call, "POST /alert_grouping_settings", everything},
		"removal":                {alertGroupingMethods()["AlertGroupingSettings.Delete"].call, "DELETE /alert_grouping_settings/P1", ""},
	}
}

func policyBodies() map[string]bodyTest {
	update := func(change pagerduty.EscalationPolicyChange, policy string) bodyTest {
		return bodyTest{func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.EscalationPolicies.Update(ctx, id, change))
		}, "PUT /escalation_policies/P1", `{"escalation_policy":{"type":"escalation_policy"` + policy + `}}`}
	}
	const everything = `,"name":"Payments","description":"Takes money.","num_loops":2,"escalation_rules":[{"id":"PRULE","escalation_delay_in_minutes":15,` +
		`"targets":[{"id":"PADA","type":"user_reference"},{"id":"PSCHED","type":"schedule_reference"},{"id":"PSHIFT","type":"schedule_v3_reference"}],` +
		`"escalation_rule_assignment_strategy":{"type":"round_robin"}},` +
		`{"escalation_delay_in_minutes":30,"targets":[{"id":"PBOB","type":"user_reference"}]}],"teams":[{"id":"PTEAM","type":"team_reference"}]`
	return map[string]bodyTest{
		"nothing":    update(pagerduty.EscalationPolicyChange{}, ""),
		"no loops":   update(pagerduty.EscalationPolicyChange{Loops: new(0)}, `,"num_loops":0`),
		"no team":    update(pagerduty.EscalationPolicyChange{TeamID: new("")}, `,"teams":[]`),
		"everything": update(everyPartOfAPolicy(), everything),
		"everything, a new one": {
			escalationPolicyMethods()["EscalationPolicies.Create"].call, "POST /escalation_policies", `{"escalation_policy":{"type":"escalation_policy"` + everything + `}}`,
		},
		"removal": {escalationPolicyMethods()["EscalationPolicies.Delete"].call, "DELETE /escalation_policies/P1", ""},
	}
}

func overrideBodies() map[string]bodyTest {
	start := time.Date(2026, 3, 29, 1, 30, 0, 0, time.UTC)
	berlin := time.FixedZone("CEST", 2*60*60)
	return map[string]bodyTest{
		"two": {func(ctx context.Context, c *pagerduty.Client, id string) error {
			return second(c.Schedules.CreateOverrides(ctx, id,
				pagerduty.NewOverride{Start: start, End: start.Add(time.Hour).In(berlin), UserID: "PADA"},
				pagerduty.NewOverride{Start: start.Add(time.Hour), End: start.Add(2 * time.Hour), UserID: "PBOB"}))
		}, "POST /schedules/P1/overrides", `{"overrides":[` +
			`{"start":"2026-03-29T01:30:00Z","end":"2026-03-29T04:30:00+02:00","user":{"id":"PADA","type":"user_reference"}},` +
			`{"start":"2026-03-29T02:30:00Z","end":"2026-03-29T03:30:00Z","user":{"id":"PBOB","type":"user_reference"}}]}`},
	}
}
