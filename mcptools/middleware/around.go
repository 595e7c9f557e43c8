package middleware

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Around returns all the tools. It puts the middleware around those for which include returns true, or around all if include is nil. The
// first middleware is the outermost.
func Around(tools []mcptools.Tool, include func(mcptools.Tool) bool, middleware ...mcptools.Middleware) []mcptools.Tool {
	around := slices.Clone(tools)
	for i, tool := range around {
		if include == nil || include(tool) {
			around[i] = tool.With(middleware...)
		}
	}
	return around
}

// Writes reports whether the tool may change something. Pass it to Around.
func Writes(tool mcptools.Tool) bool { return tool.Effect != mcptools.EffectRead }

// Marked returns a function for Around that accepts the tools with the mark.
func Marked(mark string) func(mcptools.Tool) bool {
	return func(tool mcptools.Tool) bool { return slices.Contains(tool.Marks, mark) }
}
