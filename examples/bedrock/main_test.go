package main

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/scriptedmodel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeyModelAndQuestionAreNeeded(t *testing.T) { adaptertest.TestNeeds(t, "BEDROCK_MODEL") }

// connect returns Amazon's client for the API at the URL vendor.
func connect(vendor string) *bedrockruntime.Client {
	key := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
	})
	return bedrockruntime.New(bedrockruntime.Options{Region: "us-east-1", BaseEndpoint: &vendor, Credentials: key})
}

var agent = adaptertest.Agent{
	API:           scriptedmodel.Bedrock,
	MarksFailures: true,
	Run: func(ctx context.Context, out io.Writer, account pagerduty.ClientSource, vendor, question string) error {
		return run(ctx, out, account, connect(vendor), "test-model", question)
	},
}

func TestAgent(t *testing.T) { agent.Test(t) }

func TestLog(t *testing.T) { agent.TestLog(t) }

func TestAnswersThatEndEarly(t *testing.T) {
	t.Parallel()
	agent.TestIncomplete(t, `"stopReason":"\w+"`, `"stopReason":"max_tokens"`, "max_tokens")
	agent.TestIncomplete(t, `"stopReason":"\w+"`, `"stopReason":"guardrail_intervened"`, "guardrail_intervened")
	agent.TestIncomplete(t, `"output":\{.*\},"stopReason":"\w+"`, `"stopReason":"malformed_model_output"`, "malformed_model_output")
}

func TestTheProgramKeepsTheError(t *testing.T) {
	t.Parallel()
	call := types.ToolUseBlock{Name: aws.String("get_incident"), Input: document.NewLazyDocument(map[string]any{"incident_id": "PNOSUCH1"})}
	if _, err := answer(t.Context(), adaptertest.Tools(t), call); !errors.Is(err, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v", err, pagerduty.ErrNotFound)
	}
}

func TestEveryToolArrivesAsItIs(t *testing.T) {
	t.Parallel()
	vendor, heard := adaptertest.Vendor(t, scriptedmodel.Bedrock, adaptertest.AsksFor())
	tools := adaptertest.Tools(t)
	offered := make([]types.Tool, len(tools))
	for i, tool := range tools {
		var err error
		if offered[i], err = offer(tool); err != nil {
			t.Fatal(err)
		}
	}
	chat := &bedrockruntime.ConverseInput{
		ModelId:    aws.String("test-model"),
		Messages:   []types.Message{{Role: types.ConversationRoleUser, Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: "Hello."}}}},
		ToolConfig: &types.ToolConfiguration{Tools: offered},
	}
	if _, err := connect(vendor).Converse(t.Context(), chat); err != nil {
		t.Fatal(err)
	}
	adaptertest.CheckTools(t, heard.Tools, tools, adaptertest.SameSchema)
}
