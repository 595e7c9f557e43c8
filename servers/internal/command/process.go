package command

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/env"
)

// Process is the environment in which a command runs.
type Process struct {
	Arguments      []string
	Environment    env.Variables
	Program        func() (string, error) // returns the path of the program; needed by subcommands only
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	secrets *secrets // of a subcommand; its streams redact them
}

// ParseKey parses a key that a subcommand reads, and removes it from all output.
func (p Process) ParseKey(text string) (pagerduty.Token, error) { return p.secrets.parse(text) }

// runningProgram returns the path of the running program. Where the system does not tell it, such as in a root without /proc, the program is
// the one that a shell would start under the same name.
func runningProgram() (string, error) {
	running, err := os.Executable()
	if err == nil {
		return running, nil
	}
	if started, lookErr := exec.LookPath(os.Args[0]); lookErr == nil {
		return filepath.Abs(started)
	}
	return "", err
}

// has reports whether a flag is among the arguments, which may be wrong.
func (p Process) has(flag string) bool {
	return slices.ContainsFunc(p.Arguments, func(argument string) bool {
		name, _, _ := strings.Cut(argument, "=")
		return name == "--"+flag
	})
}

// isHosted reports whether an MCP host is at the other end of standard input, who shows little of a process that ends.
func (p Process) isHosted() bool { return p.Stdin != nil && !IsTerminal(p.Stdin) && !p.wantsHTTP() }

// wantsHTTP reports whether the server is meant for HTTP, even if its settings are wrong.
func (p Process) wantsHTTP() bool {
	for _, name := range variables("transport") {
		if value, ok := p.Environment.Lookup(name); ok && strings.TrimSpace(value) != "" && !p.has("transport") {
			return !strings.EqualFold(strings.TrimSpace(value), string(transportStdio))
		}
	}
	return p.has("transport") && !slices.Contains(p.Arguments, string(transportStdio)) && !slices.Contains(p.Arguments, "--transport="+string(transportStdio))
}

// IsTerminal reports whether a stream of a process is a terminal.
func IsTerminal(stream any) bool { return Terminal(stream) != nil }

// Terminal returns the terminal that a stream of a process is; nil if it is something else, such as /dev/null.
func Terminal(stream any) *os.File {
	file := fileOf(stream)
	if file == nil {
		return nil
	}
	connection, err := file.SyscallConn() // file.Fd could change how the file is read
	if err != nil {
		return nil
	}
	is := false
	if err := connection.Control(func(descriptor uintptr) { is = term.IsTerminal(int(descriptor)) }); err != nil || !is {
		return nil
	}
	return file
}

// fileOf returns the file behind a stream of a process; nil if it is none.
func fileOf(stream any) *os.File {
	if writer, ok := stream.(redactingWriter); ok {
		stream = writer.Writer
	}
	file, _ := stream.(*os.File)
	return file
}
