// Command eino answers a question about PagerDuty with the ReAct agent of CloudWeGo's Eino and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… OPENAI_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/eino && go run . "Which incidents are open, and who has them?"
//
// Your own program needs adapter.go.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strings"

	"github.com/cloudwego/eino-ext/components/model/openai"
	"github.com/cloudwego/eino/components/model"
	"github.com/cloudwego/eino/components/tool"
	"github.com/cloudwego/eino/compose"
	"github.com/cloudwego/eino/flow/agent/react"
	"github.com/cloudwego/eino/schema"

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
	chat, err := openai.NewChatModel(ctx, &openai.ChatModelConfig{APIKey: os.Getenv("OPENAI_API_KEY"), Model: modelName})
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, os.Stdout, account, chat, question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, chat model.ToolCallingChatModel, question string) error {
	toolset := incidents.Toolset(account)
	selected, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	agent, err := newAgent(ctx, chat, selected)
	if err != nil {
		return err
	}
	answer, err := agent.Generate(ctx, []*schema.Message{schema.SystemMessage(toolset.Instructions), schema.UserMessage(question)})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, mcptools.Clean(answer.Content, 100_000))
	return err
}

func newAgent(ctx context.Context, chat model.ToolCallingChatModel, list []mcptools.Tool) (*react.Agent, error) {
	tools := make([]tool.BaseTool, len(list))
	for i, each := range list {
		tools[i] = invokable{each}
	}
	unknown := func(ctx context.Context, name, arguments string) (string, error) { // by default Eino ends the run
		return mcptools.CallNamed(ctx, list, name, json.RawMessage(arguments)).Text, nil
	}
	return react.NewAgent(ctx, &react.AgentConfig{
		ToolCallingModel: chat,
		ToolsConfig:      compose.ToolsNodeConfig{Tools: tools, UnknownToolsHandler: unknown},
		MaxStep:          20,
	})
}
