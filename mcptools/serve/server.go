package serve

// This file makes a Server. For any transport, tools.go runs a tool; prompts.go, resources.go and completion.go answer the requests that
// their names say, through answer.go; and permit.go limits how much runs at a time. Questions to the user:
// ask.go writes a question and reads the answer; questions.go asks a client of the handshake era while the call waits; attempt.go asks a
// stateless client, and state.go seals the state that it keeps. One transport is stdio.go: it reads with lines.go, message.go and
// params.go, tracks requests with requests.go, and writes with backlog.go, progress.go and writer.go. unavailable.go serves in place of
// a server that cannot start. The other transport is http.go, which names its files. Both pass requests to mcp-go by reply.go and session.go.

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Info describes a server to its clients. Name is required. Title is the name that people see. Clients give Instructions to the model when
// a session begins.
type Info struct {
	Name         string
	Title        string
	Version      string
	Instructions string
}

// Server serves a fixed set of tools, prompts and resources to MCP clients. It is immutable and safe for concurrent use. It can serve any
// number of connections at the same time, which share the limit of [WithMaxConcurrent].
type Server struct {
	options
	mcp       *server.MCPServer
	tools     map[string]server.ServerTool
	names     []string // the names of the tools, sorted
	originals []mcptools.Tool
	permits   chan struct{} // holds one element for each running call
	states    states

	registered sync.Once // see register
}

// New makes a server. It returns an error if two tools have the same name, or if hosts would refuse a name or an input schema: one
// such tool can make a host drop the whole list.
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
		mcp:     newMCP(info, o.listTTL),
		tools:   make(map[string]server.ServerTool, len(tools)),
		permits: make(chan struct{}, o.maxConcurrent),
		states:  states{o.store},
	}
	if err := s.addTools(tools); err != nil {
		return nil, err
	}
	if err := cmp.Or(s.checkPrompts(), s.checkResources()); err != nil {
		return nil, err
	}
	return s, nil
}

func newMCP(info Info, listTTL time.Duration) *server.MCPServer {
	return server.NewMCPServer(info.Name, info.Version,
		server.WithTitle(info.Title),
		server.WithInstructions(info.Instructions),
		server.WithToolCapabilities(false),
		server.WithPromptCapabilities(false),
		server.WithPromptFilter(filterPrompts),
		server.WithResourceCapabilities(false, false),
		server.WithCompletions(),
		server.WithPromptCompletionProvider(completer{}),
		server.WithResourceCompletionProvider(completer{}),
		server.WithHooks(announceWhatIsThere()),
		server.WithCacheHints(listTTL.Milliseconds(), mcp.CacheScopePrivate),
		server.WithMethodCacheHints(mcp.MethodResourcesRead, 0, mcp.CacheScopePrivate),
	)
}

// announceWhatIsThere hides the capabilities of which there is nothing. Their lists exist and are empty, because some hosts request them
// without asking and drop a server that returns an error. Hosts that see the capabilities would request them at every start.
func announceWhatIsThere() *server.Hooks {
	hide := func(ctx context.Context, capabilities *mcp.ServerCapabilities) {
		session, ok := server.ClientSessionFromContext(ctx).(*requestSession)
		if !ok {
			return
		}
		prompts, resources := session.prompts(), session.resources()
		if len(prompts) == 0 {
			capabilities.Prompts = nil
		}
		if len(resources) == 0 {
			capabilities.Resources = nil
		}
		if !canComplete(prompts, resources) {
			capabilities.Completions = nil
		}
	}
	hooks := new(server.Hooks)
	hooks.AddAfterInitialize(func(ctx context.Context, _ any, _ *mcp.InitializeRequest, result *mcp.InitializeResult) {
		hide(ctx, &result.Capabilities)
		instruct(ctx, &result.Instructions)
	})
	hooks.AddAfterDiscover(func(ctx context.Context, _ any, _ *mcp.DiscoverRequest, result *mcp.DiscoverResult) {
		hide(ctx, &result.Capabilities)
		instruct(ctx, &result.Instructions)
	})
	return hooks
}

// instruct replaces the instructions by those for the caller of the request, if there are such.
func instruct(ctx context.Context, instructions *string) {
	session, _ := server.ClientSessionFromContext(ctx).(*requestSession)
	if session == nil || session.instructions == nil {
		return
	}
	if its := session.instructions(ctx); its != "" {
		*instructions = its
	}
}

// addTools checks tools and keeps them. mcp-go finds them in the sessions: it would parse each schema twice if they were registered with it.
func (s *Server) addTools(tools []mcptools.Tool) error {
	for _, tool := range tools {
		definition := toolDefinition(tool)
		if err := checkTool(definition); err != nil {
			return err
		}
		if s.hasTool(tool.Name) {
			return fmt.Errorf("serve: two tools are named %q: a client could call only one of them", tool.Name)
		}
		s.names = append(s.names, tool.Name)
		s.tools[tool.Name] = server.ServerTool{Tool: definition, Handler: s.toolHandler(tool.Name, tool.With(s.beginAttempt).Call)}
	}
	slices.Sort(s.names)
	s.originals = tools
	return nil
}

// checkTool returns an error for a tool that some hosts reject.
func checkTool(tool mcp.Tool) error {
	if err := mcptools.CheckName(tool.Name); err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	if err := checkSchema(tool.RawInputSchema); err != nil {
		return fmt.Errorf("serve: the input schema of tool %q %w", tool.Name, err)
	}
	if !bytes.Contains(tool.RawInputSchema, []byte("x-mcp-header")) {
		return nil // the check below is the most expensive part of a start
	}
	if err := mcp.ValidateParamHeaderAnnotations(&tool); err != nil {
		return fmt.Errorf("serve: tool %q: %w", tool.Name, err)
	}
	return nil
}

func checkSchema(raw json.RawMessage) error {
	if bytes.HasPrefix(raw, []byte(`{"type":"object",`)) && json.Valid(raw) {
		return nil // as mcptools makes it; decoding takes three times as long, at every start
	}
	var schema struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		return fmt.Errorf("cannot be parsed: %w", err)
	}
	if schema.Type != "object" {
		return fmt.Errorf("is of type %q; hosts accept only \"object\"", schema.Type)
	}
	return nil
}
