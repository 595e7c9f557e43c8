package mcptools

import (
	"slices"
	"strings"
)

// Toolset is a group of tools that belong together, with the prompts and resources around them.
type Toolset struct {
	Name         string // short and stable, as an operator types it: "incidents"
	Title        string // for people: "Incidents"
	Instructions string // for the model: what is here and how ids and times are written; names no tool, since tools can be excluded
	Tools        []Tool
	Prompts      []Prompt
	Resources    []Resource
}

// Join returns one toolset with the tools, prompts and resources of all, in their order, for a program that offers several as one. A
// line that several Instructions have in common appears once. The result has no Name and no Title.
//
// Join removes nothing else: if two tools have one name, CallNamed calls the first, and serve.New returns an error.
func Join(toolsets ...Toolset) Toolset {
	var joined Toolset
	var lines []string
	tools := 0
	for _, toolset := range toolsets {
		tools += len(toolset.Tools)
	}
	joined.Tools = slices.Grow(joined.Tools, tools)
	for _, toolset := range toolsets {
		for line := range strings.Lines(toolset.Instructions) {
			if line = strings.TrimRight(line, "\r\n"); line == "" || !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
		joined.Tools = append(joined.Tools, toolset.Tools...)
		joined.Prompts = append(joined.Prompts, toolset.Prompts...)
		joined.Resources = append(joined.Resources, toolset.Resources...)
	}
	joined.Instructions = strings.TrimSpace(strings.Join(lines, "\n"))
	return joined
}
