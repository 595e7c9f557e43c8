package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/trial"
)

// anthropicAgent is a model of Anthropic.
type anthropicAgent struct {
	client anthropic.Client
	model  string // empty for the default
}

func (a anthropicAgent) Solve(ctx context.Context, prompt string, tools []trial.Tool) (string, error) {
	chat := anthropic.MessageNewParams{
		Model: cmp.Or(a.model, anthropic.ModelClaudeSonnet5_5), MaxTokens: 8000,
		Messages: []anthropic.MessageParam{anthropic.NewUserMessage(anthropic.NewTextBlock(prompt))},
	}
	for _, tool := range tools {
		schema := param.Override[anthropic.ToolInputSchemaParam](tool.InputSchema)
		chat.Tools = append(chat.Tools, anthropic.ToolUnionParam{
			OfTool: &anthropic.ToolParam{Name: tool.Name, Description: anthropic.String(tool.Description), InputSchema: schema},
		})
	}
	for range maxTurns {
		message, err := a.client.Messages.New(ctx, chat)
		if err != nil {
			return "", fmt.Errorf("asking the model: %w", err)
		}
		var text string
		var results []anthropic.ContentBlockParamUnion
		for _, block := range message.Content {
			switch block := block.AsAny().(type) {
			case anthropic.TextBlock:
				text += block.Text
			case anthropic.ToolUseBlock:
				result := call(ctx, tools, block.Name, block.Input)
				results = append(results, anthropic.NewToolResultBlock(block.ID, result.Text, result.Failed))
			}
		}
		switch reason := message.StopReason; {
		case len(results) > 0:
			chat.Messages = append(chat.Messages, message.ToParam(), anthropic.NewUserMessage(results...))
		case reason != anthropic.StopReasonEndTurn:
			return text, fmt.Errorf("the answer is not complete: it ended with %q", reason)
		default:
			return text, nil
		}
	}
	return "", errNoAnswer
}
