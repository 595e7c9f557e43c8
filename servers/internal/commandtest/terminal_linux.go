package commandtest

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// Terminal is a pseudo terminal that shows nothing of what is typed.
type Terminal struct{ Person, Program *os.File }

// OpenTerminal opens a pseudo terminal of that many columns. It skips the test where the machine has none.
func OpenTerminal(t *testing.T, columns uint16) *Terminal {
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
	size := [4]uint16{24, columns}
	control(t, program, syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	if err := person.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Logf("reading has no deadline: %v", err)
	}
	return &Terminal{person, program}
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
