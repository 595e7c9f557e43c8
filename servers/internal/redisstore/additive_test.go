package redisstore_test

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools"
)

// additive returns the tools that create something.
func additive() (all []mcptools.Tool) {
	for _, toolset := range tools.All(nil) {
		all = append(all, toolset.Tools...)
	}
	return slices.DeleteFunc(all, func(tool mcptools.Tool) bool { return tool.Effect != mcptools.EffectAdditive || tool.Example == nil })
}
