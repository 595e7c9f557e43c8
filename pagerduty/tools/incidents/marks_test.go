package incidents_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

// counted returns the pages and people that a middleware counts in a call, without running it.
func counted(t *testing.T, name, arguments string) (pages, people int) {
	t.Helper()
	client, err := pagerduty.New(pagerduty.APIKey("unused"))
	if err != nil {
		t.Fatal(err)
	}
	tools := incidents.Toolset(client).Tools
	at := slices.IndexFunc(tools, func(tool mcptools.Tool) bool { return tool.Name == name })
	pages = -1
	result := tools[at].With(func(mcptools.Handler) mcptools.Handler {
		return func(_ context.Context, call mcptools.Call) mcptools.Result {
			pages, people = call.Count(marks.Pages), call.Count(marks.People)
			return mcptools.Result{Text: "null"}
		}
	}).Call(t.Context(), json.RawMessage(arguments))
	if result.Err != nil {
		t.Errorf("%s %s: %v", name, arguments, result.Err)
	}
	return pages, people
}

func TestPagesThatACallMayCause(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tool, arguments string
		pages, people   int
	}{
		{"list_incidents", `{}`, 0, 0},
		{"add_note_to_incident", `{"incident_id":"Q1","note":"n"}`, 0, 0},

		{"create_incident", `{"title":"t","service_id":"s"}`, 1, 0},
		{"create_incident", `{"incident":{"title":"t","service":{"id":"s","type":"service_reference"}},"urgency":"low"}`, 1, 0},
		{"create_incident", `{"title":"t","service_id":"s","assignee_id":"A"}`, 1, 1},

		{"add_responders", `{"incident_id":"Q1","user_ids":["A","B"]}`, 2, 2},
		{"add_responders", `{"incident_id":"Q1","user_ids":["A","B"],"escalation_policy_ids":["P"]}`, 3, 0},
		{"add_responders", `{"incident_id":"Q1","user_ids":"A"}`, 1, 1},
		{"add_responders", `{"incident_id":"Q1"}`, 0, 0},

		{"manage_incidents", `{"incident_ids":["Q1","Q2"],"status":"acknowledged"}`, 0, 0},
		{"manage_incidents", `{"incident_ids":["Q1","Q2"],"status":"resolved","resolution":"r"}`, 0, 0},
		{"manage_incidents", `{"incident_ids":["Q1","Q2"],"urgency":"low","priority":"P1","title":"t","conference_url":"https://meet.example.com/x","incident_type":"i"}`, 0, 0},
		{"manage_incidents", `{"incident_ids":["Q1"],"reopen":true,"title":"t"}`, 0, 0},
		{"manage_incidents", `{"incident_ids":["Q1"],"assignee_ids":[],"escalation_level":null,"title":"t"}`, 0, 0},
		{"manage_incidents", `{"incident_ids":["Q1","Q2"],"status":"triggered"}`, 2, 0},
		{"manage_incidents", `{"incident_ids":["Q1","Q2"],"status":"acknowledged","reopen":true}`, 2, 0},
		{"manage_incidents", `{"incident_ids":["Q1"],"urgency":"high"}`, 1, 0},
		{"manage_incidents", `{"incident_ids":["Q1","Q2","Q3"],"escalation_level":"2"}`, 3, 0},
		{"manage_incidents", `{"incident_ids":["Q1"],"escalation_policy_id":"P"}`, 1, 0},
		{"manage_incidents", `{"incident_ids":["Q1","Q2"],"assignee_ids":["A","B","C"]}`, 6, 3},
		{"manage_incidents", `{"incident_ids":["Q1"],"assignee_ids":["A"],"escalation_level":2}`, 1, 0},
		{"manage_incidents", `{"manage_request":{"incident_id":"Q1","assignee_ids":"A"}}`, 1, 1},
	} {
		if pages, people := counted(t, test.tool, test.arguments); pages != test.pages || people != test.people {
			t.Errorf("%s %s counts %d pages and %d people, want %d and %d", test.tool, test.arguments, pages, people, test.pages, test.people)
		}
	}
}
