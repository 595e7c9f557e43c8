package hosts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/hosts/configfile"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/servers/internal/keys"
)

// diff returns the changed lines of a file for people. It shows lines of our entry and brackets; everything else could hold a secret of
// another server and becomes "…".
func (m Machine) diff(c *Change, additions []addition, old any) string {
	shown := map[string]bool{}
	show := func(path configfile.Path, value configfile.Object) {
		value = slices.DeleteFunc(slices.Clone(value), func(member configfile.Member) bool {
			return path[0].Name == c.Host.Root[0] && !c.Host.Entry.owns(member.Name)
		})
		hideVariables(value, c.Host.Entry.Env)
		for line := range strings.Lines(c.Host.Format.Render(path, value)) {
			shown[essence(line)] = true
		}
	}
	for _, one := range additions {
		show(one.path, one.value)
	}
	if table, ok := old.(map[string]any); ok {
		show(c.Host.path(c.Entry), configfile.FromMap(table))
	}
	mask := func(line string) string {
		indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		text := essence(line)
		if isBrackets(text) || shown[text] {
			return indent + strings.TrimSpace(line)
		}
		return indent + "…"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "--- %s\n+++ %s\n", m.Short(c.File), m.Short(c.File))
	visible := false
	for _, change := range compare(splitLines(c.before.text), splitLines(c.after)) {
		fmt.Fprintf(&text, "@@ line %d @@\n", change.line)
		for _, line := range change.lines {
			masked := mask(line.text)
			text.WriteString(line.sign + masked + "\n")
			visible = visible || line.sign == "+" && !isBrackets(essence(masked)) && essence(masked) != "…"
		}
	}
	if !visible { // the entry is a part of a line with other entries
		for _, one := range additions {
			for line := range strings.Lines(c.Host.Format.Render(one.path, one.value)) {
				text.WriteString("+" + mask(line) + "\n")
			}
		}
	}
	return text.String()
}

// essence returns a line without indentation and the comma at its end.
func essence(line string) string { return strings.TrimSuffix(strings.TrimSpace(line), ",") }

// isBrackets reports whether a line has only the brackets of a file.
func isBrackets(line string) bool { return strings.Trim(line, "{}[] \t") == "" }

// hideVariables replaces the values of variables that may be secrets: all that install does not set, and those with the key or a client
// secret. A reference to a variable is none.
func hideVariables(entry configfile.Object, env string) {
	at := slices.IndexFunc(entry, func(member configfile.Member) bool { return member.Name == env })
	if at < 0 {
		return
	}
	variables, ok := entry[at].Value.(configfile.Object)
	if !ok {
		entry[at].Value = "…"
		return
	}
	shown := slices.Clone(variables)
	for i, variable := range shown {
		value, isText := variable.Value.(string)
		isReference := strings.HasPrefix(strings.TrimPrefix(value, "$"), "{")
		isSecret := variable.Name == keys.Variable || variable.Name == keys.ClientSecretVariable
		if !isText || !strings.HasPrefix(variable.Name, managedPrefix) || isSecret && !isReference {
			shown[i].Value = "…"
		}
	}
	entry[at].Value = shown
}

func splitLines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	lines := strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// hunk is a run of changed lines with one line around it.
type hunk struct {
	line  int // the first, as in the file before or, if nothing stands there, after
	lines []signedLine
}

type signedLine struct{ sign, text string }

// compare returns what differs between two files. Both are compared line by line; what is equal at both ends costs nothing.
func compare(before, after []string) []hunk {
	start := 0
	for start < len(before) && start < len(after) && before[start] == after[start] {
		start++
	}
	end := 0
	for end < len(before)-start && end < len(after)-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	a, b := before[start:len(before)-end], after[start:len(after)-end]
	var all []hunk
	i, j := 0, 0
	for _, pair := range append(commonLines(a, b), [2]int{len(a), len(b)}) {
		if i < pair[0] || j < pair[1] {
			h := hunk{line: start + i + 1}
			if at := start + i - 1; at >= 0 {
				h.line--
				h.lines = append(h.lines, signedLine{" ", before[at]})
			}
			for _, line := range a[i:pair[0]] {
				h.lines = append(h.lines, signedLine{"-", line})
			}
			for _, line := range b[j:pair[1]] {
				h.lines = append(h.lines, signedLine{"+", line})
			}
			if at := start + pair[0]; at < len(before) {
				h.lines = append(h.lines, signedLine{" ", before[at]})
			}
			all = append(all, h)
		}
		i, j = pair[0]+1, pair[1]+1
	}
	return all
}

// maxCompared bounds the table of commonLines. Larger changes are shown as one.
const maxCompared = 4_000_000

// commonLines returns the places of the longest common subsequence.
func commonLines(a, b []string) [][2]int {
	if len(a)*len(b) > maxCompared {
		return nil
	}
	lengths := make([][]int, len(a)+1)
	for i := range lengths {
		lengths[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case lengths[i+1][j] >= lengths[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}
