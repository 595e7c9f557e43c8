package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/firebase/genkit/go/ai"
	"github.com/firebase/genkit/go/genkit"
	"github.com/firebase/genkit/go/plugins/compat_oai/openai"
	"github.com/openai/openai-go/option"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "OPENAI_API_KEY") }

// connect returns a Genkit with the API at the URL vendor.
func connect(ctx context.Context, vendor string) *genkit.Genkit {
	plugin := &openai.OpenAI{APIKey: "sk-test", Opts: []option.RequestOption{option.WithBaseURL(vendor + "/v1")}}
	return genkit.Init(ctx, genkit.WithPlugins(plugin), genkit.WithDefaultModel(modelName))
}

func TestAgent(t *testing.T) {
	adaptertest.Agent{
		API:            scriptedmodel.OpenAI,
		EndsAtBadCalls: true,
		Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
			return run(ctx, out, account, connect(ctx, vendor), question)
		},
	}.Test(t)
}

// generate runs the model with these tools.
func generate(t *testing.T, vendor string, tools []mcptools.Tool) {
	t.Helper()
	g := connect(t.Context(), vendor)
	defined, err := defineTools(g, tools)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := genkit.GenerateText(t.Context(), g, ai.WithPrompt("Hello."), ai.WithTools(defined...)); err != nil {
		t.Fatal(err)
	}
}

func TestTheProgramSeesTheError(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.OpenAI, adaptertest.AsksFor(
		scriptedmodel.Call{Name: "get_incident", Arguments: json.RawMessage(adaptertest.NoSuchIncident)}))
	tools, seen := adaptertest.Watch(adaptertest.Tools(t))
	generate(t, vendor, tools)
	if !errors.Is(*seen, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", *seen, pagerduty.ErrNotFound)
	}
	var read struct{ Error string }
	if text := heard.Messages[2].Text; json.Unmarshal([]byte(text), &read) != nil || read.Error == "" {
		t.Errorf("the model reads %s, want an object with the error", text)
	}
}

func TestACancelledToolEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tool, err := defineTool(genkit.Init(t.Context()), adaptertest.Tools(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	if found, err := tool.(ai.Tool).RunRaw(ctx, map[string]any{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v and %v", found, err)
	}
}

func TestAWriteThatSucceedsWhileItIsCancelledIsKnown(t *testing.T) {
	t.Parallel()
	ctx, writes := adaptertest.WritesAsItIsCancelled(t)
	tool, err := defineTool(genkit.Init(t.Context()), writes)
	if err != nil {
		t.Fatal(err)
	}
	result, err := tool.(ai.Tool).RunRaw(ctx, json.RawMessage(adaptertest.Acknowledge))
	if text, _ := json.Marshal(result); err != nil || !strings.Contains(string(text), adaptertest.Acknowledged) {
		t.Errorf("got %s and %v", text, err)
	}
}

// A cancelled tool returns its own error, which names what was done.
func TestACancelledToolKeepsItsError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	own := errors.New("two of three are acknowledged")
	tool, err := defineTool(genkit.Init(t.Context()), adaptertest.Tools(t)[0].With(func(mcptools.Handler) mcptools.Handler {
		return func(context.Context, mcptools.Call) mcptools.Result {
			cancel()
			return mcptools.Result{Text: own.Error(), Err: own}
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tool.(ai.Tool).RunRaw(ctx, map[string]any{}); !errors.Is(err, own) {
		t.Errorf("got %v, want %v", err, own)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.OpenAI, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	generate(t, vendor, tools)
	adaptertest.CheckTools(t, heard.Tools, tools, adaptertest.SameSchema)
}
