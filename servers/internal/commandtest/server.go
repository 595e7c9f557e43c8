package commandtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
)

// Server is a server that runs, with a client that writes and reads raw lines.
type Server struct {
	t        testing.TB
	process  *subprocess.Process
	messages chan Message
	ended    bool
	stderr   Buffer
}

// Start starts the command, for at most as long as the test runs. Whatever it writes to its
// standard output must be a message.
func (c Command) Start(t testing.TB, variables []string, arguments ...string) *Server {
	t.Helper()
	s := &Server{t: t, messages: make(chan Message, 10_000)}
	command := c.Exec(context.Background(), variables, arguments...) // t.Context() would kill it before it is told to end
	command.Stderr = &s.stderr
	process, err := subprocess.Start(command)
	if err != nil {
		t.Fatal(err)
	}
	s.process = process
	go s.read()
	t.Cleanup(func() {
		if !s.ended {
			s.End()
		}
		if t.Failed() {
			t.Logf("standard error: %s", s.Stderr())
		}
	})
	return s
}

func (s *Server) read() {
	defer close(s.messages)
	for {
		line, err := s.process.ReadLine()
		if err == io.EOF || errors.Is(err, os.ErrClosed) {
			return
		}
		if err != nil {
			s.t.Errorf("reading the server's standard output: %v", err)
			return
		}
		message, err := ParseMessage(line)
		if err != nil {
			s.t.Error(err)
			continue
		}
		s.messages <- message
	}
}

// Stderr gives what the server has written to its standard error.
func (s *Server) Stderr() string { return s.stderr.String() }

// ID is the operating system's number of the process.
func (s *Server) ID() int { return s.process.ID() }

// Write writes to the server's standard input.
func (s *Server) Write(text []byte) (int, error) { return s.process.Write(text) }

// Send writes a line.
func (s *Server) Send(format string, args ...any) {
	s.t.Helper()
	if _, err := fmt.Fprintf(s, format+"\n", args...); err != nil {
		s.t.Fatalf("writing to the server: %v; standard error: %s", err, s.Stderr())
	}
}

// Request sends a request; params are JSON.
func (s *Server) Request(id int, method, params string) {
	s.t.Helper()
	s.Send(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, id, method, params)
}

// Call sends a call of a tool.
func (s *Server) Call(id int, tool, arguments string) {
	s.t.Helper()
	s.Request(id, "tools/call", fmt.Sprintf(`{"name":%q,"arguments":%s}`, tool, arguments))
}

// Initialize says hello.
func (s *Server) Initialize() Message {
	s.t.Helper()
	s.Send(`{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"commandtest","version":"1"}}}`)
	hello := s.Expect(`"hello"`)
	s.Send(`{"jsonrpc":"2.0","method":"notifications/initialized"}`)
	return hello
}

// Next gives the next message.
func (s *Server) Next() Message {
	s.t.Helper()
	select {
	case message, ok := <-s.messages:
		if !ok {
			s.t.Fatalf("the server has ended; standard error: %s", s.Stderr())
		}
		return message
	case <-time.After(patience):
		s.t.Fatal("the server says nothing")
	}
	panic("unreachable")
}

// Expect gives the next message, which must have the id, as JSON.
func (s *Server) Expect(id string) Message {
	s.t.Helper()
	message := s.Next()
	if string(message.ID) != id {
		s.t.Fatalf("the next message is %s, want the id %s", message.Raw, id)
	}
	return message
}

// CloseInput ends the server's standard input.
func (s *Server) CloseInput() {
	s.t.Helper()
	if err := s.process.CloseInput(); err != nil && !errors.Is(err, os.ErrClosed) {
		s.t.Errorf("closing the server's standard input: %v", err)
	}
}

// Signal sends a signal.
func (s *Server) Signal(signal os.Signal) {
	s.t.Helper()
	if err := s.process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}

// End ends the server's standard input, and with it the server. It gives what the server still had
// to say. See Wait.
func (s *Server) End() []Message {
	s.t.Helper()
	s.CloseInput()
	return s.Wait()
}

// Wait waits for the server's end, which must be a success, and gives what it still said.
func (s *Server) Wait() []Message {
	s.t.Helper()
	s.ended = true
	deaf := time.AfterFunc(patience, s.process.Kill)
	defer deaf.Stop()
	var rest []Message
	for message := range s.messages {
		rest = append(rest, message)
	}
	state, err := s.process.Wait()
	if err != nil || !state.Success() {
		s.t.Errorf("the server ended with %v (%v); standard error: %s", state, err, s.Stderr())
	}
	return rest
}

// Message is a JSON-RPC message.
type Message struct {
	Raw    string          `json:"-"`
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// ParseMessage reads a line of a server's standard output, which must be a message.
func ParseMessage(line []byte) (Message, error) {
	var message struct {
		Message
		JSONRPC string `json:"jsonrpc"`
	}
	err := json.Unmarshal(line, &message)
	if err == nil && (message.JSONRPC != "2.0" || (message.Method == "") == (message.Result == nil && message.Error == nil)) {
		err = errors.New("it is neither a request nor a response of JSON-RPC 2.0")
	}
	if err != nil {
		return Message{}, fmt.Errorf("standard output holds %.200q: %w", line, err)
	}
	message.Raw = string(line)
	return message.Message, nil
}

// ToolText gives the text of a tool's result.
func (m Message) ToolText(t testing.TB) (text string, isError bool) {
	t.Helper()
	var result struct {
		Content []struct{ Type, Text string }
		IsError bool
	}
	if err := json.Unmarshal(m.Result, &result); err != nil || len(result.Content) != 1 || result.Content[0].Type != "text" {
		t.Fatalf("%s is not a tool's result with one text", m.Raw)
	}
	return result.Content[0].Text, result.IsError
}
