package serve_test

import (
	"bufio"
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

const initialize = `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},` +
	`"clientInfo":{"name":"t","version":"1"}}}`

// exchange sends a request on a connection of its own. It returns the answer and its body.
func (p *pipes) exchange(t *testing.T, request string) (*http.Response, string) {
	t.Helper()
	connection, in := p.send(request)
	defer connection.Close()
	answer, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// A session is idle from the end of its last call, however long that took.
func TestHTTPSessionOutlivesLongCall(t *testing.T) {
	t.Parallel()
	long := mcptools.Read("long", "Takes an hour.", func(context.Context, struct{}) (string, error) {
		time.Sleep(time.Hour)
		return "done", nil
	})
	serveInBubble(t, newServer(t, []mcptools.Tool{long}), func(listener *pipes, _ func()) {
		began, _ := listener.exchange(t, post(initialize))
		session := "Mcp-Session-Id: " + began.Header.Get("Mcp-Session-Id")
		if _, body := listener.exchange(t, post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"long"}}`, session)); !strings.Contains(body, "done") {
			t.Fatalf("got %s", body)
		}
		time.Sleep(50 * time.Second)
		if answer, body := listener.exchange(t, post(ping, session)); answer.StatusCode != http.StatusOK {
			t.Errorf("right after the call: %s %s", answer.Status, body)
		}
		time.Sleep(61 * time.Second)
		if answer, body := listener.exchange(t, post(ping, session)); answer.StatusCode != http.StatusNotFound {
			t.Errorf("after it was idle: %s %s", answer.Status, body)
		}
	}, serve.WithSessions(time.Minute))
}

// However many sessions a caller begins, the one that waits for its user goes on.
func TestHTTPSessionThatAsksStays(t *testing.T) {
	t.Parallel()
	serveInBubble(t, newServer(t, []mcptools.Tool{askTool()}), func(listener *pipes, _ func()) {
		began, _ := listener.exchange(t, post(initialize))
		session := "Mcp-Session-Id: " + began.Header.Get("Mcp-Session-Id")
		idle, _ := listener.exchange(t, post(initialize))
		connection, in := listener.send(post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"questions":["Sure?"]}}}`, session))
		defer connection.Close()
		asked, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		events := bufio.NewScanner(asked.Body)
		for events.Scan() && !strings.Contains(events.Text(), "Sure?") {
		}
		for range 1000 {
			listener.exchange(t, post(initialize))
		}
		listener.exchange(t, post(`{"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept"}}`, session))
		for events.Scan() && !strings.Contains(events.Text(), `"id":1`) {
		}
		if !strings.Contains(events.Text(), "true") {
			t.Errorf("got %s", events.Text())
		}
		if answer, _ := listener.exchange(t, post(ping, "Mcp-Session-Id: "+idle.Header.Get("Mcp-Session-Id"))); answer.StatusCode != http.StatusNotFound {
			t.Errorf("the session that was idle for the longest time: %s", answer.Status)
		}
	}, serve.WithSessions(time.Hour))
}

// panicking is a middleware's writer that gives up after some writes.
type panicking struct {
	*httptest.ResponseRecorder
	after int
}

func (p *panicking) Write(b []byte) (int, error) {
	if p.after--; p.after < 0 {
		panic(http.ErrAbortHandler)
	}
	return p.ResponseRecorder.Write(b)
}

// A panic of the program's middleware ends the request, but not the program.
func TestHTTPPanicOfMiddleware(t *testing.T) {
	t.Parallel()
	for name, options := range sessionModes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			twice := mcptools.Read("twice", "Reports twice.", func(ctx context.Context, in struct{}) (echoOutput, error) {
				mcptools.Progress(ctx, 1, 2)
				mcptools.Progress(ctx, 2, 2) // sent later
				return sleep(ctx, in)
			})
			handler := newServer(t, []mcptools.Tool{twice}).Handler(options...)
			serveOne := func(w http.ResponseWriter, session, message string) {
				request := httptest.NewRequest(http.MethodPost, "http://localhost/mcp", strings.NewReader(message))
				request.Header.Set("Content-Type", "application/json")
				request.Header.Set("Accept", "application/json, text/event-stream")
				request.Header.Set("Mcp-Session-Id", session)
				defer func() { _ = recover() }()
				handler.ServeHTTP(w, request)
			}
			began := httptest.NewRecorder()
			serveOne(began, "", initialize)
			session := began.Header().Get("Mcp-Session-Id")
			serveOne(&panicking{httptest.NewRecorder(), 0}, session, ping)
			serveOne(&panicking{httptest.NewRecorder(), 1}, session, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"twice","_meta":{"progressToken":1}}}`)
			after := httptest.NewRecorder()
			serveOne(after, session, ping)
			if fmt.Sprint(after.Body) != `{"jsonrpc":"2.0","id":1,"result":{}}`+"\n" {
				t.Errorf("the next request got %d %s", after.Code, after.Body)
			}
		})
	}
}
