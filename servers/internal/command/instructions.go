package command

import (
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

const readOnlyInstruction = "Nothing here changes PagerDuty; the operator enables writes with --enable-write-tools."

// instructions are those of the toolsets, each line once.
func instructions(toolsets []mcptools.Toolset, writes bool) string {
	var lines []string
	for _, toolset := range toolsets {
		for line := range strings.Lines(toolset.Instructions) {
			if line = strings.TrimSpace(line); !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	if !writes {
		lines = append(lines, readOnlyInstruction)
	}
	return strings.Join(lines, "\n")
}
