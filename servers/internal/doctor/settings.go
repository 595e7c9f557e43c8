package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/command"
)

// settings checks the variables that begin like ours. A misspelt one has no effect, and nothing else reports it.
func (e *Examination) settings(context.Context) []Finding {
	known := map[string]bool{}
	var names, set, foreign []string
	for _, setting := range command.Settings(e.Server) {
		for _, name := range []string{setting.Variable, setting.Second} {
			if name != "" && !known[name] {
				known[name], names = true, append(names, name)
			}
		}
	}
	var findings []Finding
	for _, variable := range slices.Sorted(slices.Values(e.Process.Environment)) {
		name, value, _ := strings.Cut(variable, "=")
		near := mcptools.Nearest(strings.ToUpper(name), names)
		switch {
		case !strings.HasPrefix(strings.ToUpper(name), "PAGERDUTY_") || strings.TrimSpace(value) == "":
		case known[name]:
			set = append(set, name)
		case len(near) == 0:
			foreign = append(foreign, name)
		default:
			findings = append(findings, Finding{Check: "settings.unknown", State: Warning,
				Text: name + " is set, and means nothing here", Mend: "Did you mean " + strings.Join(near, ", ") + "?"})
		}
	}
	text := "no variable PAGERDUTY_… is set"
	if len(set) > 0 {
		text = "set: " + strings.Join(set, ", ")
	}
	if len(foreign) > 0 {
		text += fmt.Sprintf("; for other programs: %s", strings.Join(foreign, ", "))
	}
	return append([]Finding{{Check: "settings.variables", State: OK, Text: text}}, findings...)
}
