package mcptools

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const (
	maxPromptArgument = 1000 // characters of one argument
	maxCompletion     = 255  // characters of one completion
)

// Prompt is a task for the model that a user starts, often as a slash command. Its text says what to do, and names no tool, since tools can
// be excluded.
type Prompt struct {
	Name        string // as a user types it: "triage"
	Title       string // for people: "Triage an incident"
	Description string
	Arguments   []PromptArgument

	// Needs are the names of the tools without which the model cannot do the task. A program that does not offer all of them should not
	// offer the prompt.
	Needs []string

	// Render returns the text. Call it with Text, which checks the arguments: they have the declared names, the required ones are not
	// empty, and they are clean.
	Render func(ctx context.Context, arguments map[string]string) (string, error)
}

// PromptArgument is a blank in a prompt, which the user fills in.
type PromptArgument struct {
	Name        string
	Title       string
	Description string
	Required    bool
	Complete    CompleteFunc // nil if there is nothing to suggest
}

// CompleteFunc suggests values to a user who has typed the beginning or a part of one. Typed may be empty. Call it with Values.
type CompleteFunc func(ctx context.Context, typed string) ([]string, error)

// Values returns the suggestions without duplicates and clean: see Clean. A nil CompleteFunc suggests nothing.
func (c CompleteFunc) Values(ctx context.Context, typed string) ([]string, error) {
	if c == nil {
		return nil, nil
	}
	found, err := c(ctx, strings.TrimSpace(Clean(typed, maxCompletion)))
	if err != nil {
		return nil, err
	}
	var values []string
	seen := map[string]bool{"": true}
	for _, value := range found {
		if value = strings.TrimSpace(Clean(value, maxCompletion)); !seen[value] {
			seen[value] = true
			values = append(values, value)
		}
	}
	return values, nil
}

// Text returns the text of the prompt for a user's arguments. A missing, unknown or overlong argument is an *ArgumentError. Arguments that
// are empty count as omitted.
func (p Prompt) Text(ctx context.Context, arguments map[string]string) (string, error) {
	given := map[string]string{}
	for name, value := range arguments {
		if !slices.ContainsFunc(p.Arguments, func(a PromptArgument) bool { return a.Name == name }) {
			return "", &ArgumentError{Argument: name, Message: fmt.Sprintf("The prompt %s has no argument %.80q. %s", p.Name, name, p.usage())}
		}
		if value = strings.TrimSpace(Clean(value, len(value))); len([]rune(value)) > maxPromptArgument {
			return "", &ArgumentError{Argument: name, Message: fmt.Sprintf("The argument %s of the prompt %s is longer than %d characters.", name, p.Name, maxPromptArgument)}
		}
		if value != "" {
			given[name] = value
		}
	}
	for _, argument := range p.Arguments {
		if argument.Required && given[argument.Name] == "" {
			return "", &ArgumentError{Argument: argument.Name, Message: fmt.Sprintf("The prompt %s needs the argument %s. %s", p.Name, argument.Name, p.usage())}
		}
	}
	return p.Render(ctx, given)
}

// usage lists the arguments in a sentence.
func (p Prompt) usage() string {
	if len(p.Arguments) == 0 {
		return "It takes none."
	}
	var all []string
	for _, argument := range p.Arguments {
		name := argument.Name
		if !argument.Required {
			name += " (optional)"
		}
		all = append(all, name)
	}
	return "It takes: " + strings.Join(all, ", ") + "."
}
