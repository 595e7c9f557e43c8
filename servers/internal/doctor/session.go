package doctor

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// outcome is what came of starting a server.
type outcome struct {
	tools       int
	unavailable bool   // its one tool only explains why it cannot work
	complaint   string // what it wrote to standard error
	code        int    // with which it ended after its input had ended
	err         error  // why it did not list its tools
}

// run starts a server, lists its tools, and ends it. No call of a tool is sent, and so nothing to PagerDuty.
func run(ctx context.Context, path string, arguments, environment []string) (o outcome) {
	server := exec.CommandContext(ctx, path, arguments...)
	server.Env = environment
	server.WaitDelay = time.Second
	complaint := &tail{most: 64 << 10}
	server.Stderr = complaint
	in, err := server.StdinPipe()
	if err != nil {
		return outcome{err: err}
	}
	out, err := server.StdoutPipe()
	if err != nil {
		return outcome{err: err}
	}
	if err := server.Start(); err != nil {
		return outcome{err: err}
	}
	session := session{in: in, out: bufio.NewReader(out)}
	o.tools, o.unavailable, o.err = session.list()
	_ = in.Close() // it may have ended already
	if ended := server.Wait(); server.ProcessState != nil {
		o.code = server.ProcessState.ExitCode()
	} else if o.err == nil {
		o.err = ended
	}
	if ctx.Err() != nil {
		o.err = fmt.Errorf("it did not answer in time: %w", ctx.Err())
	}
	o.complaint = complaint.String()
	return o
}

// session speaks MCP with a server, one request at a time.
type session struct {
	in  io.Writer
	out *bufio.Reader
	id  int
}

// maxToolPages bounds how many pages a list of tools may have.
const maxToolPages = 50

// list opens the session, and counts the tools. unavailable is set if the server cannot work, and offers one tool that explains why.
func (s *session) list() (tools int, unavailable bool, err error) {
	hello := map[string]any{"protocolVersion": "2025-06-18", "capabilities": struct{}{}, "clientInfo": map[string]string{"name": "pagerduty-mcp doctor", "version": "1"}}
	if err := s.ask("initialize", hello, &struct{}{}); err != nil {
		return 0, false, err
	}
	if err := s.send(map[string]any{"jsonrpc": "2.0", "method": "notifications/initialized"}); err != nil {
		return 0, false, err
	}
	cursor := map[string]string{}
	for range maxToolPages {
		var page struct {
			Tools      []struct{ Name string }
			NextCursor string
		}
		if err := s.ask("tools/list", cursor, &page); err != nil {
			return 0, false, err
		}
		tools += len(page.Tools)
		for _, tool := range page.Tools {
			unavailable = unavailable || tool.Name == "why_unavailable"
		}
		if page.NextCursor == "" {
			break
		}
		cursor["cursor"] = page.NextCursor
	}
	return tools, unavailable, nil
}

// ask sends a request, and decodes the result. It passes over what the server sends unasked.
func (s *session) ask(method string, params, result any) error {
	s.id++
	if err := s.send(map[string]any{"jsonrpc": "2.0", "id": s.id, "method": method, "params": params}); err != nil {
		return err
	}
	for {
		line, err := s.out.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return errors.New("it ended before it answered " + method)
		}
		if err != nil {
			return err
		}
		var message struct {
			ID     *int
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(line, &message); err != nil {
			return errors.New("it writes something else than MCP to standard output")
		}
		switch {
		case message.ID == nil || *message.ID != s.id:
		case message.Error != nil:
			return errors.New(message.Error.Message)
		default:
			return json.Unmarshal(message.Result, result)
		}
	}
}

func (s *session) send(message any) error {
	line, err := json.Marshal(message)
	if err != nil {
		return err
	}
	if _, err := s.in.Write(append(line, '\n')); err != nil {
		return errors.New("it ended at once")
	}
	return nil
}

// tail keeps the beginning of what a program writes to standard error.
type tail struct {
	buffer bytes.Buffer
	most   int
}

// Write implements io.Writer. It never fails.
func (t *tail) Write(text []byte) (int, error) {
	t.buffer.Write(text[:min(len(text), t.most-t.buffer.Len())])
	return len(text), nil
}

// String returns the last line without the name of the program, and without keys; "nothing" if there is none.
func (t *tail) String() string {
	lines := strings.Split(strings.TrimSpace(t.buffer.String()), "\n")
	line := strings.TrimSpace(lines[len(lines)-1])
	if name, rest, found := strings.Cut(line, ": "); found && strings.HasPrefix(name, "pagerduty-") {
		line = rest
	}
	if line == "" {
		return "nothing"
	}
	return keys.RedactAll(line)
}
