package main

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "OPENAI_API_KEY") }

// connect gives LangChain Go's client of an API at the address of vendor.
func connect(vendor string) (*openai.LLM, error) {
	return openai.New(openai.WithBaseURL(vendor+"/v1"), openai.WithToken("sk-test"), openai.WithModel(modelName))
}

func TestAgent(t *testing.T) {
	adaptertest.Agent{
		API: scriptedmodel.OpenAI,
		Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
			model, err := connect(vendor)
			if err != nil {
				return err
			}
			return run(ctx, out, account, model, question)
		},
	}.Test(t)
}

func TestTheProgramKeepsTheError(t *testing.T) {
	t.Parallel()
	call := llms.ToolCall{ID: "1", FunctionCall: &llms.FunctionCall{Name: "get_incident", Arguments: adaptertest.NoSuchIncident}}
	if _, err := answer(t.Context(), adaptertest.Tools(t), call); !errors.Is(err, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", err, pagerduty.ErrNotFound)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.OpenAI, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	offered := make([]llms.Tool, len(tools))
	for i, tool := range tools {
		var err error
		if offered[i], err = definition(tool); err != nil {
			t.Fatal(err)
		}
	}
	model, err := connect(vendor)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := model.GenerateContent(t.Context(), []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeHuman, "Hello.")}, llms.WithTools(offered)); err != nil {
		t.Fatal(err)
	}
	adaptertest.CheckTools(t, heard.Tools, tools, adaptertest.SameSchema)
}
