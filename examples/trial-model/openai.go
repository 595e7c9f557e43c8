package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/openai/openai-go/v3"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// openAIAgent is a model of OpenAI.
type openAIAgent struct {
	client openai.Client
	model  string // empty for the default
}

func (a openAIAgent) Solve(ctx context.Context, prompt string, tools []trial.Tool) (string, error) {
	chat := openai.ChatCompletionNewParams{
		Model:           cmp.Or(a.model, openai.ChatModelGPT5_6Terra),
		ReasoningEffort: openai.ReasoningEffortNone, // Chat Completions needs this for tools with GPT-5.6 and later
		Messages:        []openai.ChatCompletionMessageParamUnion{openai.UserMessage(prompt)},
	}
	for _, tool := range tools {
		function := openai.FunctionDefinitionParam{Name: tool.Name, Description: openai.String(tool.Description)}
		function.SetExtraFields(map[string]any{"parameters": tool.InputSchema}) // Parameters is a map, which would lose the order of the arguments
		chat.Tools = append(chat.Tools, openai.ChatCompletionFunctionTool(function))
	}
	for range maxTurns {
		completion, err := a.client.Chat.Completions.New(ctx, chat)
		if err != nil {
			return "", fmt.Errorf("asking the model: %w", err)
		}
		if len(completion.Choices) == 0 {
			return "", errors.New("the model's reply is empty")
		}
		message, reason := completion.Choices[0].Message, completion.Choices[0].FinishReason
		switch {
		case len(message.ToolCalls) > 0:
			chat.Messages = append(chat.Messages, message.ToParam())
			for _, asked := range message.ToolCalls {
				result := call(ctx, tools, asked.Function.Name, []byte(asked.Function.Arguments))
				chat.Messages = append(chat.Messages, openai.ToolMessage(result.Text, asked.ID))
			}
		case message.Refusal != "" || reason != "stop":
			return message.Content, fmt.Errorf("the answer is not complete: it ended with %q %q", reason, message.Refusal)
		default:
			return message.Content, nil
		}
	}
	return "", errNoAnswer
}
