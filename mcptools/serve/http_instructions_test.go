package serve_test

import (
	"context"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// A caller who gets other tools than all can get instructions for them.
func TestInstructionsForACaller(t *testing.T) {
	t.Parallel()
	server, err := serve.New(serve.Info{Name: "pager", Version: "1", Instructions: "all"}, testTools())
	if err != nil {
		t.Fatal(err)
	}
	for its, want := range map[string]string{"": "all", "few": "few"} {
		address := listen(t, server.Handler(serve.WithInstructions(func(context.Context) string { return its })))
		for _, version := range []string{mcp.ProtocolVersion20251125, mcp.ProtocolVersion20260728} {
			c := client.NewClient(overHTTP(t, address), client.WithProtocolVersion(version))
			if err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			result, err := c.Initialize(t.Context(), mcp.InitializeRequest{Params: mcp.InitializeParams{
				ProtocolVersion: version, ClientInfo: mcp.Implementation{Name: "test", Version: "1"},
			}})
			if err != nil || result.Instructions != want {
				t.Errorf("%s: got %+v, %v, want %q", version, result, err, want)
			}
			_ = c.Close()
		}
	}
}
