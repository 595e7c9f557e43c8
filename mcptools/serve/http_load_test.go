package serve_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// callerFromHeader takes the caller's name from a header.
func callerFromHeader(ctx context.Context, r *http.Request) (context.Context, error) {
	return mcptools.ContextWithCaller(ctx, r.Header.Get("Authorization")), nil
}

// A caller who makes many requests and reads no reply does not keep others waiting.
func TestHTTPCallerWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	large := mcptools.Read("large", strings.Repeat("x", 1<<20), echo)
	serveInBubble(t, newServer(t, []mcptools.Tool{large}), func(listener *pipes, _ func()) {
		const list = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`
		var silent []net.Conn
		for range 70 {
			connection, _ := listener.send(post(list, "Authorization: Bearer silent"))
			silent = append(silent, connection)
		}
		time.Sleep(time.Second)
		begin := time.Now()
		connection, in := listener.send(post(list, "Authorization: Bearer other"))
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		if took := time.Since(begin); answer.StatusCode != http.StatusOK || took > time.Second {
			t.Errorf("got %s after %s", answer.Status, took)
		}
		for _, connection := range append(silent, connection) {
			connection.Close()
		}
	}, serve.WithRequestContext(callerFromHeader))
}
