package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// Report is the result of all checks.
type Report struct {
	Version  string    `json:"version"` // of the program that examined
	Summary  Summary   `json:"summary"`
	Findings []Finding `json:"findings"` // in the order of their groups
}

// Summary counts findings by state.
type Summary struct {
	Problems   int `json:"problems"`
	Warnings   int `json:"warnings"`
	NotChecked int `json:"not_checked"`
	OK         int `json:"ok"`
}

// longest is how many characters of a text are shown.
const longest = 1500

// Clean removes what could deceive a terminal, and counts the findings. Call it once, before the report is shown.
func (r Report) Clean() Report {
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Text, f.Mend = oneLine(f.Text), oneLine(f.Mend)
		switch f.State {
		case Problem:
			r.Summary.Problems++
		case Warning:
			r.Summary.Warnings++
		case NotChecked:
			r.Summary.NotChecked++
		default:
			r.Summary.OK++
		}
	}
	return r
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(mcptools.Clean(text, longest)), " ")
}

// String returns the report for people.
func (r Report) String() string {
	var text strings.Builder
	for _, group := range groups {
		findings := slices.DeleteFunc(slices.Clone(r.Findings), func(f Finding) bool { return f.group() != group })
		width := 0
		for _, f := range findings {
			width = max(width, len(f.name()))
		}
		if len(findings) > 0 {
			fmt.Fprintln(&text, group)
		}
		for _, f := range findings {
			f.write(&text, width)
		}
		if len(findings) > 0 {
			text.WriteByte('\n')
		}
	}
	fmt.Fprintln(&text, r.Summary)
	return text.String()
}

// name returns the name of the finding in its group.
func (f Finding) name() string { return f.Check[strings.LastIndex(f.Check, ".")+1:] }

// write writes the finding with its name in a column.
func (f Finding) write(text *strings.Builder, width int) {
	fmt.Fprintf(text, "  %-*s  %-*s  %s\n", len(NotChecked), f.State, width, f.name(), f.Text)
	indent := strings.Repeat(" ", len("  ")+len(NotChecked)+len("  ")+width+len("  "))
	if len(f.Tools) > 0 {
		fmt.Fprintf(text, "%stools: %s\n", indent, strings.Join(f.Tools, ", "))
	}
	if f.Mend != "" {
		fmt.Fprintf(text, "%s-> %s\n", indent, f.Mend)
	}
}

// String returns the summary, problems first.
func (s Summary) String() string {
	var parts []string
	for _, part := range []struct {
		count     int
		one, many string
	}{
		{s.Problems, "problem", "problems"}, {s.Warnings, "warning", "warnings"}, {s.NotChecked, "not checked", "not checked"},
	} {
		switch part.count {
		case 0:
		case 1:
			parts = append(parts, "1 "+part.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", part.count, part.many))
		}
	}
	if len(parts) == 0 {
		return "All is well."
	}
	return strings.Join(parts, ", ") + fmt.Sprintf(", %d ok.", s.OK)
}
