package serve

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

const (
	completeWithin = 5 * time.Second // the user goes on typing
	maxCompletions = 100             // the protocol allows no more
)

// completer suggests values for arguments of prompts and variables of resources. What cannot be completed has no suggestions; neither has
// what fails, since a user who types wants no errors.
type completer struct{}

// CompletePromptArgument implements mcp-go's provider of completions.
func (completer) CompletePromptArgument(ctx context.Context, name string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	return complete(ctx, argument.Value, func(session *requestSession) mcptools.CompleteFunc {
		prompt, _ := session.prompt(name)
		i := slices.IndexFunc(prompt.Arguments, func(a mcptools.PromptArgument) bool { return a.Name == argument.Name })
		if i < 0 {
			return nil
		}
		return prompt.Arguments[i].Complete
	}), nil
}

// CompleteResourceArgument implements mcp-go's provider of completions. uri is the address with its variables.
func (completer) CompleteResourceArgument(ctx context.Context, uri string, argument mcp.CompleteArgument, _ mcp.CompleteContext) (*mcp.Completion, error) {
	return complete(ctx, argument.Value, func(session *requestSession) mcptools.CompleteFunc {
		for _, resource := range session.resources() {
			if resource.URI == uri {
				return resource.Complete[argument.Name]
			}
		}
		return nil
	}), nil
}

func complete(ctx context.Context, typed string, find func(*requestSession) mcptools.CompleteFunc) *mcp.Completion {
	ctx, cancel := context.WithTimeout(ctx, completeWithin)
	defer cancel()
	values, err := answerFor(ctx, func(ctx context.Context, session *requestSession) ([]string, error) {
		return find(session).Values(ctx, typed)
	})
	if err != nil {
		if session, ok := server.ClientSessionFromContext(ctx).(*requestSession); ok {
			session.failure = nil
		}
		return &mcp.Completion{Values: []string{}}
	}
	shown := values[:min(len(values), maxCompletions)]
	return &mcp.Completion{Values: append([]string{}, shown...), HasMore: len(shown) < len(values)}
}

// canComplete reports whether there is anything to complete.
func canComplete(prompts []mcptools.Prompt, resources []mcptools.Resource) bool {
	return slices.ContainsFunc(resources, func(r mcptools.Resource) bool { return len(r.Complete) > 0 }) ||
		slices.ContainsFunc(prompts, func(p mcptools.Prompt) bool {
			return slices.ContainsFunc(p.Arguments, func(a mcptools.PromptArgument) bool { return a.Complete != nil })
		})
}

// reference is what a completion/complete is about.
type reference struct {
	Type json.RawMessage `json:"type"`
	Name json.RawMessage `json:"name"`
	URI  json.RawMessage `json:"uri"`
}

// checkReference returns an error for a completion/complete that is about neither a prompt nor a resource.
func (p params) checkReference() *protocolError {
	var ref reference
	_ = json.Unmarshal(p.Ref, &ref)
	switch string(ref.Type) {
	case `"ref/prompt"`, `"ref/resource"`:
		return nil
	}
	return invalidParams(`Invalid params: params.ref.type must be "ref/prompt" or "ref/resource".`)
}

// referenceForSDK returns ref with the members that the server uses, or nil.
func (p params) referenceForSDK() json.RawMessage {
	if p.Ref == nil {
		return nil
	}
	var ref reference
	_ = json.Unmarshal(p.Ref, &ref)
	var out object
	out.addText("type", ref.Type)
	out.addText("name", ref.Name)
	out.addText("uri", ref.URI)
	return out.json()
}

// argumentForSDK returns the argument of a completion/complete with the members that the server uses, or nil.
func (p params) argumentForSDK() json.RawMessage {
	if p.Argument == nil {
		return nil
	}
	var argument struct {
		Name  json.RawMessage `json:"name"`
		Value json.RawMessage `json:"value"`
	}
	_ = json.Unmarshal(p.Argument, &argument)
	var out object
	out.addText("name", argument.Name)
	out.addText("value", argument.Value)
	return out.json()
}
