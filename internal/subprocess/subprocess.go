// Package subprocess builds commands and starts them with pipes, as an MCP host does. Tests and measurements use it.
package subprocess

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// Build compiles the packages with these import paths into directory. See Binary.
func Build(ctx context.Context, directory string, flags []string, packages ...string) error {
	arguments := append([]string{"build", "-o", directory + string(filepath.Separator)}, flags...)
	command := Go(ctx, append(arguments, packages...)...)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("building %v: %w\n%s", packages, err, output)
	}
	return nil
}

// Go returns the go command with these arguments, in the environment for builds.
func Go(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Env = BuildEnvironment()
	return command
}

// BuildEnvironment returns the environment of this process, with these flags added to GOFLAGS. What is built in it shares what was compiled
// for the process: it has the race detector if the process has, else no cgo, like a release.
func BuildEnvironment(flags ...string) []string {
	cgo := "0"
	if Race {
		flags, cgo = append(flags, "-race"), "1" // which the race detector needs
	}
	return append(os.Environ(), "CGO_ENABLED="+cgo, strings.TrimSpace("GOFLAGS="+os.Getenv("GOFLAGS")+" "+strings.Join(flags, " ")))
}

// BuildAndRun builds the command with this import path in a temporary directory, sets binary to its path, calls run and returns its exit code;
// 1 if the build fails. Call it in TestMain. RunAs costs less: this is for tests of what go build makes.
func BuildAndRun(binary *string, importPath string, run func() int) (code int) {
	LookAtSources()
	return inDirectory(binary, path.Base(importPath), run, func(directory string) error {
		return Build(context.Background(), directory, []string{"-ldflags=-s -w"}, importPath) // without symbols, which cost the linker as much as the code
	})
}

// Binary returns the path at which Build writes the command of a package.
func Binary(directory, importPath string) string {
	name := path.Base(importPath)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(directory, name)
}

// Process is a running command.
type Process struct {
	Stdout  *bufio.Reader // the command's standard output
	command *exec.Cmd
	stdin   io.WriteCloser
}

// Start starts command, whose standard input and output must not be set. It leaves standard error alone.
func Start(command *exec.Cmd) (*Process, error) {
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	return &Process{Stdout: bufio.NewReaderSize(stdout, 1<<16), command: command, stdin: stdin}, nil
}

// ID returns the process id.
func (p *Process) ID() int { return p.command.Process.Pid }

// Signal sends a signal.
func (p *Process) Signal(signal os.Signal) error { return p.command.Process.Signal(signal) }

// Write writes to the command's standard input.
func (p *Process) Write(text []byte) (int, error) { return p.stdin.Write(text) }

// CloseInput closes the command's standard input.
func (p *Process) CloseInput() error { return p.stdin.Close() }

// Wait waits until the command exits. Read its standard output to the end before. A command that fails is not an error: check the
// state.
func (p *Process) Wait() (*os.ProcessState, error) {
	err := p.command.Wait()
	if _, failed := errors.AsType[*exec.ExitError](err); failed {
		err = nil
	}
	return p.command.ProcessState, err
}

// Finish closes the command's standard input, discards its remaining output, and waits until it exits.
func (p *Process) Finish() (*os.ProcessState, error) {
	if err := p.CloseInput(); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, p.Stdout); err != nil {
		return nil, err
	}
	return p.Wait()
}

// Kill kills the command. Its standard output then ends, and Wait returns.
func (p *Process) Kill() { _ = p.command.Process.Kill() }
