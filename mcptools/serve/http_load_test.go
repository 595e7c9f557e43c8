package serve_test

import (
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// callerFromHeader takes the caller's name from a header.
func callerFromHeader(ctx context.Context, r *http.Request) (context.Context, error) {
	return mcptools.ContextWithCaller(ctx, r.Header.Get("Authorization")), nil
}

// Each caller has as many calls at once as the option allows.
func TestHTTPMaxConcurrentPerCaller(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	running, most := map[string]int{}, map[string]int{}
	count := func(caller string, by int) {
		mu.Lock()
		defer mu.Unlock()
		running[caller] += by
		most[caller] = max(most[caller], running[caller])
	}
	tool := mcptools.Read("count", "Counts.", func(ctx context.Context, _ struct{}) (echoOutput, error) {
		caller := mcptools.Caller(ctx)
		count(caller, 1)
		defer count(caller, -1)
		time.Sleep(time.Second)
		return echoOutput{}, nil
	})
	serveInBubble(t, newServer(t, []mcptools.Tool{tool}), func(listener *pipes, _ func()) {
		var reading sync.WaitGroup
		for i := range 12 {
			reading.Go(func() {
				caller := []string{"one", "two"}[i%2]
				connection, in := listener.send(post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"count"}}`, "Authorization: Bearer "+caller))
				defer connection.Close()
				answer, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
			})
		}
		reading.Wait()
	}, serve.WithRequestContext(callerFromHeader), serve.WithMaxConcurrentPerCaller(3))
	if len(most) != 2 || slices.ContainsFunc(slices.Collect(maps.Values(most)), func(n int) bool { return n != 3 }) {
		t.Errorf("the calls of each caller at once were %v, want 3", most)
	}
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
