// Command fantasy answers a question about PagerDuty with Charm's Fantasy and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… OPENAI_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/fantasy && go run . "Which incidents are open, and who has them?"
//
// Your own program needs adapter.go. Any model of Fantasy that calls tools will do.
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

	"charm.land/fantasy"
	"charm.land/fantasy/providers/openai"

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
	provider, err := openai.New(openai.WithAPIKey(os.Getenv("OPENAI_API_KEY")))
	if err != nil {
		log.Fatal(err)
	}
	model, err := provider.LanguageModel(ctx, modelName)
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, os.Stdout, account, model, question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, model fantasy.LanguageModel, question string) error {
	toolset := incidents.Toolset(account)
	selected, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	tools, err := newAgentTools(selected)
	if err != nil {
		return err
	}
	agent := fantasy.NewAgent(model, fantasy.WithSystemPrompt(toolset.Instructions), fantasy.WithTools(tools...),
		fantasy.WithStopConditions(fantasy.StepCountIs(10)))
	result, err := agent.Generate(ctx, fantasy.AgentCall{Prompt: question})
	if err != nil {
		return cmp.Or(ctx.Err(), err) // err does not match context.Canceled
	}
	switch reason := result.Steps[len(result.Steps)-1].FinishReason; reason {
	case fantasy.FinishReasonStop:
		_, err := fmt.Fprintln(out, mcptools.Clean(result.Response.Content.Text(), 100_000))
		return err
	case fantasy.FinishReasonToolCalls:
		return errors.New("the model kept calling tools and gave no answer")
	default:
		return fmt.Errorf("the model's answer is not complete: it ended with %q", reason)
	}
}

func newAgentTools(list []mcptools.Tool) ([]fantasy.AgentTool, error) {
	tools := make([]fantasy.AgentTool, len(list))
	for i, tool := range list {
		var err error
		if tools[i], err = newAgentTool(tool); err != nil {
			return nil, err
		}
	}
	return tools, nil
}
