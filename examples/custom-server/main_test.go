package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// server is the path of the command.
var server string

func TestMain(m *testing.M) {
	os.Exit(subprocess.RunAs(&server, "custom-server", main, m.Run))
}

// start returns the command with these variables, and without others that start with PAGERDUTY_.
func start(ctx context.Context, variables ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, server)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "PAGERDUTY_") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, variables...)
	return command
}

// connect starts the server with an account and connects mcp-go's client to it.
func connect(t *testing.T, account http.Handler) *client.Client {
	t.Helper()
	api := httptest.NewServer(account)
	t.Cleanup(api.Close)
	runbooks := t.TempDir()
	if err := os.WriteFile(filepath.Join(runbooks, "Checkout API.md"), []byte("1. Look at the latest deployment.\n2. Roll back."), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(runbooks, "..", "secret.md"), []byte("S3CR3T"), 0o600); err != nil {
		t.Fatal(err)
	}
	connection, err := client.NewStdioMCPClientWithOptions(server, nil, nil, transport.WithCommandFunc(
		func(ctx context.Context, _ string, _, _ []string) (*exec.Cmd, error) {
			return start(ctx, "PAGERDUTY_USER_API_KEY="+simulator.UserKey, "PAGERDUTY_API_HOST="+api.URL, "RUNBOOKS="+runbooks), nil
		}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := connection.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	if _, err := connection.Initialize(t.Context(), mcp.InitializeRequest{Params: mcp.InitializeParams{
		ProtocolVersion: mcp.LATEST_PROTOCOL_VERSION, ClientInfo: mcp.Implementation{Name: "test", Version: "1"},
	}}); err != nil {
		t.Fatal(err)
	}
	return connection
}

func TestPagerDutysToolsAndOnesOwn(t *testing.T) {
	t.Parallel()
	account := simulator.New()
	connection := connect(t, account)

	list, err := connection.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	offered := map[string]bool{}
	for _, tool := range list.Tools {
		offered[tool.Name] = true
		if hint := tool.Annotations.ReadOnlyHint; hint == nil || !*hint {
			t.Errorf("%s is not read-only", tool.Name)
		}
	}
	if !offered["list_incidents"] || !offered["get_incident"] || !offered["get_runbook"] || offered["manage_incidents"] {
		t.Errorf("the tools are %v", offered)
	}

	tests := []struct {
		tool      string
		arguments map[string]any
		want      string
		isError   bool
	}{
		{tool: "get_incident", arguments: map[string]any{"incident_id": "Q2CHECKOUTLATE"}, want: "Checkout latency"},
		{tool: "get_runbook", arguments: map[string]any{"service": "Checkout API"}, want: `["1. Look at the latest deployment.","2. Roll back."]`},
		{tool: "get_runbook", arguments: map[string]any{"service": "Checkout"}, want: "Checkout.md", isError: true},
		{tool: "get_runbook", arguments: map[string]any{"service": "../secret"}, want: "secret.md", isError: true},
		{tool: "get_runbook", arguments: map[string]any{}, want: "service", isError: true},
	}
	for _, test := range tests {
		result, err := connection.CallTool(t.Context(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: test.tool, Arguments: test.arguments}})
		if err != nil {
			t.Fatal(err)
		}
		text := result.Content[0].(mcp.TextContent).Text
		if result.IsError != test.isError || !strings.Contains(text, test.want) || strings.Contains(text, "S3CR3T") {
			t.Errorf("%s %v: error %t: %.300s", test.tool, test.arguments, result.IsError, text)
		}
	}
	if len(account.Requests()) == 0 {
		t.Error("the account got no request")
	}
}

func TestWithoutAKeyItSaysSo(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	command := start(t.Context())
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err == nil || stdout.Len() > 0 || !strings.Contains(stderr.String(), "key is empty") {
		t.Errorf("got %v; stdout %q, stderr %q", err, stdout.String(), stderr.String())
	}
}

// docs/go.md promises a server in 42 lines.
func TestItIsShort(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(source, []byte("\n")); lines > 42 {
		t.Errorf("main.go has %d lines, want at most 42", lines)
	}
}
