// Package wire is an MCP client for tests. It writes and reads raw lines of JSON-RPC.
package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"
)

// Patience is how long a test waits for something that should come at once.
const Patience = 30 * time.Second

// Client is the client of one server. The test fails if the server writes anything but JSON-RPC messages, one a line.
type Client struct {
	t        testing.TB
	out      io.Writer
	messages chan Message
}

// New returns a client that writes to out, and reads from in until it ends. Call Rest before the test ends.
func New(t testing.TB, out io.Writer, in io.Reader) *Client {
	c := &Client{t: t, out: out, messages: make(chan Message, 20_000)}
	go c.read(in)
	return c
}

func (c *Client) read(in io.Reader) {
	defer close(c.messages)
	lines := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			if len(line) > 0 {
				c.t.Errorf("the server's last line has no line feed: %.200q", line)
			}
			if err != io.EOF && !errors.Is(err, os.ErrClosed) {
				c.t.Errorf("reading from the server: %v", err)
			}
			return
		}
		message, err := ParseMessage(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			c.t.Error(err)
			continue
		}
		c.messages <- message
	}
}

// Write writes text to the server as it is.
func (c *Client) Write(text []byte) (int, error) { return c.out.Write(text) }

// Send writes a line.
func (c *Client) Send(format string, args ...any) {
	c.t.Helper()
	if _, err := fmt.Fprintf(c.out, format+"\n", args...); err != nil {
		c.t.Fatalf("writing to the server: %v", err)
	}
}

// Request sends a request. The id and params are JSON.
func (c *Client) Request(id, method, params string) {
	c.t.Helper()
	c.Send(`{"jsonrpc":"2.0","id":%s,"method":%q,"params":%s}`, id, method, params)
}

// Call sends a call of a tool. The id and arguments are JSON.
func (c *Client) Call(id, tool, arguments string) {
	c.t.Helper()
	c.Request(id, "tools/call", fmt.Sprintf(`{"name":%q,"arguments":%s}`, tool, arguments))
}

// Initialize opens a session, as a client without capabilities, and returns the server's response.
func (c *Client) Initialize() Message {
	c.t.Helper()
	return c.InitializeAs("2025-11-25", "{}")
}

// InitializeAs is Initialize for a protocol version and capabilities, which are JSON.
func (c *Client) InitializeAs(version, capabilities string) Message {
	c.t.Helper()
	c.Request(`"initialize"`, "initialize",
		fmt.Sprintf(`{"protocolVersion":%q,"capabilities":%s,"clientInfo":{"name":"wire","version":"1"}}`, version, capabilities))
	response := c.Expect(`"initialize"`)
	c.Send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	return response
}

// Next returns the server's next message.
func (c *Client) Next() Message {
	c.t.Helper()
	select {
	case message, ok := <-c.messages:
		if !ok {
			c.t.Fatal("the server has closed its output")
		}
		return message
	case <-time.After(Patience):
		c.t.Fatalf("the server wrote nothing for %s", Patience)
	}
	panic("unreachable")
}

// Expect returns the next message, which must have the id. The id is JSON.
func (c *Client) Expect(id string) Message {
	c.t.Helper()
	message := c.Next()
	if string(message.ID) != id {
		c.t.Fatalf("the next message is %s, want the id %s", message, id)
	}
	return message
}

// Ping waits until the server has read everything that was sent. The server must have nothing to write but the reply.
func (c *Client) Ping() {
	c.t.Helper()
	c.Request(`"ping"`, "ping", "{}")
	if pong := c.Expect(`"ping"`); pong.Error != nil {
		c.t.Fatalf("ping failed: %s", pong)
	}
}

// Rest waits until the server closes its output. It returns the remaining messages by id, and fails the test if two have the same id.
func (c *Client) Rest() map[string]Message {
	c.t.Helper()
	rest := map[string]Message{}
	for message := range c.messages {
		id := string(message.ID)
		if earlier, twice := rest[id]; twice {
			c.t.Errorf("the server wrote two messages with the id %q: %s and %s", id, earlier, message)
		}
		rest[id] = message
	}
	return rest
}
