// Command langchaingo answers a question about PagerDuty with LangChain Go and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… OPENAI_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/langchaingo && go run . "Which incidents are open, and who has them?"
//
// Your own program needs adapter.go. Any model of LangChain Go that calls tools will do.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"

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
	model, err := openai.New(openai.WithModel(modelName))
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, os.Stdout, account, model, question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, model llms.Model, question string) error {
	toolset := incidents.Toolset(account)
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	offered := make([]llms.Tool, len(tools))
	for i, tool := range tools {
		if offered[i], err = definition(tool); err != nil {
			return err
		}
	}
	chat := []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeSystem, toolset.Instructions),
		llms.TextParts(llms.ChatMessageTypeHuman, question)}
	for range 10 {
		response, err := model.GenerateContent(ctx, chat, llms.WithTools(offered))
		if err != nil {
			return fmt.Errorf("asking the model: %w", cmp.Or(ctx.Err(), err)) // err does not match context.Canceled
		}
		text, calls, err := joinChoices(response)
		if err != nil {
			return err
		}
		if len(calls) == 0 {
			_, err := fmt.Fprintln(out, mcptools.Clean(text, 100_000))
			return err
		}
		if text != "" {
			chat = append(chat, llms.TextParts(llms.ChatMessageTypeAI, text))
		}
		for _, call := range calls { // one message each: Anthropic's provider sends only the first part of a message
			result, err := answer(ctx, tools, call)
			if err != nil {
				log.Printf("%q: %s", call.FunctionCall.Name, mcptools.Clean(err.Error(), 1000))
			}
			chat = append(chat, llms.MessageContent{Role: llms.ChatMessageTypeAI, Parts: []llms.ContentPart{call}}, result)
		}
	}
	return errors.New("the model kept calling tools and gave no answer")
}

// complete are the stop reasons of complete answers, in the words of several providers. Some providers have none.
var complete = []string{"", "stop", "end_turn", "FinishReasonStop", "tool_calls", "tool_use"}

// joinChoices joins the choices of an answer: some providers return one for each of its blocks.
func joinChoices(response *llms.ContentResponse) (text string, calls []llms.ToolCall, err error) {
	for _, choice := range response.Choices {
		if !slices.Contains(complete, choice.StopReason) {
			return "", nil, fmt.Errorf("the model's answer is not complete: it ended with %q", choice.StopReason)
		}
		text, calls = text+choice.Content, append(calls, choice.ToolCalls...)
	}
	return text, calls, nil
}
