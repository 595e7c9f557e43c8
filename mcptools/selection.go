package mcptools

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Selection says which tools to offer. The zero Selection is every read-only tool.
type Selection struct {
	Writes bool     // additive and destructive tools too
	Only   []string // names of the only tools to offer; empty means all
	Except []string // names of tools not to offer, whatever Only says
}

// SelectionError says why a Selection cannot be what was meant.
type SelectionError struct {
	Unknown    []string // names in Only or Except of no tool
	NeedWrites []string // names in Only of tools that change something, without Writes

	sentences []string
}

func (e *SelectionError) Error() string { return strings.Join(e.sentences, " ") }

// Select returns the tools that the selection allows, in their order. A name that no tool has, a tool in Only that needs Writes
// and a selection that excludes every tool it would have offered are errors: a *SelectionError in the first two cases.
func Select(tools []Tool, selection Selection) ([]Tool, error) {
	if err := selection.check(tools); err != nil {
		return nil, err
	}
	var selected []Tool
	excluded := false
	for _, tool := range tools {
		switch {
		case len(selection.Only) > 0 && !slices.Contains(selection.Only, tool.Name):
		case len(selection.Only) == 0 && tool.Effect != EffectRead && !selection.Writes:
		case slices.Contains(selection.Except, tool.Name):
			excluded = true
		default:
			selected = append(selected, tool)
		}
	}
	if len(selected) == 0 && excluded {
		return nil, errors.New("no tool is left: every tool that was selected is excluded as well")
	}
	return selected, nil
}

// check finds names that are unknown and tools that may not be had this way.
func (s Selection) check(tools []Tool) error {
	names := make([]string, len(tools))
	for i, tool := range tools {
		names[i] = tool.Name
	}
	var e SelectionError
	for _, name := range slices.Concat(s.Only, s.Except) {
		i := slices.Index(names, name)
		switch {
		case i < 0 && !slices.Contains(e.Unknown, name):
			e.Unknown = append(e.Unknown, name)
			e.sentences = append(e.sentences, unknownTool(name, names))
		case i >= 0 && tools[i].Effect != EffectRead && !s.Writes &&
			!slices.Contains(s.Except, name) && !slices.Contains(e.NeedWrites, name):
			e.NeedWrites = append(e.NeedWrites, name)
			e.sentences = append(e.sentences, fmt.Sprintf("The tool %q changes things: allow writes to have it.", name))
		}
	}
	if len(e.sentences) == 0 {
		return nil
	}
	return &e
}

func unknownTool(name string, names []string) string {
	name = Clean(name, 80)
	if near := nearest(name, names, 3); len(near) > 0 {
		return fmt.Sprintf("There is no tool %q: did you mean %s?", name, quoteAll(near))
	}
	return fmt.Sprintf("There is no tool %q.", name)
}
