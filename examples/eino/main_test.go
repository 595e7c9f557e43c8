package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/cloudwego/eino-ext/components/model/openai"
	"github.com/cloudwego/eino/schema"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "OPENAI_API_KEY") }

// connect returns Eino's client for the API at the URL vendor.
func connect(ctx context.Context, vendor string) (*openai.ChatModel, error) {
	return openai.NewChatModel(ctx, &openai.ChatModelConfig{BaseURL: vendor + "/v1", APIKey: "sk-test", Model: modelName})
}

func TestAgent(t *testing.T) {
	adaptertest.Agent{
		API: scriptedmodel.OpenAI,
		Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
			chat, err := connect(ctx, vendor)
			if err != nil {
				return err
			}
			return run(ctx, out, account, chat, question)
		},
	}.Test(t)
}

// generate runs an agent with these tools.
func generate(t *testing.T, vendor string, tools []mcptools.Tool) {
	t.Helper()
	chat, err := connect(t.Context(), vendor)
	if err != nil {
		t.Fatal(err)
	}
	agent, err := newAgent(t.Context(), chat, tools)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := agent.Generate(t.Context(), []*schema.Message{schema.UserMessage("Hello.")}); err != nil {
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

func TestACancelledToolEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if found, err := (invokable{adaptertest.Tools(t)[0]}).InvokableRun(ctx, "{}"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %q and %v", found, err)
	}
}

func TestAWriteThatSucceedsWhileItIsCancelledIsKnown(t *testing.T) {
	t.Parallel()
	ctx, tool := adaptertest.WritesAsItIsCancelled(t)
	if text, err := (invokable{tool}).InvokableRun(ctx, adaptertest.Acknowledge); err != nil || !strings.Contains(text, adaptertest.Acknowledged) {
		t.Errorf("got %q and %v", text, err)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.OpenAI, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	generate(t, vendor, tools)
	adaptertest.CheckTools(t, heard.Tools, tools, adaptertest.SameSchema)
}
