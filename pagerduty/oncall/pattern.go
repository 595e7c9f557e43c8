package oncall

import (
	"regexp"
	"sync"
)

// pattern returns a regular expression that is compiled when it is first needed. Otherwise every start of a program would wait for it.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
