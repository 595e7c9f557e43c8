package commandtest

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
)

// HTTPServer is a running server that serves over HTTP.
type HTTPServer struct {
	URL string // of its endpoint, with the path /mcp

	t       testing.TB
	process *exec.Cmd
	stderr  Buffer
	ended   chan error
}

var servesAt = regexp.MustCompile(` serves MCP at (\S+)\n`)

// StartHTTP starts the command on a free port of this machine, and ends it with the test.
func (c Command) StartHTTP(t testing.TB, variables []string, arguments ...string) *HTTPServer {
	t.Helper()
	s := &HTTPServer{t: t, ended: make(chan error, 1)}
	s.process = c.Exec(context.Background(), variables, append([]string{"--transport=streamable-http", "--port=0"}, arguments...)...)
	s.process.Stderr = &s.stderr
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- s.process.Wait() }()
	t.Cleanup(func() {
		if s.Signal(os.Interrupt); runtime.GOOS != "windows" { // there it is not sent signals
			s.Wait()
		}
		if t.Failed() {
			t.Logf("standard error: %s", s.Stderr())
		}
	})
	for deadline := time.Now().Add(wire.Patience); ; time.Sleep(time.Millisecond) {
		if found := servesAt.FindStringSubmatch(s.Stderr()); found != nil {
			s.URL = found[1]
			return s
		}
		if time.Now().After(deadline) || len(s.ended) > 0 {
			t.Fatalf("the server does not listen: %s", s.Stderr())
		}
	}
}

// AwaitStderr waits until the server has written this to its standard error.
func (s *HTTPServer) AwaitStderr(text string) {
	s.t.Helper()
	for deadline := time.Now().Add(wire.Patience); !strings.Contains(s.Stderr(), text); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("the server does not write %q", text)
		}
	}
}

// Stderr returns what the server has written to its standard error.
func (s *HTTPServer) Stderr() string { return s.stderr.String() }

// Signal sends a signal, unless the server has ended. Where there are none it kills the server.
func (s *HTTPServer) Signal(signal os.Signal) {
	if runtime.GOOS == "windows" {
		signal = os.Kill
	}
	_ = s.process.Process.Signal(signal)
}

// Kill ends the server at once, and waits until it is gone.
func (s *HTTPServer) Kill() {
	_ = s.process.Process.Kill()
	<-s.ended
	s.ended <- nil // for Wait
}

// Wait waits until the server exits, which must be with 0.
func (s *HTTPServer) Wait() {
	s.t.Helper()
	select {
	case err := <-s.ended:
		if err != nil {
			s.t.Errorf("the server ended with %v", err)
		}
		s.ended <- nil
	case <-time.After(wire.Patience):
		_ = s.process.Process.Kill()
		s.t.Error("the server does not end")
	}
}

// Endpoint returns the URL of another path of the server.
func (s *HTTPServer) Endpoint(path string) string { return strings.TrimSuffix(s.URL, "/mcp") + path }

// Connect connects mcp-go's client of a host, which sends these headers, to a URL.
func (h Host) Connect(t testing.TB, url string, headers map[string]string) (*client.Client, error) {
	t.Helper()
	over, err := transport.NewStreamableHTTP(url, transport.WithHTTPHeaders(headers), transport.WithHTTPBasicClient(NewHTTPClient(t)))
	if err != nil {
		return nil, err
	}
	connection := client.NewClient(over, h.options()...)
	if err := connection.Start(t.Context()); err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = connection.Close() }) // over HTTP there is nothing to wait for
	_, err = connection.Initialize(t.Context(), h.request())
	return connection, err
}

// NewHTTPClient returns a client with connections of its own.
func NewHTTPClient(t testing.TB) *http.Client {
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	return &http.Client{Transport: own, Timeout: wire.Patience}
}
