package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// checkPrompts returns an error for a prompt that cannot be served.
func (s *Server) checkPrompts() error {
	for _, prompt := range s.prompts {
		if mcptools.CheckName(prompt.Name) != nil {
			return fmt.Errorf("serve: not every host accepts the prompt name %q", prompt.Name)
		}
		if prompt.Render == nil {
			return fmt.Errorf("serve: the prompt %q needs a function to render it", prompt.Name)
		}
	}
	return nil
}

// register registers the names of the prompts with mcp-go, before the first is asked for: at a start it would take a tenth of the time. Which
// of them a client sees is decided for each request: see requestSession.prompts.
func (s *Server) register() {
	for _, prompt := range s.prompts {
		s.mcp.AddPrompt(mcp.Prompt{Name: prompt.Name}, renderPrompt)
	}
}

// filterPrompts is mcp-go's filter of prompts. It returns those that the session offers.
func filterPrompts(ctx context.Context, _ []mcp.Prompt) []mcp.Prompt {
	shown := []mcp.Prompt{}
	if session, ok := server.ClientSessionFromContext(ctx).(*requestSession); ok {
		for _, prompt := range session.prompts() {
			shown = append(shown, promptDefinition(prompt))
		}
	}
	slices.SortFunc(shown, func(a, b mcp.Prompt) int { return strings.Compare(a.Name, b.Name) })
	return shown
}

func promptDefinition(prompt mcptools.Prompt) mcp.Prompt {
	definition := mcp.Prompt{Name: prompt.Name, Title: prompt.Title, Description: prompt.Description}
	for _, a := range prompt.Arguments {
		definition.Arguments = append(definition.Arguments, mcp.PromptArgument{Name: a.Name, Title: a.Title, Description: a.Description, Required: a.Required})
	}
	return definition
}

// renderPrompt is mcp-go's handler of all prompts.
func renderPrompt(ctx context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	return answerFor(ctx, func(ctx context.Context, session *requestSession) (*mcp.GetPromptResult, error) {
		prompt, _ := session.prompt(request.Params.Name) // checkPrompt has looked
		text, err := prompt.Text(ctx, promptArguments(session.params.Arguments))
		if err != nil {
			return nil, err
		}
		return mcp.NewGetPromptResult(prompt.Description, []mcp.PromptMessage{mcp.NewPromptMessage(mcp.RoleUser, mcp.NewTextContent(text))}), nil
	})
}

// promptArguments reads the arguments of a prompts/get. The protocol allows strings only, but some clients send numbers and booleans, null
// for an omitted argument, or a list for no arguments.
func promptArguments(raw json.RawMessage) map[string]string {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(raw, &members)
	arguments := map[string]string{}
	for name, value := range members {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		arguments[name] = text
	}
	return arguments
}

// checkPrompt returns an error for a prompts/get without a prompt that the session offers.
func (s *requestSession) checkPrompt(p params) *protocolError {
	name, ok := p.name()
	if !ok {
		return invalidParams("Invalid params: params.name must be the name of a prompt.")
	}
	if _, ok := s.prompt(name); ok {
		s.server.registered.Do(s.server.register)
		return nil
	}
	names := []string{}
	for _, prompt := range s.prompts() {
		names = append(names, prompt.Name)
	}
	if len(names) == 0 {
		return invalidParams(fmt.Sprintf("Unknown prompt %.100q: this server has no prompts.", name))
	}
	return invalidParams(fmt.Sprintf("Unknown prompt %.100q. The prompts of this server are: %s.", name, strings.Join(names, ", ")))
}

// prompts returns the prompts whose tools are all served, one for each name.
func (s *requestSession) prompts() []mcptools.Prompt {
	var offered []mcptools.Prompt
	for _, prompt := range s.server.prompts {
		known := slices.ContainsFunc(offered, func(other mcptools.Prompt) bool { return other.Name == prompt.Name })
		if !known && s.hasTools(prompt.Needs) {
			offered = append(offered, prompt)
		}
	}
	return offered
}

func (s *requestSession) prompt(name string) (mcptools.Prompt, bool) {
	offered := s.prompts()
	i := slices.IndexFunc(offered, func(prompt mcptools.Prompt) bool { return prompt.Name == name })
	if i < 0 {
		return mcptools.Prompt{}, false
	}
	return offered[i], true
}

// hasTools reports whether all the tools are served.
func (s *requestSession) hasTools(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		_, served := s.tools[name]
		return !served
	})
}
