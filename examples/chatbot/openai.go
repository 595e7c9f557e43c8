package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// openAIModel is a model of OpenAI, used through the Chat Completions API.
type openAIModel struct {
	client openai.Client
	params openai.ChatCompletionNewParams // with only the system message
}

func newOpenAI(model, system string, tools []mcptools.Tool, options ...option.RequestOption) (*openAIModel, error) {
	params := openai.ChatCompletionNewParams{
		Model:    model,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.SystemMessage(system)},
		// In this API newer models take tools only without reasoning. Older models refuse the setting.
		ReasoningEffort: shared.ReasoningEffortNone,
	}
	for _, tool := range tools {
		schema, err := tool.StrictSchema()
		strict := err == nil
		if !strict {
			schema = tool.InputSchema
		}
		offered := shared.FunctionDefinitionParam{Name: tool.Name, Description: openai.String(tool.Description), Strict: openai.Bool(strict)}
		if err := json.Unmarshal(schema, &offered.Parameters); err != nil {
			return nil, err
		}
		params.Tools = append(params.Tools, openai.ChatCompletionFunctionTool(offered))
	}
	return &openAIModel{client: openai.NewClient(options...), params: params}, nil
}

func (m *openAIModel) reply(ctx context.Context, conversation []message, write func(string)) (message, error) {
	params := m.params
	for _, sent := range conversation {
		params.Messages = append(params.Messages, toOpenAI(sent)...)
	}
	whole, err := m.stream(ctx, params, write)
	if failed, ok := errors.AsType[*openai.Error](err); ok && failed.StatusCode == 400 && strings.Contains(failed.Message, "reasoning_effort") {
		m.params.ReasoningEffort, params.ReasoningEffort = "", ""
		return m.stream(ctx, params, write)
	}
	return whole, err
}

func (m *openAIModel) stream(ctx context.Context, params openai.ChatCompletionNewParams, write func(string)) (message, error) {
	stream := m.client.Chat.Completions.NewStreaming(ctx, params)
	defer stream.Close()
	var whole openai.ChatCompletionAccumulator
	for stream.Next() {
		chunk := stream.Current()
		if !whole.AddChunk(chunk) {
			return fromOpenAI(whole), openAIVendor.failure(0, "", errors.New("the chunks of the answer do not match"))
		}
		for _, choice := range chunk.Choices {
			write(choice.Delta.Content + choice.Delta.Refusal)
		}
	}
	if err := stream.Err(); err != nil {
		return fromOpenAI(whole), explainOpenAI(err)
	}
	reason := ""
	if len(whole.Choices) > 0 {
		reason = whole.Choices[0].FinishReason
	}
	return openAIVendor.finish(fromOpenAI(whole), reason)
}

func toOpenAI(m message) []openai.ChatCompletionMessageParamUnion {
	switch m.role {
	case user:
		return []openai.ChatCompletionMessageParamUnion{openai.UserMessage(m.text)}
	case assistant:
		native := openai.ChatCompletionAssistantMessageParam{}
		if m.text != "" {
			native.Content.OfString = openai.String(m.text)
		}
		for _, c := range m.calls {
			function := openai.ChatCompletionMessageFunctionToolCallFunctionParam{Name: c.name, Arguments: string(c.arguments)}
			native.ToolCalls = append(native.ToolCalls, openai.ChatCompletionMessageToolCallUnionParam{
				OfFunction: &openai.ChatCompletionMessageFunctionToolCallParam{ID: c.id, Function: function},
			})
		}
		return []openai.ChatCompletionMessageParamUnion{{OfAssistant: &native}}
	}
	var results []openai.ChatCompletionMessageParamUnion
	for _, r := range m.results {
		results = append(results, openai.ToolMessage(r.text, r.id))
	}
	return results
}

func fromOpenAI(whole openai.ChatCompletionAccumulator) message {
	m := message{role: assistant}
	if len(whole.Choices) == 0 {
		return m
	}
	native := whole.Choices[0].Message
	m.text = native.Content + native.Refusal
	for _, c := range native.ToolCalls {
		m.calls = append(m.calls, call{id: c.ID, name: c.Function.Name, arguments: json.RawMessage(c.Function.Arguments)})
	}
	return m
}

func explainOpenAI(err error) error {
	failed, ok := errors.AsType[*openai.Error](err)
	if !ok {
		return openAIVendor.failure(0, "", err)
	}
	return openAIVendor.failure(failed.StatusCode, failed.Message, err)
}
