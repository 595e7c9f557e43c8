// Package subprocess builds commands and speaks with them a line at a time over their standard
// input and output, as an MCP host does. Tests and measurements use it.
package subprocess

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
)

// Build compiles packages, given by import path, into directory. See Binary.
func Build(ctx context.Context, directory string, flags []string, packages ...string) error {
	arguments := append([]string{"build", "-o", directory + string(filepath.Separator)}, flags...)
	command := exec.CommandContext(ctx, "go", append(arguments, packages...)...)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("building %v: %w\n%s", packages, err, output)
	}
	return nil
}

// Binary is where Build puts the command of a package.
func Binary(directory, importPath string) string {
	name := path.Base(importPath)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(directory, name)
}

// Process is a command that runs, with pipes to it.
type Process struct {
	command *exec.Cmd
	stdin   io.WriteCloser
	stdout  *bufio.Reader
}

// Start starts command. Its standard input and output must not be set; its standard error is
// whatever the caller made it.
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
	return &Process{command: command, stdin: stdin, stdout: bufio.NewReaderSize(stdout, 1<<16)}, nil
}

// ID is the operating system's number of the process.
func (p *Process) ID() int { return p.command.Process.Pid }

// Signal sends a signal.
func (p *Process) Signal(signal os.Signal) error { return p.command.Process.Signal(signal) }

// Write writes to the command's standard input.
func (p *Process) Write(text []byte) (int, error) { return p.stdin.Write(text) }

// ReadLine gives the next line of the command's standard output without its end, and io.EOF when
// there is none. A last line that lacks its end comes with io.ErrUnexpectedEOF.
func (p *Process) ReadLine() ([]byte, error) {
	line, err := p.stdout.ReadBytes('\n')
	if err == io.EOF && len(line) > 0 {
		err = io.ErrUnexpectedEOF
	}
	return bytes.TrimSuffix(line, []byte("\n")), err
}

// CloseInput ends the command's standard input.
func (p *Process) CloseInput() error { return p.stdin.Close() }

// Wait waits for the command's end. Its standard output must have been read to the end before. A
// command that fails is no error: the state tells.
func (p *Process) Wait() (*os.ProcessState, error) {
	err := p.command.Wait()
	if _, failed := errors.AsType[*exec.ExitError](err); failed {
		err = nil
	}
	return p.command.ProcessState, err
}

// Finish ends the command's standard input, reads what it still says, and waits for its end.
func (p *Process) Finish() (*os.ProcessState, error) {
	if err := p.CloseInput(); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, p.stdout); err != nil {
		return nil, err
	}
	return p.Wait()
}

// Kill ends the command, whatever it does.
func (p *Process) Kill() {
	_ = p.command.Process.Kill()
	_, _ = p.Finish()
}
