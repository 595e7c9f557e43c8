package serve

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// newConformanceServer returns the server for the scenarios of a revision.
func newConformanceServer(t *testing.T, revision string) *Server {
	t.Helper()
	s, err := New(Info{Name: "conformance", Version: "1.0.0"}, conformanceTools(),
		WithPrompts(conformancePrompts()...), WithResources(conformanceResources()...))
	if err != nil {
		t.Fatal(err)
	}
	addRaw(s, revision)
	return s
}

type fixtureResult struct {
	Text string `json:"text"`
}

// says returns a function of a tool that asks the user some questions, and then returns text.
func says(text string, questions ...string) func(context.Context, struct{}) (fixtureResult, error) {
	return func(ctx context.Context, _ struct{}) (fixtureResult, error) {
		for _, question := range questions {
			if _, err := mcptools.Ask(ctx, question); err != nil {
				return fixtureResult{}, err
			}
		}
		return fixtureResult{text}, nil
	}
}

type elicitationInput struct {
	Message string `json:"message"`
}

func conformanceTools() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("test_simple_text", "Returns text.", says("This is a simple text response for testing.")),
		mcptools.Read("test_error_handling", "Fails.", func(context.Context, struct{}) (fixtureResult, error) {
			return fixtureResult{}, errors.New("this tool fails on purpose")
		}),
		mcptools.Read("test_tool_with_progress", "Reports its progress.", func(ctx context.Context, _ struct{}) (fixtureResult, error) {
			for _, done := range []int{0, 50, 100} {
				mcptools.Progress(ctx, done, 100)
				time.Sleep(progressInterval) // more often, and messages are left out
			}
			return fixtureResult{"done"}, nil
		}),
		mcptools.Read("test_elicitation", "Asks the user.", func(ctx context.Context, in elicitationInput) (fixtureResult, error) {
			yes, err := mcptools.Ask(ctx, in.Message)
			return fixtureResult{fmt.Sprint("User response: ", yes)}, err
		}),
		mcptools.Read("test_streaming_elicitation", "Asks the user.", says("done", "Go on?")),
		mcptools.Read("test_input_required_result_request_state", "Asks the user.", says("state-ok", "Is it right?")),
		mcptools.Read("test_input_required_result_multi_round", "Asks the user twice.", says("done", "Is it right?", "Is it?")),
		mcptools.Read("test_input_required_result_tampered_state", "Asks the user.", says("done", "Is it right?")),
	}
}

func conformancePrompts() []mcptools.Prompt {
	simple := func(_ context.Context, arguments map[string]string) (string, error) {
		return fmt.Sprint("This is a prompt for testing. ", arguments), nil
	}
	argument := func(name string) mcptools.PromptArgument { return mcptools.PromptArgument{Name: name, Required: true} }
	return []mcptools.Prompt{
		{Name: "test_simple_prompt", Description: "Has no arguments.", Render: simple},
		{
			Name: "test_prompt_with_arguments", Description: "Has two arguments.", Render: simple,
			Arguments: []mcptools.PromptArgument{argument("arg1"), argument("arg2")},
		},
		// addRaw renders these.
		{Name: "test_prompt_with_embedded_resource", Description: "Embeds a resource.", Render: simple, Arguments: []mcptools.PromptArgument{argument("resourceUri")}},
		{Name: "test_prompt_with_image", Description: "Contains an image.", Render: simple},
		{Name: "test_input_required_result_prompt", Description: "Asks the user.", Render: simple},
	}
}

func conformanceResources() []mcptools.Resource {
	read := func(_ context.Context, _ []mcptools.Tool, variables map[string]string) (string, error) {
		return fmt.Sprint("content ", variables), nil
	}
	return []mcptools.Resource{
		{URI: "test://static-text", Name: "static-text", MIMEType: "text/plain", Read: read},
		{URI: "test://static-binary", Name: "static-binary", MIMEType: "image/png", Read: read}, // addRaw reads it
		{URI: "test://watched-resource", Name: "watched-resource", MIMEType: "text/plain", Read: read},
		{URI: "test://template/{id}/data", Name: "template", MIMEType: "text/plain", Read: read},
	}
}
