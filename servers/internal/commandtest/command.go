// Package commandtest runs a server's command in tests as an MCP host does: in a process of its own, with pipes and an
// environment.
package commandtest

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/subprocess"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
)

const module = "github.com/pagerduty-mcp/pagerduty-mcp-go"

// Command is a command that tests start.
type Command struct{ binary string }

// Run runs the tests with a command that is this test binary under another name and calls main: the real main of a server, or one like
// it. It returns the tests' exit code. Call it in TestMain.
func Run(m *testing.M, command *Command, name string, main func()) (code int) {
	return subprocess.RunAs(&command.binary, name, main, m.Run)
}

// RunBuilt is Run with the command that go build makes of a package in the module, such as "servers/pagerduty-mcp". It links a second program.
func RunBuilt(m *testing.M, command *Command, packagePath string) (code int) {
	return subprocess.BuildAndRun(&command.binary, module+"/"+packagePath, m.Run)
}

// Exec returns the command with arguments. Its environment holds the variables, each as "NAME=value",
// and no other variable that a server reads.
func (c Command) Exec(ctx context.Context, variables []string, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, c.binary, arguments...)
	command.Env = slices.DeleteFunc(os.Environ(), isSetting)
	command.Env = append(command.Env, "PAGERDUTY_CONFIG_DIR="+filepath.Join(filepath.Dir(c.binary), "no-profiles")) // not those of who runs the test
	command.Env = append(command.Env, variables...)
	return command
}

// Outcome is how a command ended.
type Outcome struct {
	Stdout, Stderr string
	Code           int
}

// Run runs the command to its end, with text on its standard input.
func (c Command) Run(t testing.TB, text string, variables []string, arguments ...string) Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wire.Patience)
	defer cancel()
	command := c.Exec(ctx, variables, arguments...)
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(text), &stdout, &stderr
	err := command.Run()
	if ctx.Err() != nil || command.ProcessState == nil {
		t.Fatalf("%v: %v", arguments, err)
	}
	return Outcome{Stdout: stdout.String(), Stderr: stderr.String(), Code: command.ProcessState.ExitCode()}
}

// Buffer is a bytes.Buffer for several goroutines.
type Buffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

// Write appends text.
func (b *Buffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(text)
}

// String returns everything written so far.
func (b *Buffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}
