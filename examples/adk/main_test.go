package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"google.golang.org/adk/agent"
	"google.golang.org/adk/model"
	"google.golang.org/adk/model/gemini"
	"google.golang.org/genai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "GEMINI_API_KEY") }

// gemini3 returns ADK's model for the API at the URL vendor.
func gemini3(ctx context.Context, vendor string) (model.LLM, error) {
	return gemini.NewModel(ctx, modelName, &genai.ClientConfig{
		Backend: genai.BackendGeminiAPI, APIKey: "test", HTTPOptions: genai.HTTPOptions{BaseURL: vendor},
	})
}

var example = adaptertest.Agent{
	API:           scriptedmodel.Gemini,
	MarksFailures: true,
	Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
		model, err := gemini3(ctx, vendor)
		if err != nil {
			return err
		}
		return run(ctx, out, account, model, question)
	},
}

func TestAgent(t *testing.T) { example.Test(t) }

func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	example.TestIncomplete(t, `"finishReason":"STOP"`, `"finishReason":"MAX_TOKENS"`, "MAX_TOKENS")
	example.TestIncomplete(t, `"finishReason":"STOP"`, `"finishReason":"SAFETY"`, "SAFETY")
	example.TestIncomplete(t, `^{"candidates":\[.*?\],"modelVersion"`, `{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"modelVersion"`, "empty")
}

// ask runs an assistant with these tools.
func ask(t *testing.T, vendor string, tools []mcptools.Tool) {
	t.Helper()
	model, err := gemini3(t.Context(), vendor)
	if err != nil {
		t.Fatal(err)
	}
	assistant, err := newAssistant(t.Context(), model, "Be brief.", tools)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range assistant.Run(t.Context(), "user", "session", genai.NewContentFromText("Hello.", genai.RoleUser), agent.RunConfig{}) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheProgramSeesTheError(t *testing.T) {
	t.Parallel()
	vendor, _ := adaptertest.Vendor(t, scriptedmodel.Gemini, adaptertest.AsksFor(
		scriptedmodel.Call{Name: "get_incident", Arguments: json.RawMessage(adaptertest.NoSuchIncident)}))
	tools, seen := adaptertest.Watch(adaptertest.Tools(t))
	ask(t, vendor, tools)
	if !errors.Is(*seen, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", *seen, pagerduty.ErrNotFound)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.Gemini, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	ask(t, vendor, tools)
	adaptertest.CheckTools(t, heard.Tools, tools, adaptertest.SameSchema)
}
