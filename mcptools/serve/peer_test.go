package serve_test

import (
	"context"
	"io"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// peer is the client of a server in this process.
type peer struct {
	*wire.Client
	t      testing.TB
	in     *io.PipeWriter
	ended  chan error
	cancel context.CancelFunc
}

// connect serves one client until the test ends.
func connect(t testing.TB, server *serve.Server) *peer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	p := &peer{Client: wire.New(t, clientOut, clientIn), t: t, in: clientOut, ended: make(chan error, 1), cancel: cancel}
	go func() {
		err := server.Stdio(ctx, serverIn, serverOut)
		serverOut.Close()
		serverIn.Close()
		p.ended <- err
	}()
	t.Cleanup(func() {
		cancel()
		clientOut.Close()
		p.Rest()
	})
	return p
}

// end closes the input and returns the messages that the server still writes, by id.
func (p *peer) end() map[string]wire.Message {
	p.t.Helper()
	p.in.Close()
	rest := p.Rest()
	if err := <-p.ended; err != nil {
		p.t.Errorf("Stdio returned %v", err)
	}
	return rest
}
