package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/sashabaranov/go-openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "OPENAI_API_KEY") }

// connect returns the SDK's client for the API at the URL vendor.
func connect(vendor string) *openai.Client {
	config := openai.DefaultConfig("sk-test")
	config.BaseURL = vendor + "/v1"
	return openai.NewClientWithConfig(config)
}

var agent = adaptertest.Agent{
	API: scriptedmodel.OpenAI,
	Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
		return run(ctx, out, account, connect(vendor), question)
	},
}

func TestAgent(t *testing.T) { agent.Test(t) }

func TestLog(t *testing.T) { agent.TestLog(t) }

func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	agent.TestIncomplete(t, `"finish_reason":"\w+"`, `"finish_reason":"length"`, "length")
	agent.TestIncomplete(t, `"finish_reason":"\w+"`, `"finish_reason":"content_filter"`, "content_filter")
	agent.TestIncomplete(t, `"refusal":null`, `"refusal":"I cannot."`, "I cannot.")
	agent.TestIncomplete(t, `(?s)"choices":\[.*\]`, `"choices":[]`, "empty")
}

func TestTheProgramKeepsTheError(t *testing.T) {
	t.Parallel()
	call := openai.ToolCall{Function: openai.FunctionCall{Name: "get_incident", Arguments: adaptertest.NoSuchIncident}}
	if _, err := answer(t.Context(), adaptertest.Tools(t), call); !errors.Is(err, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", err, pagerduty.ErrNotFound)
	}
}

// offered offers the model these tools and returns those that arrive.
func offered(t *testing.T, tools []mcptools.Tool) []scriptedmodel.Tool {
	t.Helper()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.OpenAI, adaptertest.AsksFor())
	chat := openai.ChatCompletionRequest{Model: "gpt-test", Messages: []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleUser, Content: "Hello."}}}
	for _, tool := range tools {
		chat.Tools = append(chat.Tools, offer(tool))
	}
	if _, err := connect(vendor).CreateChatCompletion(t.Context(), chat); err != nil {
		t.Fatal(err)
	}
	return heard.Tools
}

func TestEveryToolArrivesStrict(t *testing.T) {
	t.Parallel()
	tools := adaptertest.Tools(t)
	arrived := offered(t, tools)
	for i := range tools {
		strict, err := tools[i].StrictSchema()
		if err != nil {
			t.Fatal(err)
		}
		tools[i].InputSchema = strict
	}
	adaptertest.CheckTools(t, arrived, tools, bytes.Equal)
	for _, tool := range arrived {
		if !tool.Strict {
			t.Errorf("%s is not strict", tool.Name)
		}
	}
}

func TestAToolThatCannotBeStrictArrivesAsItIs(t *testing.T) {
	t.Parallel()
	tool := mcptools.Tool{Name: "put", Description: "Puts.", InputSchema: json.RawMessage(`{"type":"object","additionalProperties":{"type":"string"}}`)}
	arrived := offered(t, []mcptools.Tool{tool})
	adaptertest.CheckTools(t, arrived, []mcptools.Tool{tool}, bytes.Equal)
	if arrived[0].Strict {
		t.Error("it is strict")
	}
}
