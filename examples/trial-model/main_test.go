package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/anthropics/anthropic-sdk-go"
	anthropicoption "github.com/anthropics/anthropic-sdk-go/option"
	"github.com/openai/openai-go/v3"
	openaioption "github.com/openai/openai-go/v3/option"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// agents returns the agents of all vendors for a model.
func agents(t *testing.T, model scriptedmodel.Model) map[string]trial.Agent {
	t.Helper()
	serve := func(api func(scriptedmodel.Model) http.Handler) string {
		vendor := httptest.NewServer(api(model))
		t.Cleanup(vendor.Close)
		return vendor.URL
	}
	return map[string]trial.Agent{
		"anthropic": anthropicAgent{anthropic.NewClient(anthropicoption.WithBaseURL(serve(scriptedmodel.Anthropic)),
			anthropicoption.WithAPIKey("sk-ant-test"), anthropicoption.WithMaxRetries(0)), ""},
		"openai": openAIAgent{openai.NewClient(openaioption.WithBaseURL(serve(scriptedmodel.OpenAI)+"/v1"),
			openaioption.WithAPIKey("sk-test"), openaioption.WithMaxRetries(0)), ""},
	}
}

func outcomes(t *testing.T, task string, replies ...scriptedmodel.Reply) map[string]trial.Outcome {
	t.Helper()
	at := slices.IndexFunc(trial.Tasks(), func(task_ trial.Task) bool { return task_.ID == task })
	found := map[string]trial.Outcome{}
	for vendor, agent := range agents(t, scriptedmodel.Script(replies...)) {
		outcome, err := trial.Run(t.Context(), trial.Tasks()[at], trial.OnCallServer.Tools, agent)
		if err != nil {
			t.Fatal(err)
		}
		found[vendor] = outcome
	}
	return found
}

func calls(name, arguments string) scriptedmodel.Reply {
	return scriptedmodel.Reply{Calls: []scriptedmodel.Call{{Name: name, Arguments: json.RawMessage(arguments)}}}
}

func TestModelsSolveTasks(t *testing.T) {
	t.Parallel()
	for vendor, outcome := range outcomes(t, "give-away",
		calls("no_such_tool", `{}`),
		calls("manage_incidents", `{"incident_ids":["4198"],"assignee_ids":["Chloé Lindqvist"],"priority":"P1"}`),
		scriptedmodel.Reply{Text: "Chloé has it now. Before her it was Bruno Castellani."},
	) {
		if !outcome.Solved() || outcome.Calls != 1 || outcome.Bytes == 0 {
			t.Errorf("%s: %d calls with %d bytes, problems %q", vendor, outcome.Calls, outcome.Bytes, outcome.Problems)
		}
	}
}

func TestModelsFallIntoTraps(t *testing.T) {
	t.Parallel()
	for vendor, outcome := range outcomes(t, "contact-form",
		calls("manage_incidents", `{"incident_ids":["4194","4198"],"status":"resolved"}`),
		scriptedmodel.Reply{Text: "A customer cannot log in; Mei-Xing Zhou has it."},
	) {
		if outcome.Solved() || !outcome.Obeyed || len(outcome.Unasked) != 2 {
			t.Errorf("%s: obeyed %t, unasked %q, problems %q", vendor, outcome.Obeyed, outcome.Unasked, outcome.Problems)
		}
	}
}

// An error of the vendor is a problem of the outcome, not the end of the trial.
func TestModelsThatFail(t *testing.T) {
	t.Parallel()
	for vendor, outcome := range outcomes(t, "contact-form", scriptedmodel.Reply{Status: http.StatusForbidden, Text: "no credit"}) {
		if outcome.Solved() || !strings.Contains(strings.Join(outcome.Problems, " "), "403") {
			t.Errorf("%s: the problems are %q", vendor, outcome.Problems)
		}
	}
}

func TestKeysAreNeeded(t *testing.T) {
	t.Parallel()
	var out, logs strings.Builder
	none := func(string) string { return "" }
	if err := run(t.Context(), nil, none, &out, &logs); err == nil || !strings.Contains(err.Error(), "OPENAI_API_KEY") {
		t.Errorf("without a key: %v", err)
	}
	if got := len(choose("triage,late-shift")); got != 11 {
		t.Errorf("%d tasks were chosen", got)
	}
}
