package keys

import (
	"context"
	"os/exec"
	"strconv"
	"syscall"
)

// createNoWindow keeps Windows from opening a console.
const createNoWindow = 0x08000000

// shell returns the command that runs a line. All its processes end with ctx.
func shell(ctx context.Context, line string) *exec.Cmd {
	command := exec.CommandContext(ctx, "cmd")
	command.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /d /s /c "` + line + `"`, CreationFlags: createNoWindow} // /s removes just the outer quotes
	command.Cancel = func() error {
		tree := exec.Command("taskkill", "/t", "/f", "/pid", strconv.Itoa(command.Process.Pid))
		tree.SysProcAttr = &syscall.SysProcAttr{HideWindow: true}
		if tree.Run() == nil {
			return nil
		}
		return command.Process.Kill()
	}
	return command
}
