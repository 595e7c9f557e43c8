package commandtest

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
)

// Server is a running server, and its client.
type Server struct {
	*wire.Client
	t       testing.TB
	process *subprocess.Process
	ended   bool
	stderr  Buffer
}

// Start starts the command and ends it with the test.
func (c Command) Start(t testing.TB, variables []string, arguments ...string) *Server {
	t.Helper()
	s := &Server{t: t}
	command := c.Exec(context.Background(), variables, arguments...) // t.Context() would kill it before it is told to end
	command.Stderr = &s.stderr
	process, err := subprocess.Start(command)
	if err != nil {
		t.Fatal(err)
	}
	s.process, s.Client = process, wire.New(t, process, process.Stdout)
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

// Stderr returns what the server has written to its standard error.
func (s *Server) Stderr() string { return s.stderr.String() }

// ID returns the process id.
func (s *Server) ID() int { return s.process.ID() }

// CloseInput closes the server's standard input.
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

// End closes the server's standard input, which ends the server, and returns its last messages as Wait does.
func (s *Server) End() map[string]wire.Message {
	s.t.Helper()
	s.CloseInput()
	return s.Wait()
}

// Wait waits until the server exits, which must be with 0, and returns its last messages by id, as Rest does.
func (s *Server) Wait() map[string]wire.Message {
	s.t.Helper()
	s.ended = true
	timeout := time.AfterFunc(wire.Patience, s.process.Kill)
	defer timeout.Stop()
	rest := s.Rest()
	state, err := s.process.Wait()
	if err != nil || !state.Success() {
		s.t.Errorf("the server ended with %v (%v)", state, err)
	}
	return rest
}
