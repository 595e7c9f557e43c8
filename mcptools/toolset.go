package mcptools

// Toolset is a group of tools that belong together, with the prompts and resources around them.
type Toolset struct {
	Name         string // short and stable, as an operator types it: "incidents"
	Title        string // for people: "Incidents"
	Instructions string // for the model: what is here and how ids and times are written; names no tool, since tools can be excluded
	Tools        []Tool
	Prompts      []Prompt
	Resources    []Resource
}
