// Command anthropic answers a question about PagerDuty with a model of Anthropic and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… ANTHROPIC_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/anthropic && go run . "Which incidents are open, and who has them?"
//
// Your own program needs adapter.go.
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

	"github.com/anthropics/anthropic-sdk-go"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

func main() {
	log.SetFlags(0)
	question := strings.Join(os.Args[1:], " ")
	if question == "" {
		log.Fatal(`usage: go run . "Which incidents are open, and who has them?"`)
	}
	for _, key := range []string{"PAGERDUTY_USER_API_KEY", "ANTHROPIC_API_KEY"} {
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
	if err := run(ctx, os.Stdout, account, anthropic.NewClient(), question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, model anthropic.Client, question string) error {
	toolset := incidents.Toolset(account)
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	chat := anthropic.MessageNewParams{
		Model:     anthropic.ModelClaudeSonnet5_5,
		MaxTokens: 4096,
		System:    []anthropic.TextBlockParam{{Text: toolset.Instructions}},
		Messages:  []anthropic.MessageParam{anthropic.NewUserMessage(anthropic.NewTextBlock(question))},
	}
	for _, tool := range tools {
		chat.Tools = append(chat.Tools, offer(tool))
	}
	for range 10 {
		message, err := model.Messages.New(ctx, chat)
		if err != nil {
			return fmt.Errorf("asking the model: %w", err)
		}
		if reason := message.StopReason; reason != anthropic.StopReasonEndTurn && reason != anthropic.StopReasonToolUse {
			return fmt.Errorf("the model's answer is not complete: it ended with %q", reason)
		}
		var results []anthropic.ContentBlockParamUnion
		for _, block := range message.Content {
			switch block := block.AsAny().(type) {
			case anthropic.TextBlock:
				fmt.Fprintln(out, mcptools.Clean(block.Text, 100_000))
			case anthropic.ToolUseBlock:
				result, err := answer(ctx, tools, block)
				if err != nil {
					log.Printf("%q: %s", block.Name, mcptools.Clean(err.Error(), 1000))
				}
				results = append(results, result)
			}
		}
		if len(results) == 0 {
			return nil
		}
		chat.Messages = append(chat.Messages, message.ToParam(), anthropic.NewUserMessage(results...))
	}
	return errors.New("the model kept calling tools and gave no answer")
}
