package serve_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

const noKey = "No API key: set PAGERDUTY_USER_API_KEY, or try it with --demo."

// A server that cannot start answers every request with the reason and no notification, and ends with its input.
func TestRefuse(t *testing.T) {
	t.Parallel()
	requests := []string{
		`{"jsonrpc":"2.0","id":%d,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"a","version":"1"}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"server/discover","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"tools/list"}`,
		`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"echo"}}`,
		`{"jsonrpc":"2.0","id":%d,"method":"ping"}`,
		`{"jsonrpc":"2.0","id":%d,"method":"unheard/of"}`,
	}
	var in, out strings.Builder
	for i, request := range requests {
		fmt.Fprintf(&in, request+"\n", i)
		in.WriteString(`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n")
	}
	if err := serve.Refuse(t.Context(), strings.NewReader(in.String()), &out, noKey); err != nil {
		t.Fatal(err)
	}
	for i := range requests {
		want := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"error":{"code":-32603,"message":"%s"}}`+"\n", i, noKey)
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %sin %s", want, out.String())
		}
	}
	if lines := strings.Count(out.String(), "\n"); lines != len(requests) {
		t.Errorf("%d messages for %d requests", lines, len(requests))
	}
}

func TestRefuseEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, input := io.Pipe()
	defer input.Close()
	ended := make(chan error, 1)
	go func() { ended <- serve.Refuse(ctx, in, io.Discard, "") }()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(wire.Patience):
		t.Error("it went on after the end of its context")
	}
}

// Clients of both eras see the reason.
func TestClientOfRefuse(t *testing.T) {
	t.Parallel()
	for _, version := range []string{mcp.ProtocolVersion20251125, mcp.ProtocolVersion20260728} {
		serverIn, clientOut := io.Pipe()
		clientIn, serverOut := io.Pipe()
		ended := make(chan error, 1)
		go func() { ended <- serve.Refuse(context.Background(), serverIn, serverOut, noKey) }()
		c := client.NewClient(transport.NewIO(clientIn, clientOut, io.NopCloser(strings.NewReader(""))), client.WithProtocolVersion(version))
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		var request mcp.InitializeRequest
		request.Params.ProtocolVersion = version
		if _, err := c.Initialize(t.Context(), request); err == nil || !strings.Contains(err.Error(), noKey) {
			t.Errorf("%s: the client got %v", version, err)
		}
		_ = c.Close()
		clientOut.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		serverOut.Close()
	}
}
