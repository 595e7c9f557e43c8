package serve_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// user accepts questions that end with an exclamation mark, cancels "Leave?", and declines all others.
type user struct{}

func (user) Elicit(_ context.Context, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	result := new(mcp.ElicitationResult)
	switch {
	case request.Params.Message == "Leave?":
		return nil, errors.New("nobody there")
	case strings.HasSuffix(request.Params.Message, "!"):
		result.Action = mcp.ElicitationResponseActionAccept
		result.Content = map[string]any{"confirm": true}
	default:
		result.Action = mcp.ElicitationResponseActionDecline
	}
	return result, nil
}

// withUser runs a test with a client of each revision that has elicitation.
func withUser(t *testing.T, over func(t *testing.T) transport.Interface) {
	for _, version := range []string{mcp.ProtocolVersion20250618, mcp.ProtocolVersion20251125, mcp.ProtocolVersion20260728} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			c := client.NewClient(over(t), client.WithProtocolVersion(version), client.WithElicitationHandler(user{}))
			if err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.Close() })
			var request mcp.InitializeRequest
			request.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
			request.Params.ProtocolVersion = version
			if result, err := c.Initialize(t.Context(), request); err != nil || result.ProtocolVersion != version {
				t.Fatalf("got %+v, %v", result, err)
			}
			checkAsking(t, c, version)
		})
	}
}

func checkAsking(t *testing.T, c *client.Client, version string) {
	t.Helper()
	result, err := callTool(t.Context(), c, "ask", map[string]any{"questions": []string{"Page Ada!", "Page Bob?", "Page Eve!"}, "note": "<x>"})
	if err != nil || result.IsError || result.Content[0].(mcp.TextContent).Text != `{"answers":[true,false,true]}` {
		t.Errorf("got %+v, %v", result, err)
	}
	result, err = callTool(t.Context(), c, "ask", map[string]any{"questions": []string{"Leave?"}})
	if version == mcp.ProtocolVersion20260728 { // the client gives up by itself
		if err == nil || !strings.Contains(err.Error(), "nobody there") {
			t.Errorf("got %+v, %v", result, err)
		}
		return
	}
	if err != nil || !result.IsError || !strings.Contains(result.Content[0].(mcp.TextContent).Text, "nobody there") {
		t.Errorf("got %+v, %v", result, err)
	}
}

func TestAskOverPipes(t *testing.T) {
	t.Parallel()
	withUser(t, func(t *testing.T) transport.Interface {
		serverIn, clientOut := io.Pipe()
		clientIn, serverOut := io.Pipe()
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		server := newServer(t, []mcptools.Tool{askTool()})
		go func() { ended <- server.Stdio(ctx, serverIn, serverOut) }()
		t.Cleanup(func() {
			cancel()
			clientOut.Close()
			serverOut.Close()
			if err := <-ended; err != nil {
				t.Errorf("Stdio returned %v", err)
			}
		})
		return transport.NewIO(clientIn, clientOut, io.NopCloser(strings.NewReader("")))
	})
}

func TestAskOverSubprocess(t *testing.T) {
	t.Parallel()
	withUser(t, func(t *testing.T) transport.Interface {
		command := serverCommand(t)
		return transport.NewStdio(command.Path, command.Env)
	})
}
