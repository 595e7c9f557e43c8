// Command genai answers a question about PagerDuty with a model of Google and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… GEMINI_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	cd examples/genai && go run . "Which incidents are open, and who has them?"
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

	"google.golang.org/genai"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
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
	model, err := genai.NewClient(ctx, &genai.ClientConfig{Backend: genai.BackendGeminiAPI, APIKey: os.Getenv("GEMINI_API_KEY")})
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, os.Stdout, account, model, question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, model *genai.Client, question string) error {
	toolset := incidents.Toolset(account)
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	offered := &genai.Tool{}
	for _, tool := range tools {
		offered.FunctionDeclarations = append(offered.FunctionDeclarations, declaration(tool))
	}
	config := &genai.GenerateContentConfig{
		SystemInstruction: genai.NewContentFromText(toolset.Instructions, genai.RoleUser), Tools: []*genai.Tool{offered},
	}
	chat := []*genai.Content{genai.NewContentFromText(question, genai.RoleUser)}
	for range 10 {
		response, err := model.Models.GenerateContent(ctx, modelName, chat, config)
		if err != nil {
			return fmt.Errorf("asking the model: %w", err)
		}
		if err := complete(response); err != nil {
			return err
		}
		calls := response.FunctionCalls()
		if len(calls) == 0 {
			_, err := fmt.Fprintln(out, mcptools.Clean(response.Text(), 100_000))
			return err
		}
		chat = append(chat, response.Candidates[0].Content) // as it is: Gemini wants its thought signatures back
		results := &genai.Content{Role: genai.RoleUser}
		for _, call := range calls {
			result, err := answer(ctx, tools, call)
			if err != nil {
				log.Printf("%q: %s", call.Name, mcptools.Clean(err.Error(), 1000))
			}
			results.Parts = append(results.Parts, result)
		}
		chat = append(chat, results)
	}
	return errors.New("the model kept calling tools and gave no answer")
}

// complete returns an error if the answer is not complete, such as one that was cut or blocked.
func complete(response *genai.GenerateContentResponse) error {
	if len(response.Candidates) == 0 {
		if response.PromptFeedback != nil {
			return fmt.Errorf("the question was blocked: %s %s", response.PromptFeedback.BlockReason, response.PromptFeedback.BlockReasonMessage)
		}
		return errors.New("the model's answer is empty")
	}
	candidate := response.Candidates[0]
	if candidate.FinishReason != genai.FinishReasonStop || candidate.Content == nil {
		return fmt.Errorf("the model's answer is not complete: it ended with %q %s", candidate.FinishReason, candidate.FinishMessage)
	}
	return nil
}
