package commandtest

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// RunHere is Run within the process of the test. It costs a tenth. What the system does to a process, such as signals, it does not show.
// HTTPS_PROXY, SSL_CERT_FILE and DBUS_SESSION_BUS_ADDRESS are those of the test: libraries read them.
func (c Command) RunHere(t testing.TB, server command.Server, stdin io.Reader, variables []string, arguments ...string) Outcome {
	t.Helper()
	var stdout, stderr Buffer
	process := c.Process(t, variables, arguments...)
	process.Stdin, process.Stdout, process.Stderr = stdin, &stdout, &stderr
	ctx, cancel := context.WithTimeout(t.Context(), wire.Patience)
	defer cancel()
	code := command.Run(ctx, server, process)
	if ctx.Err() != nil {
		t.Fatalf("%v: %v", arguments, ctx.Err())
	}
	return Outcome{Stdout: stdout.String(), Stderr: stderr.String(), Code: code}
}

// Process returns the process that Exec would start, without streams.
func (c Command) Process(t testing.TB, variables []string, arguments ...string) command.Process {
	return command.Process{
		Arguments: arguments, Environment: c.Exec(t.Context(), variables).Environ(), Program: func() (string, error) { return c.binary, nil },
	}
}

// isSetting reports whether a server reads the variable.
func isSetting(name string) bool {
	return strings.HasPrefix(name, "PAGERDUTY_") || strings.HasPrefix(name, "MCP_") || strings.HasPrefix(name, "OTEL_")
}
