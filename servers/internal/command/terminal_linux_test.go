package command_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// On a terminal, too, standard output holds nothing but protocol; the hint for the person who sits there goes to
// standard error.
func TestTerminal(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*commandtest.Terminal, *os.Process) error{
		"end of input": func(terminal *commandtest.Terminal, _ *os.Process) error {
			_, err := terminal.Person.Write([]byte{4}) // Ctrl-D
			return err
		},
		"SIGTERM": func(_ *commandtest.Terminal, process *os.Process) error { return process.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terminal := commandtest.OpenTerminal(t, 80)
			command := incidents.Exec(t.Context(), nil, "--demo")
			var stderr commandtest.Buffer
			command.Stdin, command.Stdout, command.Stderr = terminal.Program, terminal.Program, &stderr
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(terminal.Person)
			lines.Buffer(nil, 1<<20)
			for i, line := range []string{
				`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"person","version":"1"}}}`,
				`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`,
				`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_incidents","arguments":{"statuses":["triggered"]}}}`,
				`hello?`,
			} {
				if _, err := fmt.Fprintln(terminal.Person, line); err != nil {
					t.Fatal(err)
				}
				if !lines.Scan() {
					t.Fatalf("no answer to %s: %v; standard error: %s", line, lines.Err(), stderr.String())
				}
				message, err := wire.ParseMessage(lines.Bytes())
				if err != nil || i < 3 && string(message.ID) != fmt.Sprint(i) || (message.Error == nil) != (i < 3) {
					t.Errorf("%s is answered with %q (%v)", line, lines.Text(), err)
				}
			}
			if err := end(terminal, command.Process); err != nil {
				t.Fatal(err)
			}
			if err := command.Wait(); err != nil {
				t.Errorf("the server ended with %v: %s", err, stderr.String())
			}
			terminal.Program.Close()
			for lines.Scan() {
				t.Errorf("at the end it says %q", lines.Text())
			}
			if want := "start it from an MCP client"; !strings.Contains(stderr.String(), want) {
				t.Errorf("standard error does not say %q: %q", want, stderr.String())
			}
		})
	}
}
