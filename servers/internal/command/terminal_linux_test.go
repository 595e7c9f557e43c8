package command_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/internal/wire"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/commandtest"
)

// On a terminal, too, standard output holds nothing but protocol; the hint for the person who sits there goes to
// standard error.
func TestTerminal(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*terminal, *os.Process) error{
		"end of input": func(terminal *terminal, _ *os.Process) error {
			_, err := terminal.person.Write([]byte{4}) // Ctrl-D
			return err
		},
		"SIGTERM": func(_ *terminal, process *os.Process) error { return process.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			terminal := openTerminal(t)
			command := incidents.Exec(t.Context(), nil, "--demo")
			var stderr commandtest.Buffer
			command.Stdin, command.Stdout, command.Stderr = terminal.program, terminal.program, &stderr
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(terminal.person)
			lines.Buffer(nil, 1<<20)
			for i, line := range []string{
				`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"person","version":"1"}}}`,
				`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`,
				`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list_incidents","arguments":{"statuses":["triggered"]}}}`,
				`hello?`,
			} {
				if _, err := fmt.Fprintln(terminal.person, line); err != nil {
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
			terminal.program.Close()
			for lines.Scan() {
				t.Errorf("at the end it says %q", lines.Text())
			}
			if want := "start it from an MCP client"; !strings.Contains(stderr.String(), want) {
				t.Errorf("standard error does not say %q: %q", want, stderr.String())
			}
		})
	}
}

// terminal is a pseudo terminal that shows nothing of what is typed.
type terminal struct{ person, program *os.File }

func openTerminal(t *testing.T) *terminal {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this machine gives no pseudo terminal: %v", err)
	}
	t.Cleanup(func() { person.Close() })
	var unlock, number int32
	control(t, person, syscall.TIOCSPTLCK, unsafe.Pointer(&unlock))
	control(t, person, syscall.TIOCGPTN, unsafe.Pointer(&number))
	program, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this machine gives no pseudo terminal: %v", err)
	}
	t.Cleanup(func() { program.Close() })
	var mode syscall.Termios
	control(t, program, syscall.TCGETS, unsafe.Pointer(&mode))
	mode.Lflag &^= syscall.ECHO
	mode.Oflag &^= syscall.OPOST
	control(t, program, syscall.TCSETS, unsafe.Pointer(&mode))
	if err := person.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Logf("reading has no deadline: %v", err)
	}
	return &terminal{person, program}
}

func control(t *testing.T, file *os.File, request uintptr, argument unsafe.Pointer) {
	t.Helper()
	connection, err := file.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var failure syscall.Errno
	if err := connection.Control(func(descriptor uintptr) {
		_, _, failure = syscall.Syscall(syscall.SYS_IOCTL, descriptor, request, uintptr(argument))
	}); err != nil || failure != 0 {
		t.Fatalf("ioctl %#x: %v, %v", request, err, failure)
	}
}
