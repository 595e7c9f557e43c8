package subprocess

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// RunAs lets the test binary stand in for a command, so that the linker works once: a copy of it calls main instead of the tests, whatever
// its name and environment are, so an MCP host can start it too. RunAs sets binary to the path of a copy with that name, calls run and returns
// its exit code. Call it in TestMain, before anything else.
func RunAs(binary *string, name string, main func(), run func() int) (code int) {
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if !runsTests(self, os.Args[1:]) {
		main()
		return 0
	}
	return inDirectory(binary, name, run, func(directory string) error { return copyProgram(self, Binary(directory, name)) })
}

// runsTests reports whether a program was started to test: go test names it like a package, and sets flags such as -test.timeout. A test
// binary of another name needs such a flag: if a copy took itself for one, it would start copies without end.
func runsTests(path string, arguments []string) bool {
	return strings.HasSuffix(strings.TrimSuffix(path, ".exe"), ".test") ||
		slices.ContainsFunc(arguments, func(argument string) bool { return strings.HasPrefix(argument, "-test.") })
}

// inDirectory makes a temporary directory in which fill writes the command of that name, sets binary to its path, calls run and returns its
// exit code; 1 if that fails.
func inDirectory(binary *string, name string, run func() int, fill func(directory string) error) (code int) {
	directory, err := os.MkdirTemp("", name+"-")
	if err == nil {
		defer os.RemoveAll(directory)
		err = fill(directory)
	}
	if err == nil {
		err = setChildEnvironment(directory)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	*binary = Binary(directory, name)
	return run()
}

// setChildEnvironment sets what every process needs that the tests start.
func setChildEnvironment(directory string) error {
	// Without it, a program that was compiled to measure coverage complains on standard error when it ends.
	if err := os.Setenv("GOCOVERDIR", cmp.Or(os.Getenv("GOCOVERDIR"), directory)); err != nil {
		return err
	}
	// Without it, the race detector sleeps for a second before each process ends.
	return os.Setenv("GORACE", strings.TrimSpace("atexit_sleep_ms=0 "+os.Getenv("GORACE")))
}

func copyProgram(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}
