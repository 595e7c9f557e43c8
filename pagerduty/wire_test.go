package pagerduty_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

const (
	testKey   = "u+aBcDeFgHiJkLmNoPqR"
	testEmail = "ada@example.com"
)

// sentRequest is a request that the client sent.
type sentRequest struct {
	Method string
	Target string // path and query, unescaped if that is unambiguous
	Header http.Header
	Body   string
}

func (r sentRequest) line() string { return r.Method + " " + r.Target }

// wire records the requests that pass through it.
type wire struct {
	next http.RoundTripper

	mu   sync.Mutex
	sent []sentRequest
}

func (w *wire) RoundTrip(request *http.Request) (*http.Response, error) {
	var body []byte
	if request.Body != nil {
		var err error
		if body, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
		request = request.Clone(request.Context())
		request.Body = io.NopCloser(bytes.NewReader(body))
	}
	w.mu.Lock()
	w.sent = append(w.sent, sentRequest{
		Method: request.Method,
		Target: strings.NewReplacer("%5B", "[", "%5D", "]", "%3A", ":", "%2C", ",").Replace(request.URL.RequestURI()),
		Header: request.Header.Clone(),
		Body:   string(body),
	})
	w.mu.Unlock()
	return w.next.RoundTrip(request)
}

func (w *wire) requests() []sentRequest {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]sentRequest(nil), w.sent...)
}

func (w *wire) lines() []string {
	var lines []string
	for _, request := range w.requests() {
		lines = append(lines, request.line())
	}
	return lines
}

// writes returns the lines of the requests that are not reads.
func (w *wire) writes() []string {
	return slices.DeleteFunc(w.lines(), func(line string) bool { return strings.HasPrefix(line, "GET ") })
}

// expect fails the test unless exactly these requests were sent, in this order.
func (w *wire) expect(t *testing.T, lines ...string) {
	t.Helper()
	if got, want := strings.Join(w.lines(), "\n"), strings.Join(lines, "\n"); got != want {
		t.Errorf("requests:\n%s\nwant:\n%s", got, want)
	}
}

// newClient returns a client with a user's key whose requests next answers.
func newClient(t testing.TB, next http.RoundTripper, options ...pagerduty.Option) (*pagerduty.Client, *wire) {
	t.Helper()
	sent := &wire{next: next}
	client, err := pagerduty.New(pagerduty.APIKey(testKey), append([]pagerduty.Option{pagerduty.WithTransport(sent)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client, sent
}

// everywhere answers every request with respond.
func everywhere(respond httpmock.Responder) *httpmock.MockTransport {
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(respond)
	return transport
}

// inTurn answers the first request with the first answer, and so on. It fails the test if there are more requests than answers.
func inTurn(t testing.TB, answers ...httpmock.Responder) *httpmock.MockTransport {
	var mu sync.Mutex
	return everywhere(func(request *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		if len(answers) == 0 {
			t.Errorf("unexpected request: %s %s", request.Method, request.URL)
			return httpmock.NewStringResponse(http.StatusTeapot, ""), nil
		}
		next := answers[0]
		answers = answers[1:]
		return next(request)
	})
}

// answer returns an answer with header lines such as "Ratelimit-Reset: 3".
func answer(status int, body string, headers ...string) httpmock.Responder {
	return func(request *http.Request) (*http.Response, error) {
		response := httpmock.NewStringResponse(status, body)
		response.Request = request
		for _, line := range headers {
			name, value, _ := strings.Cut(line, ": ")
			response.Header.Add(name, value)
		}
		return response, nil
	}
}

// listen returns a transport to a real HTTP server whose connections stay within the process, so that tests of net/http's behaviour
// can run on virtual time.
func listen(t *testing.T, handler http.HandlerFunc) *http.Transport {
	t.Helper()
	listener := &pipeListener{connections: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) })
	transport := &http.Transport{DialContext: listener.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		running.Wait()
	})
	return transport
}

type pipeListener struct {
	connections chan net.Conn
	closed      chan struct{}
	once        sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.connections <- far:
		return near, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// drain reads a list until its end or its error.
func drain[T any](list iter.Seq2[T, error]) ([]T, error) {
	var items []T
	for item, err := range list {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}
