package trial

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// Server returns the tools of any MCP server that is started by a command and speaks MCP on its standard input and output. It finds the
// account in PAGERDUTY_API_HOST and PAGERDUTY_USER_API_KEY. Its own variables are in environment, such as "NAME=value". What it writes to
// standard error goes to logs.
//
// The server's clock is that of the machine. An agent that needs a time should therefore pass it in full: the prompt states it.
func Server(command []string, environment []string, logs io.Writer) Tools {
	return func(ctx context.Context, account Account) (Offer, error) {
		if len(command) == 0 {
			return Offer{}, errors.New("the command of the server is empty")
		}
		ctx, cancel := context.WithCancel(ctx)
		server := exec.CommandContext(ctx, command[0], command[1:]...)
		server.Env = append(environmentWithoutKeys(), environment...)
		server.Env = append(server.Env, "PAGERDUTY_API_HOST="+account.URL, "PAGERDUTY_USER_API_KEY="+account.Key)
		server.Stderr, server.WaitDelay = logs, time.Second
		s, err := startServer(server)
		if err != nil {
			cancel()
			return Offer{}, err
		}
		stop := func() {
			_ = s.in.Close() // a server ends with its input
			ended := time.AfterFunc(5*time.Second, cancel)
			_ = server.Wait() // also closes our end of the output, which a child of the server may hold open
			<-s.closed
			ended.Stop()
			cancel()
		}
		offer, err := s.open(ctx)
		if err != nil {
			stop()
			return Offer{}, err
		}
		offer.Stop = stop
		return offer, nil
	}
}

// environmentWithoutKeys returns the variables of this process, without those that could lead a server to a real account.
func environmentWithoutKeys() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "PAGERDUTY_") })
}

// mcpServer is the client's side of a session with an MCP server.
type mcpServer struct {
	in      io.WriteCloser
	writing chan struct{} // holds an element while a message is written to in
	closed  chan struct{} // is closed when the server's output ends

	mutex   sync.Mutex // guards what follows
	last    int
	waiting map[int]chan reply
}

// reply is a message of the server.
type reply struct {
	ID     *int            `json:"id"`
	Method string          `json:"method"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

func startServer(command *exec.Cmd) (*mcpServer, error) {
	in, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("the server does not start: %w", err)
	}
	s := &mcpServer{in: in, writing: make(chan struct{}, 1), closed: make(chan struct{}), waiting: map[int]chan reply{}}
	go s.read(out)
	return s, nil
}

// read hands each reply to the request that waits for it. Requests and notifications of the server are ignored: the client has no
// capabilities.
func (s *mcpServer) read(out io.Reader) {
	defer close(s.closed)
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		var r reply
		if json.Unmarshal(line, &r) == nil && r.ID != nil && r.Method == "" {
			s.mutex.Lock()
			waiting, ok := s.waiting[*r.ID]
			delete(s.waiting, *r.ID)
			s.mutex.Unlock()
			if ok {
				waiting <- r
			}
		}
		if err != nil {
			return
		}
	}
}

// open begins the session and lists the tools.
func (s *mcpServer) open(ctx context.Context) (Offer, error) {
	hello := map[string]any{
		"protocolVersion": "2025-11-25", "capabilities": struct{}{}, "clientInfo": map[string]string{"name": "pagerduty-trial", "version": "1"},
	}
	welcome, err := s.request(ctx, "initialize", hello)
	if err != nil {
		return Offer{}, err
	}
	var offer Offer
	var about struct{ Instructions string }
	if err := json.Unmarshal(welcome, &about); err != nil {
		return Offer{}, err
	}
	offer.Instructions = about.Instructions
	if err := s.write(ctx, map[string]any{"jsonrpc": "2.0", "method": "notifications/initialized"}); err != nil {
		return Offer{}, err
	}
	offer.Tools, err = s.list(ctx)
	return offer, err
}

// list returns the tools of all pages. It ends at a cursor that the server returned before.
func (s *mcpServer) list(ctx context.Context) ([]Tool, error) {
	var tools []Tool
	seen := map[string]bool{"": true}
	for cursor := map[string]string{}; ; {
		var page struct {
			Tools      []Tool
			NextCursor string
		}
		result, err := s.request(ctx, "tools/list", cursor)
		if err == nil {
			err = json.Unmarshal(result, &page)
		}
		if err != nil {
			return nil, err
		}
		for _, tool := range page.Tools {
			tool.Call = s.caller(tool.Name)
			tools = append(tools, tool)
		}
		if seen[page.NextCursor] {
			return tools, nil
		}
		seen[page.NextCursor] = true
		cursor = map[string]string{"cursor": page.NextCursor}
	}
}

// caller returns the function that calls a tool.
func (s *mcpServer) caller(tool string) func(context.Context, json.RawMessage) Result {
	return func(ctx context.Context, arguments json.RawMessage) Result {
		if len(arguments) == 0 {
			arguments = json.RawMessage("{}")
		}
		answer, err := s.request(ctx, "tools/call", map[string]any{"name": tool, "arguments": arguments})
		var result struct {
			Content []struct{ Type, Text string }
			IsError bool
		}
		if err == nil {
			err = json.Unmarshal(answer, &result)
		}
		if err != nil {
			return Result{Text: err.Error(), Failed: true}
		}
		var texts []string
		for _, part := range result.Content {
			if part.Type == "text" {
				texts = append(texts, part.Text)
			}
		}
		return Result{Text: strings.Join(texts, "\n"), Failed: result.IsError}
	}
}

// request sends a request and waits for its reply.
func (s *mcpServer) request(ctx context.Context, method string, params any) (json.RawMessage, error) {
	waiting := make(chan reply, 1)
	s.mutex.Lock()
	s.last++
	id := s.last
	s.waiting[id] = waiting
	s.mutex.Unlock()
	defer func() {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		delete(s.waiting, id)
	}()
	if err := s.write(ctx, map[string]any{"jsonrpc": "2.0", "id": id, "method": method, "params": params}); err != nil {
		return nil, fmt.Errorf("the server does not read %s: %w", method, err)
	}
	select {
	case r := <-waiting:
		if r.Error != nil {
			return nil, fmt.Errorf("the server refused %s: %s (%d)", method, r.Error.Message, r.Error.Code)
		}
		return r.Result, nil
	case <-s.closed:
		return nil, fmt.Errorf("the server ended without a reply to %s", method)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// write writes a message, one at a time. If ctx ends first, the message is still written whole when the server reads it, so that the
// next one begins on a line of its own.
func (s *mcpServer) write(ctx context.Context, message any) error {
	line, err := json.Marshal(message)
	if err != nil {
		return err
	}
	select {
	case s.writing <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	written := make(chan error, 1)
	go func() {
		_, err := s.in.Write(append(line, '\n'))
		<-s.writing
		written <- err
	}()
	select {
	case err := <-written:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
