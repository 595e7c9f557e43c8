//go:build race

package subprocess

// Race reports whether commands are built with the race detector, because the tests are. They take many times the memory then.
const Race = true
