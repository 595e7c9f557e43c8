package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"charm.land/fantasy"
	"charm.land/fantasy/providers/openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator/simulatortest"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "OPENAI_API_KEY") }

// connect returns Fantasy's model for the API at the URL vendor.
func connect(ctx context.Context, vendor string) (fantasy.LanguageModel, error) {
	provider, err := openai.New(openai.WithBaseURL(vendor+"/v1"), openai.WithAPIKey("sk-test"))
	if err != nil {
		return nil, err
	}
	return provider.LanguageModel(ctx, modelName)
}

func TestAgent(t *testing.T) {
	adaptertest.Agent{
		API: scriptedmodel.OpenAI,
		Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
			model, err := connect(ctx, vendor)
			if err != nil {
				return err
			}
			return run(ctx, out, account, model, question)
		},
	}.Test(t)
}

// cutShort is a model whose answers end early. (OpenAI's provider does not tell if such an answer has calls, too.)
type cutShort struct {
	fantasy.LanguageModel
	reason fantasy.FinishReason
}

func (m cutShort) Generate(context.Context, fantasy.Call) (*fantasy.Response, error) {
	return &fantasy.Response{FinishReason: m.reason, Content: fantasy.ResponseContent{fantasy.TextContent{Text: "The checkout is"}}}, nil
}

func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	for _, reason := range []fantasy.FinishReason{fantasy.FinishReasonLength, fantasy.FinishReasonContentFilter, fantasy.FinishReasonUnknown} {
		var out strings.Builder
		err := run(t.Context(), &out, simulatortest.New(t).Client(), cutShort{reason: reason}, "What is on fire?")
		if err == nil || !strings.Contains(err.Error(), string(reason)) || out.Len() > 0 {
			t.Errorf("prints %q and returns %v, want an error with %q", &out, err, reason)
		}
	}
}

// generate runs an agent with these tools.
func generate(t *testing.T, vendor string, list []mcptools.Tool) {
	t.Helper()
	tools, err := newAgentTools(list)
	if err != nil {
		t.Fatal(err)
	}
	model, err := connect(t.Context(), vendor)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fantasy.NewAgent(model, fantasy.WithTools(tools...)).Generate(t.Context(), fantasy.AgentCall{Prompt: "Hello."}); err != nil {
		t.Fatal(err)
	}
}

func TestTheProgramSeesTheError(t *testing.T) {
	t.Parallel()
	vendor, _ := adaptertest.Vendor(t, scriptedmodel.OpenAI, adaptertest.AsksFor(
		scriptedmodel.Call{Name: "get_incident", Arguments: json.RawMessage(adaptertest.NoSuchIncident)}))
	tools, seen := adaptertest.Watch(adaptertest.Tools(t))
	generate(t, vendor, tools)
	if !errors.Is(*seen, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", *seen, pagerduty.ErrNotFound)
	}
}

func TestFailuresAreMarked(t *testing.T) {
	t.Parallel()
	failing := adaptertest.Tools(t)[0].With(func(mcptools.Handler) mcptools.Handler {
		return func(context.Context, mcptools.Call) mcptools.Result {
			return mcptools.Result{Text: "No.", Err: errors.New("no")}
		}
	})
	tool, err := newAgentTool(failing)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tool.Run(t.Context(), fantasy.ToolCall{Input: "{}"}); err != nil || !got.IsError || got.Content != "No." {
		t.Errorf("got %+v and %v", got, err)
	}
}

func TestAWriteThatSucceedsWhileItIsCancelledIsKnown(t *testing.T) {
	t.Parallel()
	ctx, write := adaptertest.WritesAsItIsCancelled(t)
	tool, err := newAgentTool(write)
	if err != nil {
		t.Fatal(err)
	}
	got, err := tool.Run(ctx, fantasy.ToolCall{Input: adaptertest.Acknowledge})
	if err != nil || got.IsError || !strings.Contains(got.Content, adaptertest.Acknowledged) || tool.Info().Parallel {
		t.Errorf("got %+v and %v", got, err)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.OpenAI, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	generate(t, vendor, tools)
	adaptertest.CheckTools(t, heard.Tools, tools, adaptertest.SameSchema)
}
