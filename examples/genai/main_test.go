package main

import (
	"context"
	"errors"
	"io"
	"testing"

	"google.golang.org/genai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "GEMINI_API_KEY") }

// connect returns Google's client for the API at the URL vendor.
func connect(ctx context.Context, vendor string) (*genai.Client, error) {
	return genai.NewClient(ctx, &genai.ClientConfig{
		Backend: genai.BackendGeminiAPI, APIKey: "test", HTTPOptions: genai.HTTPOptions{BaseURL: vendor},
	})
}

var agent = adaptertest.Agent{
	API:           scriptedmodel.Gemini,
	MarksFailures: true,
	Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
		model, err := connect(ctx, vendor)
		if err != nil {
			return err
		}
		return run(ctx, out, account, model, question)
	},
}

func TestAgent(t *testing.T) { agent.Test(t) }

func TestLog(t *testing.T) { agent.TestLog(t) }

func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	agent.TestIncomplete(t, `"finishReason":"STOP"`, `"finishReason":"MAX_TOKENS"`, "MAX_TOKENS")
	agent.TestIncomplete(t, `"finishReason":"STOP"`, `"finishReason":"SAFETY"`, "SAFETY")
	agent.TestIncomplete(t, `"finishReason":"STOP"`, `"finishReason":"MALFORMED_FUNCTION_CALL"`, "MALFORMED_FUNCTION_CALL")
	agent.TestIncomplete(t, `^{"candidates":\[.*?\],"modelVersion"`, `{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"modelVersion"`, "PROHIBITED_CONTENT")
	agent.TestIncomplete(t, `^{"candidates":\[.*?\],"modelVersion"`, `{"modelVersion"`, "empty")
}

func TestTheProgramKeepsTheError(t *testing.T) {
	t.Parallel()
	call := &genai.FunctionCall{Name: "get_incident", Args: map[string]any{"incident_id": "PNOSUCH1"}}
	if _, err := answer(t.Context(), adaptertest.Tools(t), call); !errors.Is(err, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", err, pagerduty.ErrNotFound)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.Gemini, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	offered := &genai.Tool{}
	for _, tool := range tools {
		offered.FunctionDeclarations = append(offered.FunctionDeclarations, declaration(tool))
	}
	model, err := connect(t.Context(), vendor)
	if err != nil {
		t.Fatal(err)
	}
	chat := genai.Text("Hello.")
	if _, err := model.Models.GenerateContent(t.Context(), modelName, chat, &genai.GenerateContentConfig{Tools: []*genai.Tool{offered}}); err != nil {
		t.Fatal(err)
	}
	adaptertest.CheckTools(t, heard.Tools, tools, adaptertest.SameSchema)
}
