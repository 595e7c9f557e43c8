package serve_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`

// raw sends bytes as they are. It returns the status and the body of the first answer, and what else comes shortly after it.
func raw(t *testing.T, address, request string) (status, body, rest string) {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	go func() { _, _ = io.WriteString(connection, request) }()
	_ = connection.SetDeadline(time.Now().Add(10 * time.Second))
	in := bufio.NewReader(connection)
	answer, err := http.ReadResponse(in, nil)
	if err != nil {
		return "no answer: " + err.Error(), "", ""
	}
	defer answer.Body.Close()
	content, _ := io.ReadAll(answer.Body) // an attacker may get part of it
	_ = connection.SetDeadline(time.Now().Add(30 * time.Millisecond))
	more, _ := io.ReadAll(in) // to the end or the deadline
	return answer.Status, string(content), string(more)
}

// post returns a request with a message and further lines of headers.
func post(message string, headers ...string) string {
	lines := append([]string{
		"POST /mcp HTTP/1.1", "Content-Type: application/json", "Accept: application/json, text/event-stream",
		fmt.Sprintf("Content-Length: %d", len(message)),
	}, headers...)
	if !strings.Contains("\n"+strings.Join(headers, "\n"), "\nHost:") {
		lines = append(lines, "Host: 127.0.0.1")
	}
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + message
}

func TestHTTPRefuses(t *testing.T) {
	t.Parallel()
	closed := listen(t, newServer(t, testTools(), serve.WithMaxMessageBytes(10_000)).Handler())
	sessions := listen(t, newServer(t, testTools()).Handler(serve.WithSessions(time.Minute)))
	allows := listen(t, newServer(t, testTools()).Handler(
		serve.WithAllowedHosts("PagerDuty.example.com", "[2001:db8::1]", "[2001:db8::2]:8443", "oncall.example.com:443"),
		serve.WithAllowedOrigins("https://Chat.example.com/", "https://web.example.com:443"),
		serve.WithTrustedProxies(netip.MustParsePrefix("127.0.0.0/8")),
	))
	elsewhere := listen(t, newServer(t, testTools()).Handler(serve.WithTrustedProxies(netip.MustParsePrefix("10.0.0.0/8"))))
	const modern = `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",` +
		`"io.modelcontextprotocol/clientCapabilities":{}}}}`
	for name, test := range map[string]struct{ address, request, status string }{
		"well formed":                           {closed, post(ping), "200 OK"},
		"foreign Host":                          {closed, post(ping, "Host: evil.example"), "403 Forbidden"},
		"Host that begins like a loopback name": {closed, post(ping, "Host: localhost.evil.example"), "403 Forbidden"},
		"no Host":                               {closed, strings.Replace(post(ping), "Host: 127.0.0.1\r\n", "", 1), "400 Bad Request: missing required Host header"},
		"two Hosts":                             {closed, post(ping, "Host: 127.0.0.1", "Host: evil.example"), "400 Bad Request"},
		"allowed Host":                          {allows, post(ping, "Host: pagerduty.example.com:8443"), "200 OK"},
		"Host that a proxy reports":             {allows, post(ping, "Host: 10.0.0.1", "Forwarded: for=1.2.3.4;host=evil.example, for=10.0.0.2;host=\"pagerduty.example.com\""), "200 OK"},
		"foreign Host that a proxy reports":     {allows, post(ping, "Host: 127.0.0.1", "X-Forwarded-Host: pagerduty.example.com, evil.example"), "403 Forbidden"},
		"Host with a final dot":                 {allows, post(ping, "Host: pagerduty.example.com.:8443"), "200 OK"},
		"allowed IPv6 Host":                     {allows, post(ping, "Host: [2001:db8::1]:8443"), "200 OK"},
		"allowed port":                          {allows, post(ping, "Host: [2001:DB8::2]:8443"), "200 OK"},
		"port that is not allowed":              {allows, post(ping, "Host: [2001:db8::2]"), "403 Forbidden"},
		"default port":                          {allows, post(ping, "Host: oncall.example.com"), "200 OK"},
		"Forwarded from somebody else":          {elsewhere, post(ping, "Host: evil.example", "Forwarded: host=localhost"), "403 Forbidden"},
		"foreign Origin":                        {closed, post(ping, "Origin: https://evil.example"), "403 Forbidden"},
		"Origin of a file":                      {closed, post(ping, "Origin: null"), "403 Forbidden"},
		"two Origins":                           {closed, post(ping, "Origin: http://localhost", "Origin: http://localhost"), "403 Forbidden"},
		"own Origin":                            {closed, post(ping, "Origin: http://localhost:6274"), "200 OK"},
		"allowed Origin":                        {allows, post(ping, "Origin: https://chat.example.com"), "200 OK"},
		"allowed Origin with its default port":  {allows, post(ping, "Origin: https://web.example.com"), "200 OK"},
		"allowed Origin on another port":        {allows, post(ping, "Origin: https://web.example.com:444"), "403 Forbidden"},
		"own Origin that a proxy reports":       {allows, post(ping, "X-Forwarded-Host: pagerduty.example.com:443", "Origin: https://pagerduty.example.com"), "200 OK"},
		"own Origin on another port":            {allows, post(ping, "X-Forwarded-Host: pagerduty.example.com:443", "Origin: http://pagerduty.example.com"), "403 Forbidden"},
		"allowed Host as Origin of another":     {allows, post(ping, "Origin: https://pagerduty.example.com"), "403 Forbidden"},
		"GET":                                   {closed, "GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", "405 Method Not Allowed"},
		"WebSocket": {closed, "GET /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
			"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "405 Method Not Allowed"},
		"DELETE without sessions":       {closed, "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n", "405 Method Not Allowed"},
		"form":                          {closed, strings.Replace(post(ping), "application/json\r", "text/plain\r", 1), "415 Unsupported Media Type"},
		"compressed":                    {closed, post(ping, "Content-Encoding: gzip"), "415 Unsupported Media Type"},
		"no form of reply accepted":     {closed, strings.Replace(post(ping), "Accept: application/json, text/event-stream", "Accept: text/html", 1), "406 Not Acceptable"},
		"1 GB":                          {closed, strings.Replace(post(ping), "Content-Length: 40", "Content-Length: 1073741824", 1), "413 Request Entity Too Large"},
		"endless chunks":                {closed, strings.Replace(post(""), "Content-Length: 0", "Transfer-Encoding: chunked", 1) + strings.Repeat("1000\r\n"+strings.Repeat("x", 4096)+"\r\n", 4), "413 Request Entity Too Large"},
		"300 KB of headers":             {closed, post(ping, strings.Repeat("X-Large: "+strings.Repeat("x", 1000)+"\r\n", 300)+"X-Last: 1"), "431 Request Header Fields Too Large"},
		"control characters":            {closed, post(ping, "Authorization: Bearer a\x00b"), "400 Bad Request"},
		"length and chunks":             {closed, strings.Replace(post("28\r\n"+ping+"\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), "Content-Length: 51", "Content-Length: 4", 1), "200 OK"}, // chunks count
		"two lengths":                   {closed, post(ping, "Content-Length: 4"), "400 Bad Request"},
		"length with a sign":            {closed, strings.Replace(post(ping), "Content-Length: 40", "Content-Length: +40", 1), "400 Bad Request"},
		"unknown transfer encoding":     {closed, strings.Replace(post(ping), "Content-Length: 40", "Transfer-Encoding: xchunked", 1), "501 Not Implemented"},
		"space before a colon":          {closed, post(ping, "Transfer-Encoding : chunked"), "400 Bad Request: invalid header name"},
		"header on two lines":           {closed, post(ping, "X-A: b\r\n c: d"), "200 OK"}, // one header: RFC 9112 allows a space instead of the line break
		"no JSON":                       {closed, post("{"), "400 Bad Request"},
		"batch":                         {closed, post("[" + ping + "]"), "400 Bad Request"},
		"unknown revision":              {closed, post(ping, "Mcp-Protocol-Version: 1999-01-01"), "400 Bad Request"},
		"revision of the message alone": {closed, post(modern), "400 Bad Request"},
		"another method in the header":  {closed, post(modern, "Mcp-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call"), "400 Bad Request"},
		"stateless":                     {closed, post(modern, "Mcp-Protocol-Version: 2026-07-28", "Mcp-Method: tools/list"), "200 OK"},
		"stateless with sessions":       {sessions, post(modern, "Mcp-Protocol-Version: 2026-07-28", "Mcp-Method: tools/list"), "200 OK"},
		"no session":                    {sessions, post(ping), "400 Bad Request"},
		"session that was never issued": {sessions, post(ping, "Mcp-Session-Id: AAAAAAAAAAAAAAAAAAAAAAAAAA"), "404 Not Found"},
		"end of such a session":         {sessions, "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: A\r\n\r\n", "404 Not Found"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body, rest := raw(t, test.address, test.request)
			if status != test.status {
				t.Errorf("got %q, want %q; %s", status, test.status, body)
			}
			if strings.HasPrefix(body, "{") && !json.Valid([]byte(body)) {
				t.Errorf("the body is not JSON: %q", body)
			}
			if strings.Contains(rest, "HTTP/") {
				t.Errorf("a second answer came: %s", rest)
			}
		})
	}
}

// A call that another client makes under the same request id goes on when this one cancels its own.
func TestHTTPCancelsOwnCallsOnly(t *testing.T) {
	t.Parallel()
	for name, options := range sessionModes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := listen(t, newServer(t, testTools()).Handler(options...))
			first, second := openSession(t, address), openSession(t, address)
			ended := make(chan string, 1)
			go func() {
				ended <- first.send(t.Context(), t, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"sleep"}}`)
			}()
			time.Sleep(100 * time.Millisecond)
			second.send(t.Context(), t, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`)
			if reply := <-ended; !strings.Contains(reply, "slept") {
				t.Errorf("got %s", reply)
			}
		})
	}
}

// In a session, a client can cancel its own call.
func TestHTTPCancelsInSession(t *testing.T) {
	t.Parallel()
	began := make(chan struct{})
	tool := mcptools.Read("wait", "Waits.", func(ctx context.Context, in struct{}) (echoOutput, error) {
		close(began)
		return waitForEnd(ctx, in)
	})
	address := listen(t, newServer(t, []mcptools.Tool{tool}).Handler(serve.WithSessions(time.Minute)))
	c := openSession(t, address)
	ended := make(chan string, 1)
	go func() {
		ended <- c.send(t.Context(), t, `{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"wait"}}`)
	}()
	<-began
	c.send(t.Context(), t, `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}`)
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the call did not end")
	}
}

// A call ends when its client closes the connection.
func TestHTTPEndsCallsOfClientsThatLeft(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	tool := mcptools.Read("wait", "Waits.", func(ctx context.Context, _ struct{}) (echoOutput, error) {
		cancel()
		<-ctx.Done()
		ended <- ctx.Err()
		return echoOutput{}, ctx.Err()
	})
	address := listen(t, newServer(t, []mcptools.Tool{tool}).Handler())
	openSession(t, address).send(ctx, t, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wait"}}`)
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("the call went on")
	}
}

// A deleted session is gone, and so is one of another caller.
func TestHTTPSessionsEnd(t *testing.T) {
	t.Parallel()
	address := listen(t, newServer(t, testTools()).Handler(serve.WithSessions(time.Minute), serve.WithRequestContext(callerFromHeader)))
	c := openSession(t, address)
	if reply := c.send(t.Context(), t, ping); !strings.Contains(reply, `"result":{}`) {
		t.Errorf("a session that goes on: %s", reply)
	}
	if status, _, _ := raw(t, address, post(ping, "Mcp-Session-Id: "+c.session, "Authorization: Bearer other")); status != "404 Not Found" {
		t.Errorf("another caller's session: %s", status)
	}
	if status, _, _ := raw(t, address, "DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: "+c.session+"\r\n\r\n"); status != "204 No Content" {
		t.Errorf("DELETE: %s", status)
	}
	if status, _, _ := raw(t, address, post(ping, "Mcp-Session-Id: "+c.session)); status != "404 Not Found" {
		t.Errorf("a deleted session: %s", status)
	}
}

// httpClient is a client without a library, so that a test sees what is sent.
type httpClient struct {
	address, session string
	http             *http.Client
}

// openSession initializes a session, or only a client if the server keeps none.
func openSession(t *testing.T, address string) *httpClient {
	t.Helper()
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	c := &httpClient{address: address, http: &http.Client{Transport: own}}
	c.send(t.Context(), t, `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`)
	return c
}

// send returns the body of the answer, or "" if ctx ended first.
func (c *httpClient) send(ctx context.Context, t *testing.T, message string) string {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.address+"/mcp", strings.NewReader(message))
	if err != nil {
		t.Error(err)
		return ""
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	if c.session != "" {
		request.Header.Set("Mcp-Session-Id", c.session)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		if ctx.Err() == nil {
			t.Error(err)
		}
		return ""
	}
	defer answer.Body.Close()
	if id := answer.Header.Get("Mcp-Session-Id"); id != "" {
		c.session = id
	}
	body, err := io.ReadAll(bufio.NewReader(answer.Body))
	if err != nil && ctx.Err() == nil {
		t.Error(err)
	}
	return string(body)
}
