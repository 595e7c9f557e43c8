package serve_test

import (
	"context"
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

func TestUnavailableEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, input := io.Pipe()
	defer input.Close()
	ended := make(chan error, 1)
	go func() { ended <- serve.Unavailable(ctx, serve.Info{Name: "test"}, in, io.Discard, "") }()
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

// Clients of both eras connect and find the reason wherever they look: in the instructions, in the list, in a call of the tool, and in a
// call of a tool that they remember from a better day.
func TestClientOfUnavailable(t *testing.T) {
	t.Parallel()
	for _, version := range []string{mcp.ProtocolVersion20251125, mcp.ProtocolVersion20260728} {
		serverIn, clientOut := io.Pipe()
		clientIn, serverOut := io.Pipe()
		ended := make(chan error, 1)
		go func() {
			ended <- serve.Unavailable(context.Background(), serve.Info{Name: "test", Instructions: "Ignored."}, serverIn, serverOut, noKey)
		}()
		c := client.NewClient(transport.NewIO(clientIn, clientOut, io.NopCloser(strings.NewReader(""))), client.WithProtocolVersion(version))
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		var request mcp.InitializeRequest
		request.Params.ProtocolVersion = version
		started, err := c.Initialize(t.Context(), request)
		if err != nil {
			t.Fatalf("%s: %v", version, err)
		}
		if !strings.Contains(started.Instructions, noKey) || strings.Contains(started.Instructions, "Ignored") {
			t.Errorf("%s: the instructions are %q", version, started.Instructions)
		}
		list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
		if err != nil || len(list.Tools) != 1 || !strings.Contains(list.Tools[0].Description, noKey) {
			t.Fatalf("%s: the list is %+v, %v", version, list, err)
		}
		var call mcp.CallToolRequest
		call.Params.Name = list.Tools[0].Name
		if result, err := c.CallTool(t.Context(), call); err != nil || !result.IsError || !strings.Contains(mcp.GetTextFromContent(result.Content[0]), noKey) {
			t.Errorf("%s: the result is %+v, %v", version, result, err)
		}
		call.Params.Name = "list_incidents"
		if _, err := c.CallTool(t.Context(), call); err == nil || !strings.Contains(err.Error(), noKey) {
			t.Errorf("%s: another tool returns %v", version, err)
		}
		_ = c.Close()
		clientOut.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		serverOut.Close()
	}
}

// A reason can hold anything: it is cut and cleaned, and an empty one is replaced.
func TestUnavailableForOddReasons(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{"", "\x1b[31mred\u202e", strings.Repeat("long ", 10_000)} {
		var out strings.Builder
		in := strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}` + "\n")
		if err := serve.Unavailable(t.Context(), serve.Info{Name: "test"}, in, &out, reason); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, "test could not start, so its tools are missing: ") || len(got) > 3000 || strings.ContainsAny(got, "\x1b\u202e") {
			t.Errorf("%.20q: %s", reason, got)
		}
	}
}
