// Command adk answers a question about PagerDuty with Google's Agent Development Kit and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… GEMINI_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/adk && go run . "Which incidents are open, and who has them?"
//
// ADK takes tools from an MCP server. Your own program needs connect.go, which serves them within the process.
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

	"google.golang.org/adk/agent"
	"google.golang.org/adk/agent/llmagent"
	"google.golang.org/adk/model"
	"google.golang.org/adk/model/gemini"
	"google.golang.org/adk/runner"
	"google.golang.org/adk/session"
	"google.golang.org/adk/tool"
	"google.golang.org/genai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/incidents"
)

const modelName = "gemini-flash-latest"

func main() {
	log.SetFlags(0)
	question := strings.Join(os.Args[1:], " ")
	if question == "" {
		log.Fatal(`usage: go run . "Which incidents are open, and who has them?"`)
	}
	for _, key := range []string{"PAGERDUTY_USER_API_KEY", "GEMINI_API_KEY"} {
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
	model, err := gemini.NewModel(ctx, modelName, &genai.ClientConfig{Backend: genai.BackendGeminiAPI, APIKey: os.Getenv("GEMINI_API_KEY")})
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, os.Stdout, account, model, question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, model model.LLM, question string) error {
	toolset := incidents.Toolset(account)
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	assistant, err := newAssistant(ctx, model, toolset.Instructions, tools)
	if err != nil {
		return err
	}
	events := 0
	for event, err := range assistant.Run(ctx, "user", "session", genai.NewContentFromText(question, genai.RoleUser), agent.RunConfig{}) {
		if err := cmp.Or(ctx.Err(), err); err != nil { // err does not match context.Canceled
			return err
		}
		if err := complete(event); err != nil { // its calls, if there are any, have not run yet
			return err
		}
		if event.IsFinalResponse() {
			_, err := fmt.Fprintln(out, mcptools.Clean(text(event.Content), 100_000))
			return err
		}
		if events++; events > 20 { // an event is an answer with calls, or their results
			break
		}
	}
	return errors.New("the model kept calling tools and gave no answer")
}

func newAssistant(ctx context.Context, model model.LLM, instructions string, tools []mcptools.Tool) (*runner.Runner, error) {
	server, err := serve.New(serve.Info{Name: "pagerduty", Version: "1.0.0"}, tools)
	if err != nil {
		return nil, err
	}
	toolset, err := connect(ctx, server)
	if err != nil {
		return nil, err
	}
	assistant, err := llmagent.New(llmagent.Config{
		Name: "assistant", Model: model, Toolsets: []tool.Toolset{toolset},
		InstructionProvider: func(agent.ReadonlyContext) (string, error) { return instructions, nil }, // Instruction is a template
	})
	if err != nil {
		return nil, err
	}
	return runner.New(runner.Config{AppName: "pagerduty", Agent: assistant, SessionService: session.InMemoryService(), AutoCreateSession: true})
}

// complete returns an error if an answer of the model is not complete, such as one that was cut or blocked.
func complete(event *session.Event) error {
	if event.ErrorCode != "" || event.FinishReason != genai.FinishReasonStop && event.FinishReason != "" {
		return fmt.Errorf("the model's answer is not complete: it ended with %q %s", cmp.Or(event.ErrorCode, string(event.FinishReason)), event.ErrorMessage)
	}
	return nil
}

func text(content *genai.Content) (text string) {
	if content == nil {
		return ""
	}
	for _, part := range content.Parts {
		if !part.Thought {
			text += part.Text
		}
	}
	return text
}
