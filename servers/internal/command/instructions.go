package command

import (
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

const (
	readOnlyInstruction = "Nothing here changes PagerDuty; the operator enables writes with --enable-write-tools."
	demoInstruction     = "This is a demo account: everything in it is invented, and no one is really paged."
)

// instructions are those of the toolsets, each line once.
func instructions(toolsets []mcptools.Toolset, settings *settings) string {
	var lines []string
	for _, toolset := range toolsets {
		for line := range strings.Lines(toolset.Instructions) {
			if line = strings.TrimSpace(line); !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	if !settings.writes {
		lines = append(lines, readOnlyInstruction)
	}
	if settings.demo {
		lines = append(lines, demoInstruction)
	}
	return strings.Join(lines, "\n")
}
