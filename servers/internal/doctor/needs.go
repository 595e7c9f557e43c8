package doctor

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// needs.txt has a line for each tool: its name, the OAuth scopes of the requests that its example sends, and the abilities without which
// the example fails. A test writes it.
//
//go:embed needs.txt
var needsText string

// needs returns the scopes and abilities that each of the tools needs, by its name.
func needs(tools []mcptools.Tool) map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(needsText) {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			all[words[0]] = words[1:]
		}
	}
	needed := map[string][]string{}
	for _, tool := range tools {
		needed[tool.Name] = all[tool.Name]
	}
	return needed
}

// toolsThatNeed returns the names of those of the tools that need a scope or an ability.
func toolsThatNeed(tools []mcptools.Tool, wanted string) []string {
	var names []string
	for name, needed := range needs(tools) {
		if slices.Contains(needed, wanted) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// abilitiesOf returns the abilities that the tools need.
func abilitiesOf(tools []mcptools.Tool) []string {
	var abilities []string
	for _, needed := range needs(tools) {
		for _, word := range needed {
			if !strings.Contains(word, ".") { // else it is a scope
				abilities = append(abilities, word)
			}
		}
	}
	slices.Sort(abilities)
	return slices.Compact(abilities)
}
