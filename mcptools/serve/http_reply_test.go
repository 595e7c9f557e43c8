package serve_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// The client decides about the form of a reply.
func TestHTTPAccept(t *testing.T) {
	t.Parallel()
	handler := newServer(t, testTools()).Handler()
	for accept, want := range map[string]string{
		"":                                  "application/json",
		"*/*":                               "application/json",
		"Application/JSON":                  "application/json",
		"application/*;q=0.5":               "application/json",
		"text/event-stream":                 "text/event-stream",
		"text/event-stream, */*":            "application/json",
		"application/json;q=0,text/*;q=1":   "text/event-stream",
		"application/json; q=0.000, text/*": "text/event-stream",
		"*/*;q=0":                           "406",
		"text/html":                         "406",
	} {
		request := httptest.NewRequest(http.MethodPost, "http://localhost/mcp", strings.NewReader(ping))
		request.Header.Set("Content-Type", "application/json")
		if accept != "" {
			request.Header.Set("Accept", accept)
		}
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		got := answer.Header().Get("Content-Type")
		if answer.Code != http.StatusOK {
			got = fmt.Sprint(answer.Code)
		}
		if got != want {
			t.Errorf("Accept: %q got %s, want %s", accept, got, want)
		}
	}
}

// Where a layer of the program collects the reply, nobody can be asked, and the call says so at once.
func TestHTTPBehindTimeoutHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		listener, handler := newPipes(), newServer(t, append(testTools(), askTool())).Handler(serve.WithSessions(time.Minute))
		server := http.Server{Handler: http.TimeoutHandler(handler, time.Minute, "late")}
		go func() { _ = server.Serve(listener) }()
		defer server.Close()
		began, _ := listener.exchange(t, post(initialize))
		session := "Mcp-Session-Id: " + began.Header.Get("Mcp-Session-Id")
		for call, want := range map[string]string{
			`{"name":"ask","arguments":{"questions":["Sure?"]},"_meta":{"progressToken":1}}`: "the user cannot be asked: ",
			`{"name":"sleep"}`: "slept",
		} {
			_, body := listener.exchange(t, post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":`+call+`}`, session))
			if !strings.Contains(body, want) {
				t.Errorf("got %s, want %s in it", body, want)
			}
		}
	})
}

// A message that is too large ends a connection of HTTP/1, but none of HTTP/2, on which a proxy may have other callers.
func TestHTTP2TooLarge(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(newServer(t, testTools(), serve.WithMaxMessageBytes(1000)).Handler())
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	var reused bool
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) { reused = info.Reused }})
	send := func(body io.Reader) int {
		request, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, body)
		request.Header.Set("Content-Type", "application/json")
		answer, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		_, _ = io.Copy(io.Discard, answer.Body)
		return answer.StatusCode
	}
	if status := send(io.MultiReader(strings.NewReader(strings.Repeat(" ", 2000)))); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d", status)
	}
	if status := send(strings.NewReader(ping)); status != http.StatusOK || !reused {
		t.Errorf("after it: %d, on the same connection: %t", status, reused)
	}
}

// The program decides how a request without a caller is answered.
func TestHTTPRefusesCaller(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err       error
		status    int
		challenge string
		message   string
	}{
		"unauthorized": {errors.New("Who are you?"), http.StatusUnauthorized, "Bearer", `"Who are you?"`},
		"bad request":  {&serve.HTTPError{Status: http.StatusBadRequest, Message: "What?"}, http.StatusBadRequest, "", `"What?"`},
	} {
		refuse := func(context.Context, *http.Request) (context.Context, error) { return nil, test.err }
		answer := httptest.NewRecorder()
		newServer(t, testTools()).Handler(serve.WithRequestContext(refuse)).
			ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "http://localhost/mcp", strings.NewReader(ping)))
		if answer.Code != test.status || answer.Header().Get("WWW-Authenticate") != test.challenge || !strings.Contains(answer.Body.String(), `"message":`+test.message) {
			t.Errorf("%s: got %d, %v, %s", name, answer.Code, answer.Header(), answer.Body)
		}
	}
}

func TestHTTPOptionsNeedFunctions(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]func() serve.HTTPOption{
		"WithRequestContext": func() serve.HTTPOption { return serve.WithRequestContext(nil) },
		"WithOffered":        func() serve.HTTPOption { return serve.WithOffered(nil) },
		"WithInstructions":   func() serve.HTTPOption { return serve.WithInstructions(nil) },
		"WithChallenge":      func() serve.HTTPOption { return serve.WithChallenge(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if value := recover(); value == nil || !strings.Contains(fmt.Sprint(value), name) {
					t.Errorf("panics with %v", value)
				}
			}()
			option()
		})
	}
}
