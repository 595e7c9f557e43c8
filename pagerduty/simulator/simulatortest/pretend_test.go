package simulatortest_test

import (
	"fmt"
	"testing"
)

// pretendTest is a test that this package's own tests and examples control.
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

// end is what the testing package does after a test.
func (t *pretendTest) end() {
	for _, cleanup := range t.cleanups {
		cleanup()
	}
}

// t stands in the examples for the *testing.T of a reader's test.
var t testing.TB = &pretendTest{}
