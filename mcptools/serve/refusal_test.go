package serve_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// What a client sends in _meta reaches the tool on both transports, if it is a text.
func TestMetaContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	tool := mcptools.Read("trace", "Shows the trace.", func(ctx context.Context, _ struct{}) (any, error) { return ctx.Value(key{}), nil })
	server := newServer(t, []mcptools.Tool{tool}, serve.WithMetaContext(func(ctx context.Context, meta func(string) string) context.Context {
		return context.WithValue(ctx, key{}, meta("traceparent")+"|"+meta("tracestate"))
	}))
	address := listen(t, server.Handler())
	for params, want := range map[string]string{
		``: "|",
		`,"_meta":{"traceparent":"00-1","tracestate":"a=1"}`: "00-1|a=1",
		`,"_meta":{"traceparent":1,"tracestate":["a"]}`:      "|",
		`,"_meta":[]`: "|",
	} {
		call := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"trace"` + params + `}}`
		p := connect(t, server)
		p.Send("%s", call)
		overStdio := p.Next().Result
		overHTTP := postTo(t, address, call)
		if quoted := fmt.Sprintf(`\"%s\"`, want); !strings.Contains(string(overStdio), quoted) || !strings.Contains(overHTTP, quoted) {
			t.Errorf("%s: got %s and %s, want %s", params, overStdio, overHTTP, want)
		}
	}
}

// A server reports what it refuses before a tool runs.
func TestRefused(t *testing.T) {
	t.Parallel()
	var mutex sync.Mutex
	var seen []string
	server := newServer(t, testTools(), serve.WithRefused(func(_ context.Context, refusal serve.Refusal) {
		mutex.Lock()
		defer mutex.Unlock()
		seen = append(seen, string(refusal.Reason)+" "+refusal.Tool)
	}))
	address := listen(t, server.Handler(
		serve.WithRequestContext(func(ctx context.Context, r *http.Request) (context.Context, error) {
			if r.Header.Get("Authorization") == "" {
				return nil, errors.New("who are you?")
			}
			return ctx, nil
		}),
		serve.WithOffered(func(context.Context) func(mcptools.Tool) bool {
			return func(tool mcptools.Tool) bool { return tool.Name == "echo" }
		}),
	))
	call := func(tool string) string {
		return fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":%q}}`, tool)
	}
	postTo(t, address, call("echo"))
	postTo(t, address, call("echo"), "Authorization", "Bearer me")
	postTo(t, address, call("wait"), "Authorization", "Bearer me")
	postTo(t, address, call("x y"), "Authorization", "Bearer me")
	postTo(t, address, call("echo"), "Origin", "https://evil.example.com")
	if want := []string{"caller ", "tool wait", "tool x y", "origin "}; !slices.Equal(seen, want) {
		t.Errorf("reported %q, want %q", seen, want)
	}
}

// postTo posts a message and returns the answer.
func postTo(t *testing.T, address, message string, headers ...string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/mcp", strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	headers = append([]string{"Content-Type", "application/json", "Accept", "application/json, text/event-stream"}, headers...)
	for pair := range slices.Chunk(headers, 2) {
		request.Header.Set(pair[0], pair[1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body strings.Builder
	if err := response.Write(&body); err != nil {
		t.Fatal(err)
	}
	return body.String()
}

// A caller with too many unanswered requests is refused, which is reported.
func TestRefusedBusy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var busy atomic.Int64
		release := make(chan struct{})
		tool := mcptools.Read("block", "Blocks.", func(context.Context, struct{}) (any, error) {
			<-release
			return nil, nil
		})
		handler := newServer(t, []mcptools.Tool{tool}, serve.WithRefused(func(_ context.Context, refusal serve.Refusal) {
			if refusal.Reason == serve.RefusalBusy {
				busy.Add(1)
			}
		})).Handler()
		const allowed, refused = 1000, 3
		var all sync.WaitGroup
		var answered [600]atomic.Int64 // by HTTP status
		for range allowed + refused {
			all.Go(func() {
				request := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/mcp", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"block"}}`))
				request.Header.Set("Content-Type", "application/json")
				request.Header.Set("Accept", "application/json, text/event-stream")
				recorder := httptest.NewRecorder()
				handler.ServeHTTP(recorder, request)
				answered[recorder.Code].Add(1)
			})
		}
		synctest.Wait()
		close(release)
		all.Wait()
		if busy.Load() != refused || answered[http.StatusTooManyRequests].Load() != refused || answered[http.StatusOK].Load() != allowed {
			t.Errorf("%d requests were reported as refused, %d answered with 429 and %d with 200, want %d, %d and %d", busy.Load(),
				answered[http.StatusTooManyRequests].Load(), answered[http.StatusOK].Load(), refused, refused, allowed)
		}
	})
}
