package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/anthropic"
	"github.com/tmc/langchaingo/llms/openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "OPENAI_API_KEY") }

// connect returns LangChain Go's client for the API at the URL vendor.
func connect(vendor string) (*openai.LLM, error) {
	return openai.New(openai.WithBaseURL(vendor+"/v1"), openai.WithToken("sk-test"), openai.WithModel(modelName))
}

// agents run the example with two providers. Anthropic's returns a choice for each block of an answer.
var agents = map[string]adaptertest.Agent{
	"OpenAI": {API: scriptedmodel.OpenAI, Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
		model, err := connect(vendor)
		if err != nil {
			return err
		}
		return run(ctx, out, account, model, question)
	}},
	"Anthropic": {API: scriptedmodel.Anthropic, Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
		model, err := anthropic.New(anthropic.WithBaseURL(vendor), anthropic.WithToken("sk-ant-test"), anthropic.WithModel("claude-test"))
		if err != nil {
			return err
		}
		return run(ctx, out, account, model, question)
	}},
}

func TestAgent(t *testing.T) {
	for name, agent := range agents {
		t.Run(name, agent.Test)
	}
}

func TestLog(t *testing.T) {
	for name, agent := range agents {
		t.Run(name, agent.TestLog)
	}
}

func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	agents["OpenAI"].TestIncomplete(t, `"finish_reason":"\w+"`, `"finish_reason":"length"`, "length")
	agents["OpenAI"].TestIncomplete(t, `"finish_reason":"\w+"`, `"finish_reason":"content_filter"`, "content_filter")
	agents["Anthropic"].TestIncomplete(t, `"stop_reason":"\w+"`, `"stop_reason":"max_tokens"`, "max_tokens")
	agents["Anthropic"].TestIncomplete(t, `"stop_reason":"\w+"`, `"stop_reason":"refusal"`, "refusal")
}

// choices is a model that returns these answers, each with several choices.
type choices struct {
	llms.Model
	answers [][]*llms.ContentChoice
	heard   []llms.MessageContent
}

func (c *choices) GenerateContent(_ context.Context, heard []llms.MessageContent, _ ...llms.CallOption) (*llms.ContentResponse, error) {
	answer := c.answers[0]
	c.answers, c.heard = c.answers[1:], heard
	return &llms.ContentResponse{Choices: answer}, nil
}

func TestAnAnswerIsAllItsChoices(t *testing.T) {
	t.Parallel()
	call := func(id string) []llms.ToolCall {
		return []llms.ToolCall{{ID: id, FunctionCall: &llms.FunctionCall{Name: "list_incidents", Arguments: "{}"}}}
	}
	model := &choices{answers: [][]*llms.ContentChoice{
		{{Content: "I look."}, {ToolCalls: call("1")}, {ToolCalls: call("2")}},
		{{Content: "All "}, {Content: "is well."}},
	}}
	account, out := simulatortest.New(t), &strings.Builder{}
	if err := run(t.Context(), out, account.Client(), model, "What is on fire?"); err != nil || out.String() != "All is well.\n" {
		t.Errorf("the output is %q, the error %v", out, err)
	}
	if n := len(account.RequestsTo("GET", "/incidents/{$}")); n != 2 || len(model.heard) != 7 {
		t.Errorf("%d calls were made, want 2; the model got %+v", n, model.heard)
	}
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
