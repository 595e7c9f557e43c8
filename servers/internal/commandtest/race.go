//go:build race

package commandtest

// Race reports whether commands run with the race detector, which takes many times the memory.
const Race = true

// buildFlags builds commands with the race detector, since the tests run with it.
var buildFlags = []string{"-race"}

// environment turns off the second that the race detector waits when a command ends.
var environment = []string{"GORACE=atexit_sleep_ms=0"}
