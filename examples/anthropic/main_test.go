package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeysAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "ANTHROPIC_API_KEY") }

// connect returns Anthropic's client for the API at the URL vendor.
func connect(vendor string) anthropic.Client {
	return anthropic.NewClient(option.WithBaseURL(vendor), option.WithAPIKey("sk-ant-test"), option.WithMaxRetries(0))
}

var agent = adaptertest.Agent{
	API:           scriptedmodel.Anthropic,
	MarksFailures: true,
	Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
		return run(ctx, out, account, connect(vendor), question)
	},
}

func TestAgent(t *testing.T) { agent.Test(t) }

func TestLog(t *testing.T) { agent.TestLog(t) }

func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	agent.TestIncomplete(t, `"stop_reason":"\w+"`, `"stop_reason":"max_tokens"`, "max_tokens")
	agent.TestIncomplete(t, `"stop_reason":"\w+"`, `"stop_reason":"refusal"`, "refusal")
}

func TestTheProgramKeepsTheError(t *testing.T) {
	t.Parallel()
	call := anthropic.ToolUseBlock{ID: "toolu_1", Name: "get_incident", Input: json.RawMessage(adaptertest.NoSuchIncident)}
	if _, err := answer(t.Context(), adaptertest.Tools(t), call); !errors.Is(err, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", err, pagerduty.ErrNotFound)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.Anthropic, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	chat := anthropic.MessageNewParams{Model: "claude-test", MaxTokens: 10,
		Messages: []anthropic.MessageParam{anthropic.NewUserMessage(anthropic.NewTextBlock("Hello."))}}
	for _, tool := range tools {
		chat.Tools = append(chat.Tools, offer(tool))
	}
	model := connect(vendor)
	if _, err := model.Messages.New(t.Context(), chat); err != nil {
		t.Fatal(err)
	}
	adaptertest.CheckTools(t, heard.Tools, tools, bytes.Equal)
}
