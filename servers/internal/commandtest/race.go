//go:build race

package commandtest

// Race tells that commands run with the race detector, which takes many times the memory.
const Race = true

// buildFlags build commands with the race detector where the tests run with it.
var buildFlags = []string{"-race"}

// environment keeps a command from waiting a second at its end, which the race detector does unless told.
var environment = []string{"GORACE=atexit_sleep_ms=0"}
