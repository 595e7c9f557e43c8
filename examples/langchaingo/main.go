// Command langchaingo answers a question about PagerDuty with LangChain Go and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… OPENAI_API_KEY=…
//	cd examples/langchaingo && go run . "What is on fire, and who has it?"
//
// What a program of your own needs is in adapter.go. Any of LangChain Go's models that calls tools will do.
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
	"strings"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// modelName is a model that calls tools over Chat Completions unasked; from GPT-5.6 on it takes a reasoning effort of none.
const modelName = "gpt-5.5"

func main() {
	log.SetFlags(0)
	question := strings.Join(os.Args[1:], " ")
	if question == "" {
		log.Fatal(`usage: go run . "What is on fire, and who has it?"`)
	}
	for _, key := range []string{"PAGERDUTY_USER_API_KEY", "OPENAI_API_KEY"} {
		if os.Getenv(key) == "" {
			log.Fatalf("%s is empty: set it to your key", key)
		}
	}
	account, err := pagerduty.New(pagerduty.APIKey(os.Getenv("PAGERDUTY_USER_API_KEY")), pagerduty.WithReadOnly())
	if err != nil {
		log.Fatal("PAGERDUTY_USER_API_KEY: ", err)
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
			return fmt.Errorf("asking the model: %w", cmp.Or(ctx.Err(), err)) // err alone does not match context.Canceled
		}
		choice := response.Choices[0]
		if len(choice.ToolCalls) == 0 {
			_, err := fmt.Fprintln(out, mcptools.Clean(choice.Content, 100_000))
			return err
		}
		asked, answers := llms.TextParts(llms.ChatMessageTypeAI, choice.Content), []llms.MessageContent(nil)
		for _, call := range choice.ToolCalls {
			result, err := answer(ctx, tools, call)
			if err != nil {
				log.Printf("%s: %v", call.FunctionCall.Name, err)
			}
			asked.Parts, answers = append(asked.Parts, call), append(answers, result)
		}
		chat = append(append(chat, asked), answers...)
	}
	return errors.New("the model went on calling tools, and gave no answer")
}
