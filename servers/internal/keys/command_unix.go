//go:build !windows

package keys

import (
	"context"
	"os/exec"
	"syscall"
)

// shell returns the command that runs a line. It has a session of its own, without a terminal: a question there fails at once, instead of
// waiting in the background. All its processes end with ctx.
func shell(ctx context.Context, line string) *exec.Cmd {
	command := exec.CommandContext(ctx, "/bin/sh", "-c", line)
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	return command
}
