package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// anthropicModel is a model of Anthropic, used through the Messages API.
type anthropicModel struct {
	client anthropic.Client
	params anthropic.MessageNewParams // without the messages
}

func newAnthropic(model, system string, tools []mcptools.Tool, options ...option.RequestOption) (*anthropicModel, error) {
	params := anthropic.MessageNewParams{
		Model:     model,
		MaxTokens: 16_000, // includes thinking
		System:    []anthropic.TextBlockParam{{Text: system, CacheControl: anthropic.NewCacheControlEphemeralParam()}},
	}
	for _, tool := range tools {
		offered := anthropic.ToolParam{Name: tool.Name, Description: anthropic.String(tool.Description)}
		if err := json.Unmarshal(tool.InputSchema, &offered.InputSchema); err != nil {
			return nil, err
		}
		params.Tools = append(params.Tools, anthropic.ToolUnionParam{OfTool: &offered})
	}
	return &anthropicModel{client: anthropic.NewClient(options...), params: params}, nil
}

func (m *anthropicModel) reply(ctx context.Context, conversation []message, write func(string)) (message, error) {
	params := m.params
	for _, sent := range conversation {
		params.Messages = append(params.Messages, toAnthropic(sent))
	}
	stream := m.client.Messages.NewStreaming(ctx, params)
	defer stream.Close()
	var whole anthropic.Message
	for stream.Next() {
		event := stream.Current()
		if err := whole.Accumulate(event); err != nil {
			return fromAnthropic(whole), anthropicVendor.failure(0, "", err)
		}
		if event.Type == "content_block_delta" && event.Delta.Type == "text_delta" {
			write(event.Delta.Text)
		}
	}
	if err := stream.Err(); err != nil {
		return fromAnthropic(whole), explainAnthropic(err)
	}
	return anthropicVendor.finish(fromAnthropic(whole), string(whole.StopReason))
}

func toAnthropic(m message) anthropic.MessageParam {
	if native, ok := m.native.(anthropic.MessageParam); ok {
		return native
	}
	if m.role == assistant {
		return anthropic.NewAssistantMessage(anthropic.NewTextBlock(m.text))
	}
	if m.role == user {
		return anthropic.NewUserMessage(anthropic.NewTextBlock(m.text))
	}
	var results []anthropic.ContentBlockParamUnion
	for _, r := range m.results {
		results = append(results, anthropic.NewToolResultBlock(r.id, r.text, r.failed))
	}
	return anthropic.NewUserMessage(results...)
}

// fromAnthropic keeps the native message as well: the API requires the model's thinking back with its calls. It removes blank texts,
// which the API refuses.
func fromAnthropic(whole anthropic.Message) message {
	native := whole.ToParam()
	native.Content = slices.DeleteFunc(native.Content, func(block anthropic.ContentBlockParamUnion) bool {
		return block.OfText != nil && strings.TrimSpace(block.OfText.Text) == ""
	})
	m := message{role: assistant, native: native}
	for _, block := range whole.Content {
		switch block.Type {
		case "text":
			m.text += block.Text
		case "tool_use":
			m.calls = append(m.calls, call{id: block.ID, name: block.Name, arguments: block.Input})
		}
	}
	return m
}

func explainAnthropic(err error) error {
	failed, ok := errors.AsType[*anthropic.Error](err)
	if !ok {
		return anthropicVendor.failure(0, "", err)
	}
	var body struct{ Error struct{ Message string } }
	_ = json.Unmarshal([]byte(failed.RawJSON()), &body) // a proxy's page is not JSON and has no message
	return anthropicVendor.failure(failed.StatusCode, body.Error.Message, err)
}
