package mcptools

import "context"

// Prompt is a text that a user picks, with blanks to fill in.
type Prompt struct {
	Name        string
	Title       string
	Description string
	Arguments   []PromptArgument

	// Render returns the text for the given arguments, by name. Required arguments may be missing: check them.
	Render func(ctx context.Context, arguments map[string]string) (string, error)
}

// PromptArgument is one blank in a prompt.
type PromptArgument struct {
	Name        string
	Title       string
	Description string
	Required    bool
}
