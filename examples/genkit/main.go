// Command genkit answers a question about PagerDuty with Genkit and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… OPENAI_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/genkit && go run . "Which incidents are open, and who has them?"
//
// Your own program needs adapter.go. Any model of Genkit that calls tools will do.
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strings"

	"github.com/firebase/genkit/go/ai"
	"github.com/firebase/genkit/go/genkit"
	"github.com/firebase/genkit/go/plugins/compat_oai/openai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

// modelName is a model that calls tools in Chat Completions by default. GPT-5.6 and later need a reasoning effort of none.
const modelName = "openai/gpt-5.5"

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
	g := genkit.Init(ctx, genkit.WithPlugins(&openai.OpenAI{}), genkit.WithDefaultModel(modelName))
	if err := run(ctx, os.Stdout, account, g, question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, g *genkit.Genkit, question string) error {
	toolset := incidents.Toolset(account)
	selected, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	tools, err := defineTools(g, selected)
	if err != nil {
		return err
	}
	answer, err := genkit.GenerateText(ctx, g, ai.WithSystem(toolset.Instructions), ai.WithPrompt(question),
		ai.WithTools(tools...), ai.WithMaxTurns(10))
	if err != nil {
		return cmp.Or(ctx.Err(), err) // err does not match context.Canceled
	}
	_, err = fmt.Fprintln(out, mcptools.Clean(answer, 100_000))
	return err
}

func defineTools(g *genkit.Genkit, list []mcptools.Tool) ([]ai.ToolRef, error) {
	defined := make([]ai.ToolRef, len(list))
	for i, tool := range list {
		var err error
		if defined[i], err = defineTool(g, tool); err != nil {
			return nil, err
		}
	}
	return defined, nil
}
