package command_test

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/middleware"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	pagerdutytools "github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

type questioned struct {
	Title string   `json:"title"`
	IDs   []string `json:"ids,omitempty"`
	Level int      `json:"level,omitzero" jsonschema:"default=1"`
	Force bool     `json:"force,omitempty"`
	Rules []struct {
		To string `json:"to"`
	} `json:"rules,omitempty"`
}

func done(context.Context, questioned) (string, error) { return "done", nil }

// asked is the question about a call with arguments as a model sends them. The call does not run.
func asked(t *testing.T, tool mcptools.Tool, arguments string) string {
	t.Helper()
	var question string
	result := tool.With(func(mcptools.Handler) mcptools.Handler {
		return func(ctx context.Context, call mcptools.Call) mcptools.Result {
			question = command.Question(ctx, call)
			return mcptools.Result{Text: "null"}
		}
	}).Call(t.Context(), json.RawMessage(arguments))
	if result.Err != nil {
		t.Errorf("%s %s: %v", tool.Name, arguments, result.Err)
	}
	if length := utf8.RuneCountInString(question); length > 2000 {
		t.Errorf("%s: it has %d characters and would be cut", tool.Name, length)
	}
	if strings.Contains(question, "\n") {
		t.Errorf("%s: it has more than one line: %q", tool.Name, question)
	}
	return question
}

// The arguments follow the decision, each as data.
func TestQuestion(t *testing.T) {
	t.Parallel()
	const adds, changes = "Add thing? Pages nobody.", "Change thing? Pages nobody."
	additive := mcptools.Additive("add_thing", "Adds.", done)
	destructive := mcptools.Destructive("change_thing", "Changes.", done)
	for name, test := range map[string]struct {
		tool      mcptools.Tool
		arguments string
		want      string
	}{
		"adds":          {additive, `{"title":"x"}`, adds + " title: `x`"},
		"changes":       {destructive, `{"title":"x"}`, changes + " title: `x`"},
		"what differs":  {additive, `{"rules":[{"to":"a b"}],"force":true,"level":3,"title":"x"}`, adds + " title: `x`; level: `3`; force: `true`; rules (1): `" + `{"to":"a b"}` + "`"},
		"the default":   {additive, `{"title":"x","level":1}`, adds + " title: `x`"},
		"lists":         {additive, `{"title":"x","ids":["P1","P2"],"rules":[{"to":"a"},{"to":"b"}]}`, adds + " title: `x`; ids (2): `P1`, `P2`; rules (2): `" + `{"to":"a"}` + "`, `" + `{"to":"b"}` + "`"},
		"a forged line": {additive, `{"title":"x\nids: P9\r\n\u2028ids: P8\u0085\u000bY","ids":["P1\nids: P2"]}`, adds + " title: `x ids: P9 ids: P8 Y`; ids (1): `P1 ids: P2`"},
		"a verb":        {additive, `{"title":"%s %d %"}`, adds + " title: `%s %d %`"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := asked(t, test.tool, test.arguments); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// demoTools are all tools, over a simulated account.
func demoTools(t *testing.T, options ...simulator.Option) map[string]mcptools.Tool {
	t.Helper()
	account := httptest.NewServer(simulator.New(options...))
	t.Cleanup(account.Close)
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithBaseURL(account.URL), pagerduty.WithMaxRetryWait(0))
	if err != nil {
		t.Fatal(err)
	}
	tools := map[string]mcptools.Tool{}
	for _, toolset := range pagerdutytools.All(client) {
		for _, tool := range toolset.Tools {
			tools[tool.Name] = tool
		}
	}
	return tools
}

// The question about every tool that writes: what it will do, to what, by name, and whom it pages.
var decisions = []struct{ tool, arguments, want string }{
	{"create_incident", `{"title":"Checkout is down","service_id":"PSCHKAP"}`, "Open an incident on `Checkout API`: `Checkout is down`? May page whoever is on call."},
	{"create_incident", `{"title":"Checkout is down","service_id":"Checkout API","urgency":"low","assignee_id":"PUBRUNO"}`,
		"Open a low-urgency incident on `Checkout API` for `Bruno Castellani`: `Checkout is down`? May page 1 person."},
	{"create_incident", `{"title":"t","service_id":"PSCHKAP","escalation_policy_id":"PEDATAE"}`, "Open an incident on `Checkout API` with escalation policy `Data`: `t`? May page whoever is on call."},
	{"manage_incidents", `{"incident_ids":["4200","Q3PAYACQUIRER0"],"status":"resolved"}`, "Resolve 2 incidents: `4200 Replication lag on pg-orders-replica-2 is 340 s`, `4198 Card authorisations time out at the acquirer: 3.1%…`? Pages nobody."},
	{"manage_incidents", `{"incident_ids":["4200"],"status":"acknowledged"}`, "Acknowledge 1 incident: `4200 Replication lag on pg-orders-replica-2 is 340 s`? Pages nobody."},
	{"manage_incidents", `{"incident_ids":["4200"],"status":"triggered","reopen":true}`, "Trigger 1 incident again, reopen if resolved: `4200 Replication lag on pg-orders-replica-2 is 340 s`? May page whoever is on call."},
	{"manage_incidents", `{"incident_ids":["4200"],"assignee_ids":["PUBRUNO","PUAMARA"],"urgency":"high"}`,
		"Reassign 1 incident to `Bruno Castellani`, `Amara Okafor`, change urgency to `high`: `4200 Replication lag on pg-orders-replica-…`? May page 2 people."},
	{"manage_incidents", `{"incident_ids":["4200"],"escalation_level":2}`, "Escalate 1 incident to level 2: `4200 Replication lag on pg-orders-replica-2 is 340 s`? May page whoever is on call."},
	{"manage_incidents", `{"incident_ids":["4200"],"escalation_policy_id":"PEDATAE"}`, "Move 1 incident to escalation policy `Data`: `4200 Replication lag on pg-orders-replica-2 is 340 s`? May page whoever is on call."},
	{"manage_incidents", `{"incident_ids":["4200"],"title":"Replica is behind","conference_url":"https://meet.example"}`, "Change 1 incident title to `Replica is behind`, change conference: `4200 Replication lag on pg-orders-replica-2 is 340 s`? Pages nobody."},
	{"manage_incidents", `{"incident_ids":["Q0NOSUCHINCIDE"],"status":"resolved"}`, "Resolve 1 incident: `Q0NOSUCHINCIDE`? Pages nobody."},
	{"add_responders", `{"incident_id":"4200","user_ids":["PUBRUNO","Chloé Lindqvist"]}`, "Ask `Bruno Castellani`, `Chloé Lindqvist` to help with `4200 Replication lag on pg-orders-replica-2 is 340 s`? May page 2 people."},
	{"add_responders", `{"incident_id":"4200","user_ids":["PUBRUNO"],"escalation_policy_ids":["PEDATAE"]}`, "Ask `Bruno Castellani`, `who is on call for Data` to help with `4200 Replication lag on pg-orders-replica-2 is 340 s`? May page whoever is on call."},
	{"add_responders", `{"incident_id":"4200","service_ids":["PSCHKAP"]}`, "Ask `who is on call for Checkout API` to help with `4200 Replication lag on pg-orders-replica-2 is 340 s`? May page whoever is on call."},
	{"manage_incidents", `{"incident_ids":["4200"],"note":"Looking."}`, "Write a note on 1 incident: `4200 Replication lag on pg-orders-replica-2 is 340 s`? Pages nobody."},
	{"add_note_to_incident", `{"incident_id":"4200","note":"Looking into it."}`, "Write a note on `4200 Replication lag on pg-orders-replica-2 is 340 s`: `Looking into it.`? Pages nobody."},
	{"create_service", `{"name":"Vouchers","escalation_policy_id":"PECHECK"}`, "Create service `Vouchers` with escalation policy `Checkout`? Pages nobody."},
	{"update_service", `{"service_id":"PSCHKAP","status":"disabled"}`, "Change service `Checkout API`: status to `disabled`? Pages nobody."},
	{"update_service", `{"service_id":"PSCHKAP","escalation_policy_id":"PEDATAE","auto_pause":"0","description":"d"}`,
		"Change service `Checkout API`: escalation policy to `Data`, auto-pause to `0`, description to `d`? Pages nobody."},
	{"update_service", `{"service_id":"PSCHKAP","name":"X","status":"disabled","escalation_policy_id":"PEDATAE","urgency":"low","auto_resolve_timeout":14400,"acknowledgement_timeout":600,"description":"d"}`,
		"Change service `Checkout API`: status to `disabled`, escalation policy to `Data`, urgency to `low`, and 4 more changes? Pages nobody."},
	{"create_team", `{"name":"Vouchers"}`, "Create team `Vouchers`? Pages nobody."},
	{"update_team", `{"team_id":"PTDATAE","name":"Data and Stock","description":""}`, "Change team `Data`: name to `Data and Stock`, description to empty? Pages nobody."},
	{"delete_team", `{"team_id":"PTGUILD","reassignment_team_id":"PTDATAE"}`, "Delete team `Observability Guild` and give its open incidents to team `Data`? Pages nobody."},
	{"delete_team", `{"team_id":"PTGUILD"}`, "Delete team `Observability Guild`? Pages nobody."},
	{"add_team_member", `{"team_id":"PTGUILD","user_id":"PUBRUNO","role":"manager"}`, "Add `Bruno Castellani` to team `Observability Guild` as `manager`? Pages nobody."},
	{"remove_team_member", `{"team_id":"PTGUILD","user_id":"PUBRUNO"}`, "Remove `Bruno Castellani` from team `Observability Guild`? Pages nobody."},
	{"create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"2126-07-01","end":"2126-07-02","user_id":"PUBRUNO"}]}`,
		"Put on call in schedule `Checkout Primary`: `Bruno Castellani 2126-07-01–2126-07-02`? Pages nobody."},
	{"create_schedule_override", `{"schedule_id":"PSCHKP1","overrides":[{"start":"2126-07-01T09:00","end":"2126-07-01T17:00","user_id":"PUBRUNO"},{"start":"2126-07-02T09:00","end":"2126-07-02T17:00","user_id":"PUDIEGO"}]}`,
		"Put on call in schedule `Checkout Primary`: `Bruno Castellani 2126-07-01 09:00–17:00`, `Diego Ferreyra 2126-07-02 09:00–17:00`? Pages nobody."},
	{"create_alert_grouping_setting", `{"type":"time","service_ids":["PSCHKAP","Help Desk"]}`, "Group alerts of `Checkout API`, `Help Desk`, type `time`? Pages nobody."},
	{"create_alert_grouping_setting", `{"type":"time","service_ids":["PSCHKAP"],"move_services":true}`,
		"Group alerts of `Checkout API`, type `time`, and remove them from their current settings? Pages nobody."},
	{"update_alert_grouping_setting", `{"setting_id":"PGCHECK","fields":["source"],"time_window":300,"service_ids":["PSCHKAP"]}`,
		"Change alert grouping setting `Checkout by source`: services to `Checkout API`, fields to `source`, time window to `300`? Pages nobody."},
	{"delete_alert_grouping_setting", `{"setting_id":"PGCHECK"}`, "Delete alert grouping setting `Checkout by source`? Alerts are then no longer grouped. Pages nobody."},
	{"update_event_orchestration_router", `{"orchestration_id":"7c2d9f14-8a3b-4e61-b0d7-5f2a1c9e4b02","rules":[{"id":"a1b2c3d4"},{"route_to":"PSCHKAP","conditions":[]}],"remove_missing":true,"catch_all":"unrouted"}`,
		"Replace the router rules of orchestration `Partner Feeds` by 2 rules (1 new) and remove all others, catch-all to `unrouted`? Pages nobody."},
	{"append_event_orchestration_router_rule", `{"orchestration_id":"7c2d9f14-8a3b-4e61-b0d7-5f2a1c9e4b02","conditions":["event.source matches 'db'"],"route_to":"PSCHKAP"}`,
		"Add a router rule to orchestration `Partner Feeds`: `event.source matches 'db'` to service `Checkout API`? Pages nobody."},
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	tools := demoTools(t)
	for _, test := range decisions {
		got := asked(t, tools[test.tool], test.arguments)
		if !strings.HasPrefix(got, test.want+" ") {
			t.Errorf("%s %s: got\n%s\nwant\n%s", test.tool, test.arguments, got, test.want)
		}
		if n := utf8.RuneCountInString(test.want); n > 150 {
			t.Errorf("%s: the decision has %d characters: %s", test.tool, n, test.want)
		}
	}
}

// Where nothing can be looked up the question shows what was given, and does not wait for long.
func TestDecisionsWithoutPagerDuty(t *testing.T) {
	t.Parallel()
	tools := demoTools(t, simulator.WithFaults(simulator.Fault{Kind: simulator.FaultStatus, Status: 500}))
	for _, test := range decisions {
		words, _, _ := strings.Cut(test.want, "`")
		if got := asked(t, tools[test.tool], test.arguments); !strings.HasPrefix(got, words) {
			t.Errorf("%s: got %s", test.tool, got)
		}
	}
	if got := asked(t, tools["delete_team"], `{"team_id":"PTGUILD"}`); !strings.HasPrefix(got, "Delete team `PTGUILD`? Pages nobody.") {
		t.Errorf("got %s", got)
	}
}

// However long the names, the decision and its consequence stand in the first 150 characters, and every argument after them.
func TestQuestionShowsEveryArgument(t *testing.T) {
	t.Parallel()
	for name, tool := range demoTools(t) {
		var schema map[string]any
		if err := json.Unmarshal(tool.InputSchema, &schema); err != nil {
			t.Fatal(err)
		}
		arguments, _ := example("", schema, 40).(map[string]any)
		encoded, err := json.Marshal(arguments)
		if err != nil {
			t.Fatal(err)
		}
		question := command.Question(t.Context(), mcptools.Call{Tool: tool, Arguments: encoded})
		if utf8.RuneCountInString(question) > 2000 {
			t.Errorf("%s: %d characters would be cut", name, utf8.RuneCountInString(question))
		}
		if end := strings.Index(question, "? Pages nobody. "); middleware.Writes(tool) && end > 150 {
			t.Errorf("%s: the decision ends after %d bytes: %s", name, end, question)
		}
		for argument, value := range arguments {
			label := argument + ": `"
			if _, isList := value.([]any); isList {
				label = argument + " (40): `"
			}
			if !strings.Contains(question, label) {
				t.Errorf("%s: %s is not in %s", name, argument, question)
			}
		}
	}
}

// example is a value of a schema with long texts, and this many items in a list. The lists in these items have two: more make megabytes, of
// which the question shows no more. FULL_TESTS makes them.
func example(name string, schema map[string]any, items int) any {
	switch schema["type"] {
	case "object":
		properties, _ := schema["properties"].(map[string]any)
		object := map[string]any{}
		for name, property := range properties {
			property, _ := property.(map[string]any)
			object[name] = example(name, property, items)
		}
		return object
	case "array":
		inner := 2
		if os.Getenv("FULL_TESTS") != "" {
			inner = items
		}
		item, _ := schema["items"].(map[string]any)
		return slices.Repeat([]any{example(name, item, inner)}, items)
	case "integer", "number":
		return 7
	case "boolean":
		return true
	}
	return strings.Repeat(name+"`", 100)
}
