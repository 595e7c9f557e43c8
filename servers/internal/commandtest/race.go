//go:build race

package commandtest

// Race tells that commands run with the race detector, which takes many times the memory.
const Race = true

// buildFlags build commands with the race detector where the tests run with it.
var buildFlags = []string{"-race"}
