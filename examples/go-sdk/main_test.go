package main

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/examples/internal/adaptertest"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

func TestMain(m *testing.M) { adaptertest.Main(m, main) }

func TestKeyIsNeeded(t *testing.T) { adaptertest.TestNeeds(t) }

func TestServer(t *testing.T) { adaptertest.TestServer(t, newServer, connect) }

// session is the SDK's client.
type session struct{ *mcp.ClientSession }

// connect returns a client connected to the server in this process.
func connect(t *testing.T, to *mcp.Server) adaptertest.Client {
	t.Helper()
	here, there := mcp.NewInMemoryTransports()
	if _, err := to.Connect(t.Context(), there, nil); err != nil {
		t.Fatal(err)
	}
	connected, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connected.Close() })
	return session{connected}
}

func (s session) List(ctx context.Context) (any, error) {
	list, err := s.ListTools(ctx, nil)
	if err != nil {
		return nil, err
	}
	return list.Tools, nil
}

func (s session) Call(ctx context.Context, name string, arguments any) (text string, isError bool, err error) {
	result, err := s.CallTool(ctx, &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		return "", false, err
	}
	return result.Content[0].(*mcp.TextContent).Text, result.IsError, nil
}

// newTestServer returns a server with only these tools.
func newTestServer(tools []mcptools.Tool) *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	for _, tool := range tools {
		addTool(server, tool)
	}
	return server
}

func TestTheServersMiddlewareSeesTheError(t *testing.T) {
	t.Parallel()
	server := newTestServer(adaptertest.Tools(t))
	var seen error
	server.AddReceivingMiddleware(func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, request mcp.Request) (mcp.Result, error) {
			result, err := next(ctx, method, request)
			if called, ok := result.(*mcp.CallToolResult); ok {
				seen = called.GetError()
			}
			return result, err
		}
	})
	_, _, err := connect(t, server).Call(t.Context(), "get_incident", json.RawMessage(adaptertest.NoSuchIncident))
	if err != nil || !errors.Is(seen, pagerduty.ErrNotFound) {
		t.Errorf("the error is %v, want %v (%v)", seen, pagerduty.ErrNotFound, err)
	}
}

func TestEveryToolIsServedAsItIs(t *testing.T) {
	t.Parallel()
	tools := adaptertest.Tools(t)
	adaptertest.CheckServed(t, connect(t, newTestServer(tools)), tools)
}
