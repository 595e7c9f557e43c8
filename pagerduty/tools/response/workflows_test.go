package response_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/response"
)

func TestListWorkflows(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("list_incident_workflows", `{}`).Expect(map[string]any{
		"items.0.disabled": true, "items.0.starts": nil, "items.1.name": "Major incident response", "items.1.team.name": "Checkout", "items.1.steps.2": "Tell the subscribers",
		"items.1.starts.0.on_all_services": true, "items.1.starts.1.condition": "incident.priority matches 'P1'", "items.1.starts.1.services.0.name": "Checkout API",
		"items.3.starts.0.only_team.name": "Security", "items.3.starts.1.incident_types.0": "security_incident", "items.3.steps.2": "If personal data is at risk: Note the reporting deadline", "more": false,
	})
	s.Call("list_incident_workflows", `{"query":"SECURITY","limit":1}`).Expect(map[string]any{"items.0.id": "PWSECUR", "items.1": nil, "more": false})
	start(t, blackbox.Empty()).Call("list_incident_workflows", `{}`).Expect(map[string]any{"items.0": nil, "more": false})
}

func TestListWorkflowsWithoutTriggers(t *testing.T) {
	t.Parallel()
	s := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incident_workflows/triggers"})
	answer := s.Call("list_incident_workflows", `{}`)
	answer.Expect(map[string]any{"items.1.name": "Major incident response", "items.1.starts": nil, "items.1.team.name": "Checkout"})
	if !strings.Contains(answer.Text("notes.0"), "What starts the workflows could not be read: ") {
		t.Error(answer.JSON)
	}
	lacking := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusPaymentRequired, Path: "/incident_workflows"})
	if sentence := lacking.CallError("list_incident_workflows", `{}`); !strings.Contains(sentence, "402") {
		t.Error(sentence)
	}
}

// Triggers that could not be read are noted however many pages of workflows follow.
func TestListManyWorkflowsWithoutTriggers(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Unchecked: true, Options: []pagerduty.Option{pagerduty.WithMaxRetryWait(0)}, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/incident_workflows" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		page := make([]string, 100)
		for i := range page {
			page[i] = fmt.Sprintf(`{"id":"PW%s%d"}`, r.URL.Query().Get("offset"), i)
		}
		_, _ = fmt.Fprintf(w, `{"incident_workflows":[%s],"more":true}`, strings.Join(page, ","))
	})})
	answer := s.Call("list_incident_workflows", `{"limit":200}`)
	if answer.Len("items") != 200 || !strings.Contains(answer.Text("notes.0"), "What starts the workflows could not be read: ") {
		t.Error(answer.Column("items", "id"), answer.At("notes"))
	}
}

func TestStartWorkflow(t *testing.T) {
	t.Parallel()
	s := demo(t)
	s.Call("start_incident_workflow", `{"incident_id":"4200","workflow_id":"major incident response"}`).Expect(map[string]any{
		"workflow.id": "PWMAJOR", "incident.id": postgres, "steps.0": "Ask the platform on-call to help", "steps.3": nil,
	})
	s.ExpectLast(`{"incident_workflow_instance":{"incident":{"id":"` + postgres + `","type":"incident_reference"}}}`)
	s.Call("list_log_entries", `{"incident_id":"4200","limit":3}`).Expect(map[string]any{"items.2.text": `Incident workflow "Major incident response" started by Amara Okafor`})
	for arguments, want := range map[string]string{
		`{"incident_id":"4200","workflow_id":"PWOLDBR"}`:              "is disabled",
		`{"incident_id":"4200","workflow_id":"Minor"}`:                "no incident workflow",
		`{"incident_id":"4200","workflow_id":"Security containment"}`: "Only members of the team Security (PTSECUR) may start",
		`{"incident_id":"4200","workflow_id":"PWMAJOR"}`:              "less than a minute ago by Amara Okafor",
		`{"incident_id":"4200","workflow_id":"Post-incident review"}`: "only on incidents of Checkout API",
		`{"incident_id":"99999","workflow_id":"PWMAJOR"}`:             "99999",
	} {
		if sentence := s.CallError("start_incident_workflow", arguments); !strings.Contains(sentence, want) || !strings.HasSuffix(sentence, "Nothing was changed.") {
			t.Errorf("%s: %s", arguments, sentence)
		}
	}
	narrow := start(t, blackbox.Account{Simulator: simulator.New(simulator.WithClock(blackbox.Now), simulator.WithoutScopes("incident_workflows:instances.write"))})
	if sentence := narrow.CallError("start_incident_workflow", `{"incident_id":"4200","workflow_id":"PWMAJOR"}`); !strings.Contains(sentence, "incident_workflows:instances.write (403)") {
		t.Error(sentence)
	}
}

// The question names the steps before the workflow starts.
func TestStartWorkflowAsks(t *testing.T) {
	t.Parallel()
	client, err := pagerduty.New(pagerduty.APIKey(simulator.UserKey), pagerduty.WithTransport(transport{simulator.New()}))
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range response.Toolset(client).Tools {
		if tool.Name != "start_incident_workflow" {
			continue
		}
		question := mcptools.Call{Tool: tool, Arguments: []byte(`{"incident_id":"4200","workflow_id":"PWMAJOR"}`)}.Question(t.Context())
		if text := question.Text(500); !strings.Contains(text, "Major incident response") || !strings.Contains(text, "Ask the platform on-call to help; Open a chat channel; Tell the subscribers") {
			t.Error(text)
		}
	}
}

// transport sends requests to a handler.
type transport struct{ http.Handler }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	r = r.Clone(r.Context())
	if r.Body == nil {
		r.Body = http.NoBody
	}
	t.ServeHTTP(recorder, r)
	return recorder.Result(), nil
}

// A second start pages again, and a resolved incident needs nobody: both need an argument.
func TestStartWorkflowAllTheSame(t *testing.T) {
	t.Parallel()
	s := demo(t)
	const first = `{"incident_id":"4197","workflow_id":"PWMAJOR"`
	s.Call("start_incident_workflow", first+`}`).Expect(map[string]any{"incident.status": "acknowledged", "incident.number": 4197})
	s.Call("start_incident_workflow", `{"incident_id":"4197","workflow_id":"Post-incident review"}`)
	if sentence := s.CallError("start_incident_workflow", first+`}`); len(s.Writes()) != 0 || !strings.Contains(sentence, "give again true") {
		t.Error(sentence)
	}
	s.Call("start_incident_workflow", first+`,"again":true}`)
	change(t, s, http.MethodPut, "/incidents/"+checkout, `{"incident":{"type":"incident_reference","status":"resolved"}}`)
	const review = `{"incident_id":"4197","workflow_id":"Post-incident review","again":true`
	if sentence := s.CallError("start_incident_workflow", review+`}`); len(s.Writes()) != 0 || !strings.Contains(sentence, "is resolved: give on_resolved true") {
		t.Error(sentence)
	}
	answer := s.Call("start_incident_workflow", review+`,"on_resolved":true}`)
	if answer.Expect(map[string]any{"incident.status": "resolved"}); !strings.HasPrefix(answer.Text("note"), "The incident is resolved.") {
		t.Error(answer.JSON)
	}
	blind := failing(t, simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incidents/*/log_entries"},
		simulator.Fault{Kind: simulator.FaultStatus, Status: http.StatusForbidden, Path: "/incident_workflows/triggers"})
	blind.Call("start_incident_workflow", first+`}`)
	if answer := blind.Call("start_incident_workflow", first+`}`); !strings.Contains(answer.Text("missing.recent_starts"), "403") || !answer.Has("missing.who_may_start_it") {
		t.Error(answer.JSON)
	}
}
