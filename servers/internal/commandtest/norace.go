//go:build !race

package commandtest

// Race reports whether commands run with the race detector, which takes many times the memory.
const Race = false

var buildFlags []string

var environment []string
