package serve_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// listen serves a handler on a port of this machine until the test ends. It returns the address.
func listen(t testing.TB, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serve.HTTP(ctx, listener, handler, time.Second, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("HTTP returned %v", err)
		}
	})
	return listener.Addr().String()
}

func overHTTP(t testing.TB, address string, options ...transport.StreamableHTTPCOption) transport.Interface {
	t.Helper()
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	over, err := transport.NewStreamableHTTP("http://"+address+"/mcp", append(options, transport.WithHTTPBasicClient(&http.Client{Transport: own}))...)
	if err != nil {
		t.Fatal(err)
	}
	return over
}

var sessionModes = map[string][]serve.HTTPOption{
	"stateless": nil,
	"sessions":  {serve.WithSessions(time.Minute)},
}

func TestClientOverHTTP(t *testing.T) {
	t.Parallel()
	for name, options := range sessionModes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newServer(t, append(testTools(), mcptools.Read("steps", "Takes steps.", steps)))
			address := listen(t, server.Handler(options...))
			inBothEras(t, func(t *testing.T, open func(transport.Interface) *client.Client) {
				c := open(overHTTP(t, address))
				checkSession(t, c)
				checkProgress(t, c)
			})
		})
	}
}

// checkProgress checks that the last progress message of a call arrives before its reply, also if it is sent right before it.
func checkProgress(t *testing.T, c *client.Client) {
	t.Helper()
	var last atomic.Int64
	c.OnNotification(func(n mcp.JSONRPCNotification) {
		if done, ok := n.Params.AdditionalFields["progress"].(float64); ok {
			last.Store(int64(done))
		}
	})
	for range 10 {
		last.Store(0)
		var request mcp.CallToolRequest
		request.Params.Name = "steps"
		request.Params.Arguments = map[string]any{"steps": 3}
		request.Params.Meta = &mcp.Meta{ProgressToken: "steps"}
		if _, err := c.CallTool(t.Context(), request); err != nil || last.Load() != 3 {
			t.Errorf("the last progress before the reply is %d, want 3; the call returned %v", last.Load(), err)
		}
	}
}

func TestAskOverHTTP(t *testing.T) {
	t.Parallel()
	address := listen(t, newServer(t, []mcptools.Tool{askTool()}).Handler(serve.WithSessions(time.Minute)))
	withUser(t, func(t *testing.T) transport.Interface { return overHTTP(t, address) })
}
