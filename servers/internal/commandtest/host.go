package commandtest

import (
	"cmp"
	"context"
	"os/exec"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
)

// Host is an MCP host to which a server is connected. The zero Host speaks the newest protocol and cannot ask its user.
type Host struct {
	Protocol string // version; empty for the newest

	// Answer answers a question for the user. Without it the host cannot ask.
	Answer func(question string) mcp.ElicitationResponseAction
}

// Elicit asks the user, who submits the form unchanged.
func (h Host) Elicit(_ context.Context, request mcp.ElicitationRequest) (*mcp.ElicitationResult, error) {
	return &mcp.ElicitationResult{ElicitationResponse: mcp.ElicitationResponse{
		Action: h.Answer(request.Params.Message), Content: map[string]any{},
	}}, nil
}

// Connect starts the command under mcp-go's client, and initializes the session.
func (c Command) Connect(t testing.TB, variables []string, arguments ...string) *client.Client {
	t.Helper()
	return c.ConnectHost(t, Host{}, variables, arguments...)
}

// ConnectHost is Connect with the client of a host.
func (c Command) ConnectHost(t testing.TB, host Host, variables []string, arguments ...string) *client.Client {
	t.Helper()
	var stderr Buffer
	stdio := transport.NewStdioWithOptions(c.binary, nil, arguments, transport.WithCommandFunc(
		func(ctx context.Context, _ string, _, arguments []string) (*exec.Cmd, error) {
			command := c.Exec(ctx, variables, arguments...)
			command.Stderr = &stderr
			return command, nil
		}))
	connection := client.NewClient(stdio, host.options()...)
	if err := connection.Start(context.Background()); err != nil { // t.Context() would kill it before it is told to end
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := connection.Close(); err != nil {
			t.Errorf("closing the connection: %v", err)
		}
		if t.Failed() {
			t.Logf("standard error: %s", stderr.String())
		}
	})
	if _, err := connection.Initialize(t.Context(), host.request()); err != nil {
		t.Fatalf("initialize: %v; standard error: %s", err, stderr.String())
	}
	return connection
}

func (h Host) options() (options []client.ClientOption) {
	if h.Answer != nil {
		options = append(options, client.WithElicitationHandler(h))
	}
	if h.Protocol != "" {
		options = append(options, client.WithProtocolVersion(h.Protocol))
	}
	return options
}

func (h Host) request() mcp.InitializeRequest {
	return mcp.InitializeRequest{Params: mcp.InitializeParams{
		ProtocolVersion: cmp.Or(h.Protocol, mcp.LATEST_PROTOCOL_VERSION), ClientInfo: mcp.Implementation{Name: "commandtest", Version: "1"},
	}}
}
