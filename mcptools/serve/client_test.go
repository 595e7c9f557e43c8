package serve_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// inBothEras runs a test with a client of the handshake era and a stateless one.
func inBothEras(t *testing.T, test func(t *testing.T, open func(transport.Interface) *client.Client)) {
	for _, version := range []string{mcp.ProtocolVersion20241105, mcp.ProtocolVersion20251125, mcp.ProtocolVersion20260728} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			test(t, func(over transport.Interface) *client.Client {
				c := client.NewClient(over, client.WithProtocolVersion(version))
				if err := c.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = c.Close() })
				var request mcp.InitializeRequest
				request.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
				request.Params.ProtocolVersion = version
				result, err := c.Initialize(t.Context(), request)
				if err != nil {
					t.Fatal(err)
				}
				if result.ProtocolVersion != version {
					t.Errorf("speaks %s, want %s", result.ProtocolVersion, version)
				}
				return c
			})
		})
	}
}

func callTool(ctx context.Context, c *client.Client, name string, arguments any) (*mcp.CallToolResult, error) {
	var request mcp.CallToolRequest
	request.Params.Name = name
	request.Params.Arguments = arguments
	return c.CallTool(ctx, request)
}

func TestClientOverPipes(t *testing.T) {
	t.Parallel()
	inBothEras(t, func(t *testing.T, open func(transport.Interface) *client.Client) {
		server := newServer(t, append(testTools(), mcptools.Read("steps", "Takes steps.", steps)))
		c := open(serveOverPipes(t, server))
		checkSession(t, c)

		seen := make(chan mcp.JSONRPCNotification, 10)
		c.OnNotification(func(n mcp.JSONRPCNotification) { seen <- n })
		var request mcp.CallToolRequest
		request.Params.Name = "steps"
		request.Params.Arguments = map[string]any{"steps": 3}
		request.Params.Meta = &mcp.Meta{ProgressToken: "steps"}
		if _, err := c.CallTool(t.Context(), request); err != nil {
			t.Error(err)
		}
		if n := <-seen; n.Method != "notifications/progress" {
			t.Errorf("got %+v, want progress", n)
		}
	})
}

// serveOverPipes serves one client until the test ends.
func serveOverPipes(t *testing.T, server *serve.Server) transport.Interface {
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Stdio(ctx, serverIn, serverOut) }()
	t.Cleanup(func() {
		cancel()
		clientOut.Close()
		serverOut.Close()
		if err := <-ended; err != nil {
			t.Errorf("Stdio returned %v", err)
		}
	})
	return transport.NewIO(clientIn, clientOut, io.NopCloser(strings.NewReader("")))
}

// checkSession uses the server as a host does.
func checkSession(t *testing.T, c *client.Client) {
	t.Helper()
	list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "echo") {
		t.Errorf("got the tools %v", names)
	}
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			result, err := callTool(t.Context(), c, "echo", map[string]any{"text": "hello"})
			if err != nil || result.IsError || len(result.Content) != 1 || result.Content[0].(mcp.TextContent).Text != `{"text":"hello"}` {
				t.Errorf("got %+v, %v", result, err)
			}
		})
	}
	calls.Wait()
	if result, err := callTool(t.Context(), c, "echo", map[string]any{"text": []int{1}}); err != nil || !result.IsError {
		t.Errorf("wrong arguments: got %+v, %v, want an error for the model", result, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := callTool(ctx, c, "wait", nil); err == nil {
		t.Error("a call went on after its context ended")
	}
	if _, err := callTool(t.Context(), c, "nothing", nil); err == nil || !strings.Contains(err.Error(), "The tools of this server are") {
		t.Errorf("unknown tool: %v", err)
	}
}

func serverCommand(t *testing.T) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(binary)
	command.Env = append(os.Environ(), serverProcess+"=1")
	return command
}

func TestClientOverSubprocess(t *testing.T) {
	t.Parallel()
	inBothEras(t, func(t *testing.T, open func(transport.Interface) *client.Client) {
		command := serverCommand(t)
		checkSession(t, open(transport.NewStdio(command.Path, command.Env)))
	})
}

// After SIGTERM a process exits with 0 within about a second, although a call is running and its input is open.
func TestSIGTERM(t *testing.T) {
	t.Parallel()
	command := serverCommand(t)
	var stderr strings.Builder
	command.Stderr = &stderr
	in, _ := command.StdinPipe()
	out, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = command.Process.Kill() }()
	_, _ = io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wait"}}`+"\n"+`{"jsonrpc":"2.0","id":2,"method":"ping"}`+"\n")
	buffer := make([]byte, 1000)
	if n, err := out.Read(buffer); err != nil || string(buffer[:n]) != `{"jsonrpc":"2.0","id":2,"result":{}}`+"\n" {
		t.Fatalf("got %s, %v", buffer[:n], err)
	}
	begin := time.Now()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(out)
	if err := command.Wait(); err != nil || time.Since(begin) > 3*time.Second || stderr.Len() > 0 {
		t.Errorf("ended with %v after %s, saying %q", err, time.Since(begin), stderr.String())
	}
	if !strings.HasPrefix(string(rest), `{"jsonrpc":"2.0","id":1,"result":{"content"`) {
		t.Errorf("the running call was answered with %s", rest)
	}
}

// If the client closes the output, the server returns an error and does not crash by SIGPIPE.
func TestClosedOutputOfSubprocess(t *testing.T) {
	t.Parallel()
	command := serverCommand(t)
	var stderr strings.Builder
	command.Stderr = &stderr
	in, _ := command.StdinPipe()
	out, _ := command.StdoutPipe()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	out.Close()
	_, _ = io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"ping"}`+"\n")
	if err := command.Wait(); err == nil || command.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "serve: writing to the client: ") {
		t.Errorf("ended with %v, saying %q", err, stderr.String())
	}
}
