package serve_test

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/serve"
)

// serverProcess, when set, makes the test binary a server on its standard streams.
const serverProcess = "SERVE_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(serverProcess) != "" {
		os.Exit(runServer())
	}
	code := m.Run()
	if leaked := leakedGoroutines(); code == 0 && leaked != "" {
		fmt.Fprintln(os.Stderr, "goroutines outlive the tests:\n"+leaked)
		code = 1
	}
	os.Exit(code)
}

func runServer() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGPIPE)
	server, err := serve.New(serve.Info{Name: "subprocess", Version: "1"}, append(testTools(), askTool()))
	if err == nil {
		err = server.Stdio(ctx, os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// leakedGoroutines waits until this package's goroutines have ended. It returns the stacks of those that have not.
func leakedGoroutines() string {
	var left []string
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		buffer := make([]byte, 1<<20)
		left = nil
		for stack := range strings.SplitSeq(string(buffer[:runtime.Stack(buffer, true)]), "\n\n") {
			if strings.Contains(stack, "mcptools/serve.(") {
				left = append(left, stack)
			}
		}
		if len(left) == 0 {
			return ""
		}
	}
	return strings.Join(left, "\n\n")
}

type echoInput struct {
	Text string `json:"text,omitempty" jsonschema_description:"What to say."`
}

type echoOutput struct {
	Text string `json:"text"`
}

func echo(_ context.Context, in echoInput) (echoOutput, error) { return echoOutput(in), nil }

// waitForEnd runs until its context ends.
func waitForEnd(ctx context.Context, _ struct{}) (echoOutput, error) {
	<-ctx.Done()
	return echoOutput{}, ctx.Err()
}

func sleep(ctx context.Context, _ struct{}) (echoOutput, error) {
	select {
	case <-time.After(300 * time.Millisecond):
		return echoOutput{Text: "slept"}, nil
	case <-ctx.Done():
		return echoOutput{}, ctx.Err()
	}
}

func testTools() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("echo", "Says what it is told.", echo),
		mcptools.Additive("sleep", "Takes 300 ms.", sleep),
		mcptools.Destructive("wait", "Ends when it is cancelled.", waitForEnd),
	}
}

func newServer(t testing.TB, tools []mcptools.Tool, opts ...serve.Option) *serve.Server {
	t.Helper()
	server, err := serve.New(serve.Info{Name: "test", Title: "Test server", Version: "1.0.0", Instructions: "Be brief."}, tools, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return server
}
