package mcptools

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// Selection chooses the tools to offer. The zero Selection is every read-only tool.
type Selection struct {
	Writes bool     // additive and destructive tools too
	Only   []string // names of the only tools to offer; empty means all
	Except []string // names of tools not to offer, even if Only has them
}

// SelectionError is the error of a Selection that names tools that do not exist or need Writes.
type SelectionError struct {
	Unknown    []string // names in Only or Except that no tool has
	NeedWrites []string // names in Only of tools that write, although Writes is false

	sentences []string
}

func (e *SelectionError) Error() string { return strings.Join(e.sentences, " ") }

// Select returns the tools that the selection allows, in their order. It returns a *SelectionError if no tool has one of the names
// or a tool in Only needs Writes, and another error if every selected tool is excluded as well.
func Select(tools []Tool, selection Selection) ([]Tool, error) {
	if err := selection.check(tools); err != nil {
		return nil, err
	}
	selected := make([]Tool, 0, len(tools))
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

// check reports unknown names and tools that need Writes.
func (s Selection) check(tools []Tool) error {
	names := namesOf(tools)
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

func namesOf(tools []Tool) []string {
	names := make([]string, len(tools))
	for i, tool := range tools {
		names[i] = tool.Name
	}
	return names
}

func unknownTool(name string, names []string) string {
	name = Clean(name, 80)
	if near := Nearest(name, names); len(near) > 0 {
		return fmt.Sprintf("There is no tool %q: did you mean %s?", name, text.QuoteAll(near))
	}
	return fmt.Sprintf("There is no tool %q.", name)
}

// Nearest returns up to three candidates that are similar to name, the most similar first. Use it to suggest what a misspelt name,
// such as that of a flag, may mean.
func Nearest(name string, candidates []string) []string { return text.Nearest(name, candidates, 3) }
