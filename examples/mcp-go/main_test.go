package main

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeyIsNeeded(t *testing.T) { adaptertest.TestNeeds(t) }

func TestServer(t *testing.T) { adaptertest.TestServer(t, newServer, connect) }

// session is mcp-go's client.
type session struct{ *client.Client }

// connect returns a client connected to the server in this process.
func connect(t *testing.T, to *server.MCPServer) adaptertest.Client {
	t.Helper()
	c, err := client.NewInProcessClient(to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Initialize(t.Context(), mcp.InitializeRequest{}); err != nil {
		t.Fatal(err)
	}
	return session{c}
}

func (s session) List(ctx context.Context) (any, error) {
	list, err := s.ListTools(ctx, mcp.ListToolsRequest{})
	if err != nil {
		return nil, err
	}
	return list.Tools, nil
}

func (s session) Call(ctx context.Context, name string, arguments any) (text string, isError bool, err error) {
	result, err := s.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: name, Arguments: arguments}})
	if err != nil {
		return "", false, err
	}
	return mcp.GetTextFromContent(result.Content[0]), result.IsError, nil
}

// serve returns a client of a server with only these tools.
func serve(t *testing.T, tools []mcptools.Tool) adaptertest.Client {
	t.Helper()
	with := server.NewMCPServer("test", "1")
	for _, tool := range tools {
		with.AddTools(serverTool(tool))
	}
	return connect(t, with)
}

func TestTheProgramSeesTheError(t *testing.T) {
	t.Parallel()
	tools, seen := adaptertest.Watch(adaptertest.Tools(t))
	_, _, err := serve(t, tools).Call(t.Context(), "get_incident", json.RawMessage(adaptertest.NoSuchIncident))
	if err != nil || !errors.Is(*seen, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v (%v)", *seen, pagerduty.ErrNotFound, err)
	}
}

// A tool gets the arguments that middleware has set, not those of the request.
func TestArgumentsThatTheProgramSets(t *testing.T) {
	t.Parallel()
	var got []string
	tool := adaptertest.Tools(t)[0].With(func(mcptools.Handler) mcptools.Handler {
		return func(_ context.Context, call mcptools.Call) mcptools.Result {
			got = append(got, string(call.Arguments))
			return mcptools.Result{Text: "{}"}
		}
	})
	served := serverTool(tool)
	for _, arguments := range []any{map[string]any{"limit": 1}, json.RawMessage(`{"limit":1}`), struct {
		Limit int `json:"limit"`
	}{1}} {
		request := mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool.Name, Arguments: arguments}}
		if result, err := served.Handler(t.Context(), request); err != nil || result.IsError {
			t.Errorf("%v: %v, %v", arguments, result, err)
		}
	}
	limits := func(next server.ToolHandlerFunc) server.ToolHandlerFunc {
		return func(ctx context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			request.Params.Arguments = map[string]any{"limit": 1}
			return next(ctx, request)
		}
	}
	with := server.NewMCPServer("test", "1", server.WithToolHandlerMiddleware(limits))
	with.AddTools(served)
	if _, isError, err := connect(t, with).Call(t.Context(), tool.Name, map[string]any{"limit": 99}); err != nil || isError {
		t.Error(isError, err)
	}
	for _, arguments := range got {
		if arguments != `{"limit":1}` {
			t.Errorf("the tool got %s", arguments)
		}
	}
	request := mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool.Name, Arguments: make(chan int)}}
	if result, err := served.Handler(t.Context(), request); err == nil || len(got) != 4 {
		t.Errorf("arguments that are not JSON return %v, and the tool was called %d times, want 4", result, len(got))
	}
}

func TestEveryToolIsServedAsItIs(t *testing.T) {
	t.Parallel()
	tools := adaptertest.Tools(t)
	adaptertest.CheckServed(t, serve(t, tools), tools)
}
