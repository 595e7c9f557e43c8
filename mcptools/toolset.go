package mcptools

import "context"

// Toolset is a group of tools that belong together, with the prompts and resources around them.
type Toolset struct {
	Name         string // short and stable, as an operator types it: "incidents"
	Title        string // for people: "Incidents"
	Instructions string // for the model: what is here and how ids and times are written; names no tool, since tools can be excluded
	Tools        []Tool
	Prompts      []Prompt
	Resources    []Resource
}

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

// Resource is something to read that has an address of its own.
type Resource struct {
	URI         string
	Name        string
	Title       string
	Description string
	MIMEType    string

	// Read returns the whole content.
	Read func(ctx context.Context) (string, error)
}
