package command

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

const (
	readOnlyInstruction = "Nothing here changes PagerDuty; the operator enables writes with --enable-write-tools."
	demoInstruction     = "This is a demo account: everything in it is invented, and no one is really paged."
)

// confirmInstruction keeps the model from asking the user a second time.
const confirmInstruction = "Before a call that %s, the user is asked to confirm it: do not ask as well."

// instructions returns those of the joined toolsets, and what follows from the settings.
func instructions(joined mcptools.Toolset, tools []mcptools.Tool, settings *settings) string {
	lines := []string{joined.Instructions}
	if !settings.writes {
		lines = append(lines, readOnlyInstruction)
	}
	if slices.ContainsFunc(tools, settings.confirm.asksOf) {
		lines = append(lines, fmt.Sprintf(confirmInstruction, settings.confirm.calls()))
	}
	if settings.demo {
		lines = append(lines, demoInstruction)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
