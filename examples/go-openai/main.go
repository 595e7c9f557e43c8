// Command go-openai answers a question about PagerDuty with a model of OpenAI, or one behind an API like OpenAI's, and three read-only
// tools. It uses the SDK github.com/sashabaranov/go-openai:
//
//	export PAGERDUTY_USER_API_KEY=… OPENAI_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/go-openai && go run . "Which incidents are open, and who has them?"
//
// Your own program needs adapter.go. For another vendor, pass the address of its API to openai.DefaultConfig's BaseURL; some do not know
// strict tools.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strings"

	"github.com/sashabaranov/go-openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// modelName is a model that calls tools in Chat Completions by default. GPT-5.6 and later need a reasoning effort of none.
const modelName = "gpt-5.5"

func main() {
	log.SetFlags(0)
	question := strings.Join(os.Args[1:], " ")
	if question == "" {
		log.Fatal(`usage: go run . "Which incidents are open, and who has them?"`)
	}
	for _, key := range []string{"PAGERDUTY_USER_API_KEY", "OPENAI_API_KEY"} {
		if os.Getenv(key) == "" {
			log.Fatalf("%s is empty: set it to your key", key)
		}
	}
	token, err := pagerduty.ParseToken(os.Getenv("PAGERDUTY_USER_API_KEY"))
	if err != nil {
		log.Fatal("PAGERDUTY_USER_API_KEY: ", err)
	}
	account, err := pagerduty.New(token, pagerduty.WithBaseURL(os.Getenv("PAGERDUTY_API_HOST")), pagerduty.WithReadOnly())
	if err != nil {
		log.Fatal("PAGERDUTY_API_HOST: ", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, account, openai.NewClient(os.Getenv("OPENAI_API_KEY")), question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, model *openai.Client, question string) error {
	toolset := incidents.Toolset(account)
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	chat := openai.ChatCompletionRequest{Model: modelName, Messages: []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: toolset.Instructions}, {Role: openai.ChatMessageRoleUser, Content: question},
	}}
	for _, tool := range tools {
		chat.Tools = append(chat.Tools, offer(tool))
	}
	for range 10 {
		completion, err := model.CreateChatCompletion(ctx, chat)
		if err != nil {
			return fmt.Errorf("asking the model: %w", err)
		}
		if len(completion.Choices) == 0 {
			return errors.New("the model's answer is empty")
		}
		message, reason := completion.Choices[0].Message, completion.Choices[0].FinishReason
		if message.Refusal != "" || reason != openai.FinishReasonStop && reason != openai.FinishReasonToolCalls {
			return fmt.Errorf("the model's answer is not complete: it ended with %q %q", reason, message.Refusal)
		}
		if len(message.ToolCalls) == 0 {
			_, err := fmt.Fprintln(out, mcptools.Clean(message.Content, 100_000))
			return err
		}
		chat.Messages = append(chat.Messages, message)
		for _, call := range message.ToolCalls {
			result, err := answer(ctx, tools, call)
			if err != nil {
				log.Printf("%q: %s", call.Function.Name, mcptools.Clean(err.Error(), 1000))
			}
			chat.Messages = append(chat.Messages, result)
		}
	}
	return errors.New("the model kept calling tools and gave no answer")
}
