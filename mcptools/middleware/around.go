package middleware

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Around returns the tools, with the middleware put around those that which picks, the first listed outermost; nil picks all.
func Around(tools []mcptools.Tool, which func(mcptools.Tool) bool, middleware ...mcptools.Middleware) []mcptools.Tool {
	around := slices.Clone(tools)
	for i, tool := range around {
		if which == nil || which(tool) {
			around[i] = tool.With(middleware...)
		}
	}
	return around
}

// Writes picks, for Around, the tools that may change something.
func Writes(tool mcptools.Tool) bool { return tool.Effect != mcptools.EffectRead }

// Marked picks, for Around, the tools that have the mark.
func Marked(mark string) func(mcptools.Tool) bool {
	return func(tool mcptools.Tool) bool { return slices.Contains(tool.Marks, mark) }
}
