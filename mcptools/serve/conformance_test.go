package serve

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/conformance"
)

// These tests run all scenarios of the MCP project's conformance suite, over HTTP, against a server with the tools, prompts and resources that
// the scenarios ask for. conformance_fixture_test.go has those that mcptools can express. conformance_raw_test.go has the others, which
// are given to mcp-go past mcptools.

const (
	noSession = "a stateless server issues no session id, and the scenario looks for it"
	oneForm   = "mcptools asks yes-or-no questions, by one form"
	noLogs    = "logging is deprecated since 2026-07-28: servers send clients no logs, so there is no level to set"
	noAsking  = "a client of the handshake era cannot be asked without a session"
)

// handshakeGaps are the gaps of 2025-11-25 in both modes.
var handshakeGaps = conformance.Gaps{
	"logging-set-level":            noLogs,
	"tools-call-with-logging":      noLogs,
	"tools-call-sampling":          "sampling is deprecated since 2026-07-28: tools ask the user, not the client's model",
	"elicitation-sep1034-defaults": oneForm,
	"elicitation-sep1330-enums":    oneForm,
}

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		revision string
		options  []HTTPOption
		gaps     conformance.Gaps
	}{
		"2025-11-25 stateless": {"2025-11-25", nil, handshakeGaps.And(conformance.Gaps{
			"server-sse-multiple-streams": noSession,
			"server-sse-polling":          noSession,
			"tools-call-elicitation":      noAsking,
		})},
		"2025-11-25 sessions":  {"2025-11-25", []HTTPOption{WithSessions(time.Minute)}, handshakeGaps},
		"2026-07-28 stateless": {"2026-07-28", nil, nil},
		"2026-07-28 sessions":  {"2026-07-28", []HTTPOption{WithSessions(time.Minute)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handler := newConformanceServer(t, test.revision).Handler(test.options...)
			conformance.Run(t, serveHTTP(t, handler), test.revision, test.gaps)
		})
	}
}

// serveHTTP serves a handler until the test ends. It returns the URL.
func serveHTTP(t *testing.T, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- HTTP(ctx, listener, handler, time.Second, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("HTTP returned %v", err)
		}
	})
	return "http://" + listener.Addr().String() + "/mcp"
}
