package serve_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// whoCalls returns how the client of the call names itself.
func whoCalls() []mcptools.Tool {
	return []mcptools.Tool{mcptools.Read("who", "Names the client.", func(ctx context.Context, _ struct{}) (string, error) {
		client := mcptools.Client(ctx)
		return fmt.Sprintf("<%s|%s>", client.Name, client.Version), nil
	})}
}

const (
	callWho   = `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"who"}}`
	modernWho = `{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"who","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",` +
		`"io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"editor","version":"7"}}}}`
)

// A call knows the client from the handshake, or from the _meta of its request.
func TestClientOfACall(t *testing.T) {
	t.Parallel()
	handshake := func(info string) string {
		return `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":` + info + `}}` + "\n"
	}
	long := strings.Repeat("x", 5000)
	for in, want := range map[string]string{
		callWho: "<|>",
		handshake(`{"name":"claude","version":"1.2"}`) + callWho:   "<claude|1.2>",
		handshake(`{"name":"claude","version":"1.2"}`) + modernWho: "<editor|7>",
		modernWho: "<editor|7>",
		handshake(`{"name":7,"version":["1"]}`) + callWho:                "<|>",
		handshake(`"claude"`) + callWho:                                  "<|>",
		handshake(`{"name":"a\u202e\u0000b\n","version":"1"}`) + callWho: "<ab|1>",
		handshake(`{"name":"`+long+`","version":"`+long+`"}`) + callWho:  "<" + long[:90],
		handshake(`{"name":"a"}`) + handshake(`{"name":"b"}`) + callWho:  "<b|>",
	} {
		var out bytes.Buffer
		if err := newServer(t, whoCalls()).Stdio(t.Context(), strings.NewReader(in), &out); err != nil {
			t.Fatal(err)
		}
		if text := out.String(); !strings.Contains(text, want) || len(text) > 3000 {
			t.Errorf("%.200s: got %.900s, want %s", in, text, want)
		}
	}
}

func TestClientOfACallOverHTTP(t *testing.T) {
	t.Parallel()
	for _, options := range [][]serve.HTTPOption{nil, {serve.WithSessions(time.Minute)}} {
		server := httptest.NewServer(newServer(t, whoCalls()).Handler(options...))
		t.Cleanup(server.Close)
		names := map[string]string{}
		for name, message := range map[string]string{"modern": modernWho, "old": callWho} {
			headers := map[string]string{}
			if name == "modern" {
				headers = map[string]string{"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "who"}
			} else if options != nil {
				began, _ := postJSON(t, server.URL, initialize, nil)
				headers["Mcp-Session-Id"] = began.Header.Get("Mcp-Session-Id")
			}
			_, names[name] = postJSON(t, server.URL, message, headers)
		}
		old := "<|>" // without a session, only the handshake knew the name
		if options != nil {
			old = "t|1"
		}
		if !strings.Contains(names["modern"], "editor|7") || !strings.Contains(names["old"], old) {
			t.Errorf("with %d options: %q", len(options), names)
		}
	}
}

// postJSON posts a message, and returns the answer and its body.
func postJSON(t *testing.T, url, message string, headers map[string]string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}
