package subcommands_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/allareas"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// program is pagerduty-mcp.
var program commandtest.Command

func TestMain(m *testing.M) {
	os.Exit(commandtest.Run(m, &program, "pagerduty-mcp", func() { command.Main(allareas.Server()) }))
}

// runHere runs a line of pagerduty-mcp in this process.
func runHere(t testing.TB, text string, variables []string, words ...string) commandtest.Outcome {
	t.Helper()
	return program.RunHere(t, described, strings.NewReader(text), variables, words...)
}

// runTo runs a line of pagerduty-mcp in this process, on the demo account, and writes standard output to a file.
func runTo(t *testing.T, stdout *os.File, words ...string) (code int, stderr string) {
	t.Helper()
	var complaint commandtest.Buffer
	process := program.Process(t, demo, words...)
	process.Stdin, process.Stdout, process.Stderr = strings.NewReader(""), stdout, &complaint
	code = command.Run(t.Context(), described, process)
	return code, complaint.String()
}

// described is pagerduty-mcp. It makes the schemas of tools without an account, which most subcommands only read, once.
var described = func() command.Server {
	server := allareas.Server()
	for i, area := range server.Areas {
		withoutAccount := sync.OnceValue(func() mcptools.Toolset { return area.Toolset(nil) })
		server.Areas[i].Toolset = func(source pagerduty.ClientSource) mcptools.Toolset {
			if source == nil {
				return withoutAccount()
			}
			return area.Toolset(source)
		}
	}
	return server
}()
