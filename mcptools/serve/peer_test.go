package serve_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// received is any message that a server wrote.
type received struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
	Result  json.RawMessage `json:"result"`
	Error   *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// toolText is the text of a tool's result.
func (r received) toolText(t testing.TB) (text string, isError bool) {
	t.Helper()
	var result struct {
		Content []struct{ Type, Text string }
		IsError bool
	}
	if err := json.Unmarshal(r.Result, &result); err != nil || len(result.Content) != 1 {
		t.Fatalf("not a tool result with one text: %+v", r)
	}
	return result.Content[0].Text, result.IsError
}

// peer is a client that writes and reads raw lines.
type peer struct {
	t      testing.TB
	in     *io.PipeWriter
	lines  chan received
	ended  chan error
	cancel context.CancelFunc
}

// connect serves one client until the test ends.
func connect(t testing.TB, server *serve.Server) *peer {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	p := &peer{t: t, in: clientOut, lines: make(chan received, 20_000), ended: make(chan error, 1), cancel: cancel}
	go func() {
		err := server.Stdio(ctx, serverIn, serverOut)
		serverOut.Close()
		serverIn.Close()
		p.ended <- err
	}()
	go p.read(clientIn)
	t.Cleanup(func() {
		cancel()
		clientOut.Close()
		for range p.lines { // until the server is gone
		}
	})
	return p
}

// read checks that nothing but protocol is written: one JSON-RPC message a line.
func (p *peer) read(in io.Reader) {
	defer close(p.lines)
	reader := bufio.NewReader(in)
	for {
		text, err := reader.ReadBytes('\n')
		if err != nil {
			if len(text) > 0 {
				p.t.Errorf("the last line has no end: %q", text)
			}
			return
		}
		var message received
		if err := json.Unmarshal(text, &message); err != nil || message.JSONRPC != "2.0" || bytes.ContainsRune(text, '\r') {
			p.t.Errorf("not a JSON-RPC message: %.200q (%v)", text, err)
		}
		p.lines <- message
	}
}

func (p *peer) send(format string, args ...any) {
	p.t.Helper()
	p.sendRaw(fmt.Sprintf(format, args...) + "\n")
}

func (p *peer) sendRaw(text string) {
	p.t.Helper()
	if _, err := io.WriteString(p.in, text); err != nil {
		p.t.Fatalf("the server stopped reading: %v", err)
	}
}

// call sends a tools/call with params as they stand.
func (p *peer) call(id, params string) {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":%s}`, id, params)
}

// next is the next message of the server.
func (p *peer) next() received {
	p.t.Helper()
	select {
	case message, ok := <-p.lines:
		if !ok {
			p.t.Fatal("the server ended the connection")
		}
		return message
	case <-time.After(patience):
		p.t.Fatal("no message came")
	}
	panic("unreachable")
}

// expect is the next message, which must have the id.
func (p *peer) expect(id string) received {
	p.t.Helper()
	message := p.next()
	if string(message.ID) != id {
		p.t.Fatalf("got %+v, want the id %s", message, id)
	}
	return message
}

// ping makes sure that the server has read everything so far, and that nothing else was written.
func (p *peer) ping() {
	p.t.Helper()
	p.send(`{"jsonrpc":"2.0","id":"ping","method":"ping"}`)
	if pong := p.expect(`"ping"`); pong.Error != nil {
		p.t.Fatalf("ping failed: %+v", pong.Error)
	}
}

// end closes the input and returns what is still written, by id.
func (p *peer) end() map[string]received {
	p.t.Helper()
	p.in.Close()
	rest := map[string]received{}
	for message := range p.lines {
		if _, twice := rest[string(message.ID)]; twice {
			p.t.Errorf("two replies to %s", message.ID)
		}
		rest[string(message.ID)] = message
	}
	if err := <-p.ended; err != nil {
		p.t.Errorf("Stdio returned %v", err)
	}
	return rest
}
