// Command bedrock answers a question about PagerDuty with a model of Amazon Bedrock, by its Converse API, and three read-only tools:
//
//	export PAGERDUTY_USER_API_KEY=… # accounts in the EU also set PAGERDUTY_API_HOST
//	export BEDROCK_MODEL=… # the id of a model or of an inference profile that calls tools
//	cd examples/bedrock && go run . "Which incidents are open, and who has them?"
//
// It takes the credentials and the region from where AWS's tools do. Your own program needs adapter.go.
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

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

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
	modelName := os.Getenv("BEDROCK_MODEL")
	if modelName == "" {
		log.Fatal("BEDROCK_MODEL is empty: set it to the id of a model or of an inference profile")
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
	amazon, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	if err := run(ctx, os.Stdout, account, bedrockruntime.NewFromConfig(amazon), modelName, question); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, account pagerduty.ClientSource, model *bedrockruntime.Client, modelName, question string) error {
	toolset := incidents.Toolset(account)
	tools, err := mcptools.Select(toolset.Tools, mcptools.Selection{Only: []string{"list_incidents", "get_incident", "get_past_incidents"}})
	if err != nil {
		return err
	}
	offered := make([]types.Tool, len(tools))
	for i, tool := range tools {
		if offered[i], err = offer(tool); err != nil {
			return err
		}
	}
	chat := &bedrockruntime.ConverseInput{
		ModelId:    &modelName,
		System:     []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: toolset.Instructions}},
		Messages:   []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: question}}}},
		ToolConfig: &types.ToolConfiguration{Tools: offered},
	}
	for range 10 {
		response, err := model.Converse(ctx, chat)
		if err != nil {
			return fmt.Errorf("asking the model: %w", err)
		}
		message, ok := response.Output.(*types.ConverseOutputMemberMessage)
		if !ok || response.StopReason != types.StopReasonEndTurn && response.StopReason != types.StopReasonToolUse {
			return fmt.Errorf("the model's answer is not complete: it ended with %q", response.StopReason)
		}
		text, calls := parts(message.Value)
		if len(calls) == 0 {
			_, err := fmt.Fprintln(out, mcptools.Clean(text, 100_000))
			return err
		}
		results := types.Message{Role: types.ConversationRoleUser}
		for _, call := range calls {
			result, err := answer(ctx, tools, call)
			if err != nil {
				log.Printf("%q: %s", aws.ToString(call.Name), mcptools.Clean(err.Error(), 1000))
			}
			results.Content = append(results.Content, result)
		}
		chat.Messages = append(chat.Messages, message.Value, results)
	}
	return errors.New("the model kept calling tools and gave no answer")
}

// parts returns the text and the calls of a message. It leaves out the model's reasoning.
func parts(message types.Message) (text string, calls []types.ToolUseBlock) {
	for _, block := range message.Content {
		switch block := block.(type) {
		case *types.ContentBlockMemberText:
			text += block.Value
		case *types.ContentBlockMemberToolUse:
			calls = append(calls, block.Value)
		}
	}
	return text, calls
}
