package simulatortest_test

import (
	"fmt"
	"testing"
)

// pretendTest is a testing.TB for this package's tests and examples.
type pretendTest struct {
	testing.TB
	failed   bool
	logged   string
	cleanups []func()
}

func (t *pretendTest) Helper()                    {}
func (t *pretendTest) Failed() bool               { return t.failed }
func (t *pretendTest) Log(arguments ...any)       { t.logged += fmt.Sprintln(arguments...) }
func (t *pretendTest) Cleanup(f func())           { t.cleanups = append(t.cleanups, f) }
func (t *pretendTest) Fatalf(s string, is ...any) { panic(fmt.Sprintf(s, is...)) }

// end does what the testing package does after a test.
func (t *pretendTest) end() {
	for _, cleanup := range t.cleanups {
		cleanup()
	}
}

// t replaces the *testing.T of a test in the examples.
var t testing.TB = &pretendTest{}
