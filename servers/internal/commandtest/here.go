package commandtest

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// RunHere is Command.Run within the process of the test. It costs a tenth, so it is for tests with many lines. What the system does to a
// process, such as signals, it does not show.
func RunHere(t testing.TB, server command.Server, stdin io.Reader, variables []string, arguments ...string) Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wire.Patience)
	defer cancel()
	variables = append([]string{"PAGERDUTY_CONFIG_DIR=" + t.TempDir()}, variables...) // not the profiles of who runs the test
	environment := func(name string) (value string, found bool) {
		for _, variable := range variables {
			if rest, ok := strings.CutPrefix(variable, name+"="); ok {
				value, found = rest, true // the last of a name counts
			}
		}
		if found || isSetting(name) {
			return value, found
		}
		return os.LookupEnv(name)
	}
	var stdout, stderr Buffer
	code := command.Run(ctx, server, command.Process{
		Arguments: arguments, Environment: environment, Stdin: stdin, Stdout: &stdout, Stderr: &stderr,
	})
	if ctx.Err() != nil {
		t.Fatalf("%v: %v", arguments, ctx.Err())
	}
	return Outcome{Stdout: stdout.String(), Stderr: stderr.String(), Code: code}
}

// isSetting reports whether a server reads a variable of that name.
func isSetting(name string) bool {
	return strings.HasPrefix(name, "PAGERDUTY_") || strings.HasPrefix(name, "MCP_") || strings.HasPrefix(name, "OTEL_")
}
