package serve

// Where to look: this file builds a Server; tools.go runs a tool for any transport, with slot.go (how many at a time); ask.go is
// how a question looks and what counts as yes, questions.go puts it to a client while the call waits, round.go in the stateless
// way, for which state.go seals what the client keeps; stdio.go is the stdio transport, with lines.go (reading), message.go
// and params.go (understanding), requests.go (what is in flight), session.go (one request for mcp-go), backlog.go, progress.go and
// writer.go (answering); refuse.go answers for a server that cannot start.
// Another transport belongs in a file of its own beside stdio.go, over the same Server.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// The tools of a server never change while it runs. Clients may keep the list this long; it is short enough for a
// server behind a URL to be replaced by a newer one.
const toolListTTL = 5 * time.Minute

// Info is how a server introduces itself. Name is required; Title is the name for people, and Instructions are handed
// to the model when a session begins.
type Info struct {
	Name         string
	Title        string
	Version      string
	Instructions string
}

// Server serves a fixed set of tools to MCP clients. It is immutable and safe for concurrent use: any number of
// connections may be served at the same time, and they share the limit of [WithMaxConcurrent].
type Server struct {
	options
	mcp    *server.MCPServer
	names  []string      // of the tools, sorted
	slots  chan struct{} // one taken by each running call
	states *states

	refusal string // why it cannot start; see Refuse
}

// New makes a server. It fails when two tools have the same name, or when a name or an input schema is one that hosts
// refuse: each of these would otherwise break the whole list of tools, or hide one tool behind another.
func New(info Info, tools []mcptools.Tool, opts ...Option) (*Server, error) {
	o := defaultOptions()
	for _, option := range opts {
		option(&o)
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if info.Name == "" {
		return nil, errors.New("serve: Info.Name is required: clients show and log it")
	}
	s := &Server{
		options: o,
		mcp: server.NewMCPServer(info.Name, info.Version,
			server.WithTitle(info.Title),
			server.WithInstructions(info.Instructions),
			server.WithToolCapabilities(false),
			server.WithPromptCapabilities(false),
			server.WithResourceCapabilities(false, false),
			server.WithHooks(announceToolsAlone()),
			server.WithCacheHints(toolListTTL.Milliseconds(), mcp.CacheScopePrivate),
		),
		slots:  make(chan struct{}, o.maxConcurrent),
		states: newStates(),
	}
	if err := s.addTools(tools); err != nil {
		return nil, err
	}
	return s, nil
}

// announceToolsAlone keeps quiet about prompts and resources, of which there are none. Some hosts ask for their lists all the same,
// and drop a server that answers with an error; others, told of them, would ask at every start.
func announceToolsAlone() *server.Hooks {
	hooks := new(server.Hooks)
	hooks.AddAfterInitialize(func(_ context.Context, _ any, _ *mcp.InitializeRequest, result *mcp.InitializeResult) {
		result.Capabilities.Prompts, result.Capabilities.Resources = nil, nil
	})
	hooks.AddAfterDiscover(func(_ context.Context, _ any, _ *mcp.DiscoverRequest, result *mcp.DiscoverResult) {
		result.Capabilities.Prompts, result.Capabilities.Resources = nil, nil
	})
	return hooks
}

func (s *Server) addTools(tools []mcptools.Tool) error {
	entries := make([]server.ServerTool, 0, len(tools))
	for _, tool := range tools {
		definition := toolDefinition(tool)
		if err := checkTool(definition); err != nil {
			return err
		}
		if slices.Contains(s.names, tool.Name) {
			return fmt.Errorf("serve: two tools are named %q: a client could call only one of them", tool.Name)
		}
		s.names = append(s.names, tool.Name)
		entries = append(entries, server.ServerTool{Tool: definition, Handler: s.toolHandler(tool.Name, tool.With(s.inRounds).Call)})
	}
	slices.Sort(s.names)
	s.mcp.AddTools(entries...)
	return nil
}

// checkTool refuses what would make mcp-go panic or break tools/list, and names that some hosts reject.
func checkTool(tool mcp.Tool) error {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	if len(tool.Name) == 0 || len(tool.Name) > 64 || strings.Trim(tool.Name, letters) != "" {
		return fmt.Errorf("serve: the tool name %q is not one that every host accepts: use 1 to 64 of a-z, A-Z, 0-9, _ and -", tool.Name)
	}
	var schema struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(tool.RawInputSchema, &schema); err != nil {
		return fmt.Errorf("serve: the input schema of tool %q cannot be read: %w", tool.Name, err)
	}
	if schema.Type != "object" {
		return fmt.Errorf("serve: the input schema of tool %q is of type %q; hosts accept only \"object\"", tool.Name, schema.Type)
	}
	if !bytes.Contains(tool.RawInputSchema, []byte("x-mcp-header")) {
		return nil // the check below is the most expensive part of a start
	}
	if err := mcp.ValidateParamHeaderAnnotations(&tool); err != nil {
		return fmt.Errorf("serve: tool %q: %w", tool.Name, err)
	}
	return nil
}
