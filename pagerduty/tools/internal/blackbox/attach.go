package blackbox

import (
	"github.com/mark3labs/mcp-go/mcp"
)

// Prompt returns the text of a prompt.
func (s *Session) Prompt(name string, arguments map[string]string) string {
	s.t.Helper()
	s.log.clear()
	result, err := s.client.GetPrompt(s.t.Context(), mcp.GetPromptRequest{Params: mcp.GetPromptParams{Name: name, Arguments: arguments}})
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	return result.Messages[0].Content.(mcp.TextContent).Text
}

// Read returns the content of a resource.
func (s *Session) Read(uri string) mcp.TextResourceContents {
	s.t.Helper()
	content, err := s.TryRead(uri)
	if err != nil {
		s.t.Fatalf("%s: %v", uri, err)
	}
	return content
}

// TryRead is Read for a resource that may fail.
func (s *Session) TryRead(uri string) (mcp.TextResourceContents, error) {
	s.t.Helper()
	s.log.clear()
	result, err := s.client.ReadResource(s.t.Context(), mcp.ReadResourceRequest{Params: mcp.ReadResourceParams{URI: uri}})
	if err != nil {
		return mcp.TextResourceContents{}, err
	}
	return result.Contents[0].(mcp.TextResourceContents), nil
}

// CompletePrompt returns the suggestions for an argument of a prompt.
func (s *Session) CompletePrompt(name, argument, typed string) []string {
	s.t.Helper()
	return s.complete(mcp.PromptReference{Type: "ref/prompt", Name: name}, argument, typed)
}

// CompleteResource returns the suggestions for the id in the address of a resource.
func (s *Session) CompleteResource(uri, typed string) []string {
	s.t.Helper()
	return s.complete(mcp.ResourceReference{Type: "ref/resource", URI: uri}, "id", typed)
}

func (s *Session) complete(reference any, argument, typed string) []string {
	s.t.Helper()
	s.log.clear()
	result, err := s.client.Complete(s.t.Context(), mcp.CompleteRequest{Params: mcp.CompleteParams{
		Ref: reference, Argument: mcp.CompleteArgument{Name: argument, Value: typed},
	}})
	if err != nil {
		s.t.Fatalf("%v %s %q: %v", reference, argument, typed, err)
	}
	return result.Completion.Values
}
