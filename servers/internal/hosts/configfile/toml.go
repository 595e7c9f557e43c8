package configfile

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// TOML is TOML, where an entry is a table with a header, [mcp_servers.NAME], or a value of its parent.
type TOML struct{}

// Decode returns the whole file.
func (f TOML) Decode(text []byte) (map[string]any, error) {
	text, _ = cutMark(text)
	return f.decode(text)
}

func (TOML) decode(text []byte) (map[string]any, error) {
	table := map[string]any{}
	err := toml.Unmarshal(text, &table)
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		line, _ := wrong.Position()
		problem, _, _ := strings.Cut(strings.TrimPrefix(wrong.Error(), "toml: "), ": ") // what follows may quote the file, and with it a secret
		return nil, &SyntaxError{Line: line, Problem: problem}
	}
	if err != nil {
		return nil, &SyntaxError{Problem: "the file is not TOML"} // the cause may quote the file
	}
	return table, nil
}

// expression is a header or a key with its value.
type expression struct {
	path       []string
	isHeader   bool
	start, end int
	value      int // where the value begins; -1 for a header
}

// expressions returns the expressions of a file that Decode has read.
func expressions(text []byte) ([]expression, error) {
	var parser unstable.Parser
	parser.Reset(text)
	var all []expression
	var table []string
	for parser.NextExpression() {
		node := parser.Expression()
		e := expression{start: len(text), value: -1}
		for keys := node.Key(); keys.Next(); {
			e.path = append(e.path, string(keys.Node().Data))
			raw := keys.Node().Raw
			e.start, e.end = min(e.start, int(raw.Offset)), int(raw.Offset+raw.Length)
		}
		if node.Kind == unstable.KeyValue {
			e.path = append(slices.Clone(table), e.path...)
			e.value = e.end + len("=") + bytes.IndexByte(text[e.end:], '=')
			e.end = int(node.Raw.Offset + node.Raw.Length)
		} else {
			table, e.isHeader = e.path, true
		}
		all = append(all, e)
	}
	if parser.Error() != nil {
		return nil, ErrUnsafe
	}
	return all, nil
}

// belongs reports whether an expression is a part of the entry at the path.
func (e expression) belongs(path Path) bool {
	if len(e.path) < len(path) {
		return false
	}
	for i, key := range path {
		if e.path[i] != key.Name {
			return false
		}
	}
	return true
}

// entry returns the expressions of the entry at the path.
func (TOML) entry(text []byte, path Path) ([]expression, error) {
	if err := refuseInline(text, path); err != nil {
		return nil, err
	}
	all, err := expressions(text)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(e expression) bool { return !e.belongs(path) }), nil
}

// refuseInline reports a parent of the entry that is an inline table. Such a table is closed: nothing can be added behind it.
func refuseInline(text []byte, path Path) error {
	all, err := expressions(text)
	if err != nil {
		return err
	}
	for i := 1; i < len(path); i++ {
		for _, e := range all {
			if !e.isHeader && len(e.path) == i && e.belongs(path[:i]) {
				return fmt.Errorf("%w: it has %s as an inline table, {…}; write it as a table, [%[2]s]", ErrUnsafe, path[:i].String())
			}
		}
	}
	return nil
}

func (f TOML) set(text []byte, path Path, value Object) ([]Edit, error) {
	table, err := f.decode(text)
	if err != nil {
		return nil, err
	}
	newline := Newline(text)
	section := strings.ReplaceAll(f.Render(path, value), "\n", newline)
	if find(table, path) == nil {
		if err := refuseInline(text, path); err != nil {
			return nil, err
		}
		return []Edit{{Offset: len(text), Inserted: separate(text, newline) + section}}, nil
	}
	parts, err := f.entry(text, path)
	if err != nil {
		return nil, err
	}
	first := parts[0]
	if !first.isHeader && len(first.path) == len(path) { // name = { … }
		return []Edit{{Offset: first.value, Removed: first.end - first.value, Inserted: " " + inlineTOML(value)}}, nil
	}
	edits := removeParts(text, parts)
	if !first.isHeader { // name.command = …
		return append(edits, Edit{Offset: len(text), Inserted: separate(text, newline) + section}), nil
	}
	start := lineStart(text, first.start)
	edits[0].Inserted, edits[0].Removed = section, edits[0].Offset+edits[0].Removed-start
	edits[0].Offset = start // the blank lines before it stay
	return edits, nil
}

// separate returns the line ends between a text and a section behind it.
func separate(text []byte, newline string) string {
	switch {
	case isBlank(text):
		return ""
	case bytes.HasSuffix(text, []byte("\n")):
		return newline
	default:
		return newline + newline
	}
}

func (f TOML) remove(text []byte, path Path) ([]Edit, error) {
	parts, err := f.entry(text, path)
	if err != nil {
		return nil, err
	}
	return removeParts(text, parts), nil
}

// removeParts removes the lines of an entry. Sections lose the blank lines before them, too.
func removeParts(text []byte, parts []expression) []Edit {
	var edits []Edit
	for i, part := range parts {
		end := nextLine(text, part.end)
		start := lineStart(text, part.start)
		if part.isHeader {
			start = len(bytes.TrimRight(text[:start], " \t\r\n"))
			if start > 0 {
				start = min(nextLine(text, start), lineStart(text, part.start))
			}
		}
		if i > 0 && !part.isHeader && !hasHeaderBetween(text, edits[len(edits)-1], start) {
			last := &edits[len(edits)-1]
			last.Removed = end - last.Offset // with the comments between the keys of one section
			continue
		}
		edits = append(edits, Edit{Offset: start, Removed: end - start})
	}
	return edits
}

// hasHeaderBetween reports whether lines that are no comments stand between an edit and an offset.
func hasHeaderBetween(text []byte, edit Edit, offset int) bool {
	for line := range bytes.Lines(text[min(edit.Offset+edit.Removed, offset):offset]) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return true
		}
	}
	return false
}

// Render returns the value as a section. Tables in it become sections of their own.
func (f TOML) Render(path Path, value Object) string {
	var text, sections strings.Builder
	names := make([]string, len(path))
	for i, key := range path {
		names[i] = keyTOML(key.Name)
	}
	fmt.Fprintf(&text, "[%s]\n", strings.Join(names, "."))
	for _, member := range value {
		if inner, ok := member.Value.(Object); ok && len(inner) > 0 {
			sections.WriteString("\n" + f.Render(append(slices.Clone(path), Key{Name: member.Name}), inner))
			continue
		}
		fmt.Fprintf(&text, "%s = %s\n", keyTOML(member.Name), inlineTOML(member.Value))
	}
	return text.String() + sections.String()
}

func keyTOML(name string) string {
	if regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(name) {
		return name
	}
	return quote(name)
}

func inlineTOML(value any) string {
	var parts []string
	switch value := plainOrObject(value).(type) {
	case Object:
		for _, member := range value {
			parts = append(parts, keyTOML(member.Name)+" = "+inlineTOML(member.Value))
		}
		if len(parts) == 0 {
			return "{}"
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	case []any:
		for _, item := range value {
			parts = append(parts, inlineTOML(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return quote(value)
	default:
		return fmt.Sprint(value)
	}
}
