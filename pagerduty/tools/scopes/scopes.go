// Package scopes knows which OAuth scopes PagerDuty's tools use, for programs whose token has only some. See
// https://developer.pagerduty.com/docs/app-integration-development/oauth-functionality.
package scopes

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
)

// used.txt has a line for each tool: its name, and the scopes that its example uses. Those with a question mark are optional. It is written by
// make generate, which calls the tools on the simulator, with and without each of the scopes that PagerDuty's contract declares for
// their requests.
//
//go:embed used.txt
var usedText string

// Scopes are the scopes that the typical call of a tool uses, each list sorted. Other arguments may use others, such as names where the typical
// call has ids. Operations for which PagerDuty's contract declares no scope do not count.
type Scopes struct {
	Required []string // without one of them the call fails
	Optional []string // without one of them the result lacks something
}

var used = sync.OnceValue(func() map[string]Scopes {
	all := map[string]Scopes{}
	for line := range strings.Lines(usedText) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		var scopes Scopes
		for _, word := range words[1:] {
			if scope, isOptional := strings.CutSuffix(word, "?"); isOptional {
				scopes.Optional = append(scopes.Optional, scope)
			} else {
				scopes.Required = append(scopes.Required, scope)
			}
		}
		all[words[0]] = scopes
	}
	return all
})

// Of returns the scopes of a tool; none for a tool that is not PagerDuty's.
func Of(tool string) Scopes {
	scopes := used()[tool]
	return Scopes{slices.Clone(scopes.Required), slices.Clone(scopes.Optional)}
}

// OfAll returns all scopes of these tools, required or optional, sorted.
func OfAll(tools ...string) []string {
	all := map[string]bool{}
	for _, tool := range tools {
		for _, scope := range slices.Concat(used()[tool].Required, used()[tool].Optional) {
			all[scope] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// Without returns those of the scopes that are not granted.
func (s Scopes) Without(granted []string) Scopes {
	isGranted := func(scope string) bool { return slices.Contains(granted, scope) }
	return Scopes{slices.DeleteFunc(slices.Clone(s.Required), isGranted), slices.DeleteFunc(slices.Clone(s.Optional), isGranted)}
}
