package configfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// YAML is YAML with one document, where entries are members of a mapping in block or in flow style.
type YAML struct{}

// Decode returns the whole file.
func (f YAML) Decode(text []byte) (map[string]any, error) {
	text, _ = cutMark(text)
	return f.decode(text)
}

func (f YAML) decode(text []byte) (map[string]any, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var root any
	if err := decoder.Decode(&root); err != nil && !errors.Is(err, io.EOF) {
		return nil, yamlError(err)
	}
	var second any
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, &SyntaxError{Problem: "the file holds more than one YAML document"}
	}
	if root == nil {
		return map[string]any{}, nil
	}
	table, ok := root.(map[string]any)
	if !ok {
		return nil, &SyntaxError{Line: 1, Problem: "the file is not a YAML mapping, name: value"}
	}
	return table, nil
}

// yamlError keeps the line only: the text of the error may quote the file.
func yamlError(err error) error {
	wrong := &SyntaxError{Problem: "the file is not YAML"}
	if place := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error()); place != nil {
		wrong.Line, _ = strconv.Atoi(place[1])
		wrong.Problem = "this is not YAML"
	}
	return wrong
}

// yamlPlace is a mapping on the way to an entry, with the key under which it stands; the root has none.
type yamlPlace struct {
	key, mapping *yaml.Node
}

func (YAML) root(text []byte) (*yaml.Node, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, yamlError(err)
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	return document.Content[0], nil
}

// member returns the key and the value of a member, or nil.
func member(mapping *yaml.Node, name string) (key, value *yaml.Node) {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}

// oddLineEnd finds what ends a line in YAML and nowhere else in this package.
var oddLineEnd = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\r[^\n]|\r$|[\u0085\u2028\u2029]") })

func (f YAML) set(text []byte, path Path, value Object) ([]Edit, error) {
	if oddLineEnd().Match(text) {
		return nil, ErrUnsafe
	}
	at := yamlPlace{}
	var err error
	if at.mapping, err = f.root(text); err != nil {
		return nil, err
	}
	for depth, key := range path {
		found, inner := member(at.mapping, key.Name)
		switch {
		case found == nil:
			return f.insert(text, at, path[depth:], value)
		case depth == len(path)-1:
			return f.replace(text, at, found, inner, value)
		}
		at = yamlPlace{key: found, mapping: inner}
	}
	return nil, ErrUnsafe
}

func (f YAML) insert(text []byte, at yamlPlace, path Path, value Object) ([]Edit, error) {
	newline := Newline(text)
	if at.mapping != nil && at.mapping.Style&yaml.FlowStyle != 0 {
		open := offsetOf(text, at.mapping)
		if open >= len(text) || text[open] != '{' {
			return nil, ErrUnsafe
		}
		inserted := flowYAML(path, value)
		if len(at.mapping.Content) > 0 {
			inserted += ", "
		}
		return []Edit{{Offset: open + 1, Inserted: inserted}}, nil
	}
	indent := ""
	if at.mapping != nil && len(at.mapping.Content) > 0 {
		indent = strings.Repeat(" ", at.mapping.Content[0].Column-1)
	}
	offset := len(text)
	if at.key != nil {
		if len(at.mapping.Content) == 0 {
			indent = strings.Repeat(" ", at.key.Column+1)
		}
		offset = nextLine(text, offsetOf(text, at.key))
	}
	inserted := strings.ReplaceAll(blockYAML(path, value, indent), "\n", newline)
	if offset > 0 && text[offset-1] != '\n' {
		inserted = newline + inserted
	}
	return []Edit{{Offset: offset, Inserted: inserted}}, nil
}

func (f YAML) replace(text []byte, at yamlPlace, key, old *yaml.Node, value Object) ([]Edit, error) {
	if at.mapping.Style&yaml.FlowStyle != 0 || old.Style&yaml.FlowStyle != 0 {
		start, end := offsetOf(text, old), flowEnd(text, offsetOf(text, old))
		return []Edit{{start, end - start, flowValue(value)}}, nil
	}
	start := lineStart(text, offsetOf(text, key))
	end := blockEnd(text, key)
	inserted := strings.ReplaceAll(blockYAML(Names(key.Value), value, strings.Repeat(" ", key.Column-1)), "\n", Newline(text))
	return []Edit{{start, end - start, inserted}}, nil
}

func (f YAML) remove(text []byte, path Path) ([]Edit, error) {
	mapping, err := f.root(text)
	if err != nil {
		return nil, err
	}
	for depth, key := range path {
		found, inner := member(mapping, key.Name)
		switch {
		case found == nil:
			return nil, ErrUnsafe
		case depth < len(path)-1:
			mapping = inner
		case mapping.Style&yaml.FlowStyle != 0:
			start, end := offsetOf(text, found), flowEnd(text, offsetOf(text, inner))
			return []Edit{removeFlow(text, start, end)}, nil
		default:
			start := lineStart(text, offsetOf(text, found))
			return []Edit{{Offset: start, Removed: blockEnd(text, found) - start}}, nil
		}
	}
	return nil, ErrUnsafe
}

// removeFlow removes a member of a mapping in flow style with one comma.
func removeFlow(text []byte, start, end int) Edit {
	rest := bytes.TrimLeft(text[end:], " \t\r\n")
	if bytes.HasPrefix(rest, []byte(",")) {
		end = len(text) - len(rest) + 1
		if end < len(text) && text[end] == ' ' {
			end++
		}
	} else if before := bytes.TrimRight(text[:start], " \t\r\n"); bytes.HasSuffix(before, []byte(",")) {
		start = len(before) - 1
	}
	return Edit{Offset: start, Removed: end - start}
}

// offsetOf returns where a node begins. Columns count characters.
func offsetOf(text []byte, node *yaml.Node) int {
	offset := 0
	for range node.Line - 1 {
		offset = nextLine(text, offset)
	}
	for range node.Column - 1 {
		_, size := utf8.DecodeRune(text[offset:])
		offset += size
	}
	return offset
}

// blockEnd returns where the block under a key ends: before the next line that is not indented more. Blank lines before that stay.
func blockEnd(text []byte, key *yaml.Node) int {
	at := nextLine(text, offsetOf(text, key))
	end := at
	for at < len(text) {
		next := nextLine(text, at)
		content := bytes.TrimLeft(text[at:next], " ")
		if isBlank(content) {
			at = next
			continue
		}
		if next-at-len(content) < key.Column {
			break
		}
		at, end = next, next
	}
	return end
}

// flowEnd returns where the mapping in flow style that begins at an offset ends.
func flowEnd(text []byte, start int) int {
	depth, quoted := 0, byte(0)
	for at := start; at < len(text); at++ {
		switch c := text[at]; {
		case quoted == '"' && c == '\\':
			at++
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case c == '"' || c == '\'':
			quoted = c
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return len(text)
}

// Render returns a file with nothing but the value at the path.
func (YAML) Render(path Path, value Object) string { return blockYAML(path, value, "") }

// blockYAML returns the lines of the first key of the path with all that is in it.
func blockYAML(path Path, value any, indent string) string {
	line := indent + scalarYAML(path[0].Name) + ":"
	deeper := indent + "  "
	if len(path) > 1 {
		return line + "\n" + blockYAML(path[1:], value, deeper)
	}
	switch value := plainOrObject(value).(type) {
	case Object:
		if len(value) == 0 {
			return line + " {}\n"
		}
		var text strings.Builder
		text.WriteString(line + "\n")
		for _, member := range value {
			text.WriteString(blockYAML(Names(member.Name), member.Value, deeper))
		}
		return text.String()
	case []any:
		if len(value) == 0 {
			return line + " []\n"
		}
		var text strings.Builder
		text.WriteString(line + "\n")
		for _, item := range value {
			text.WriteString(deeper + "- " + flowValue(item) + "\n")
		}
		return text.String()
	default:
		return line + " " + scalarYAML(value) + "\n"
	}
}

func flowYAML(path Path, value Object) string {
	if len(path) == 1 {
		return quote(path[0].Name) + ": " + flowValue(value)
	}
	return quote(path[0].Name) + ": {" + flowYAML(path[1:], value) + "}"
}

func flowValue(value any) string {
	var parts []string
	switch value := plainOrObject(value).(type) {
	case Object:
		for _, member := range value {
			parts = append(parts, quote(member.Name)+": "+flowValue(member.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		for _, item := range value {
			parts = append(parts, flowValue(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return scalarYAML(value)
	}
}

var plainYAML = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9_./ -]*[A-Za-z0-9_./-]$`) })

// scalarYAML quotes every text that YAML could read as something else.
func scalarYAML(value any) string {
	text, ok := value.(string)
	switch {
	case value == nil:
		return "null"
	case !ok:
		return fmt.Sprint(value)
	}
	switch strings.ToLower(text) {
	case "true", "false", "null", "yes", "no", "on", "off", ".nan", ".inf":
		return quote(text)
	}
	if plainYAML().MatchString(text) {
		return text
	}
	return quote(text)
}
