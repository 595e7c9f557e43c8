package configfile

import (
	"bytes"
	"encoding/json"
	"strings"
)

// jsonStyle is how a file is laid out, so that an entry looks like its neighbours.
type jsonStyle struct {
	newline string
	unit    string // of the indentation
	space   string // after a colon
	inline  bool   // everything on one line
}

func styleOf(text []byte) jsonStyle {
	style := jsonStyle{newline: Newline(text), unit: "  ", space: " "}
	for line := range bytes.Lines(text) {
		content := bytes.TrimLeft(line, " \t")
		if len(content) < len(line) && bytes.HasPrefix(content, []byte(`"`)) {
			style.unit = string(line[:len(line)-len(content)])
			break
		}
	}
	return style
}

// on returns the style for a container: one that stands on one line with its items stays on it.
func (s jsonStyle) on(text []byte, c container) jsonStyle {
	inside := text[c.open:c.close]
	s.inline = len(c.items) > 0 && !bytes.Contains(inside, []byte("\n"))
	if s.inline && !bytes.Contains(inside, []byte(": ")) && !bytes.Contains(inside, []byte(", ")) {
		s.space = ""
	}
	return s
}

// root returns a file with nothing but the value at the path.
func (s jsonStyle) root(path Path, value Object) string {
	return "{" + s.newline + s.unit + s.member(path, value, s.unit) + s.newline + "}"
}

// member returns the first key of the path with all that is in it. Items of arrays have no name.
func (s jsonStyle) member(path Path, value Object, indent string) string {
	inner := s.value(value, indent)
	if len(path) > 1 {
		deeper, open, end := indent+s.unit, "{", "}"
		if path[1].Item {
			open, end = "[", "]"
		}
		inner = s.enclose(open, end, []string{s.member(path[1:], value, deeper)}, indent)
	}
	if path[0].Item {
		return inner
	}
	return quote(path[0].Name) + ":" + s.space + inner
}

func (s jsonStyle) value(value any, indent string) string {
	deeper := indent + s.unit
	var parts []string
	switch value := plainOrObject(value).(type) {
	case Object:
		for _, member := range value {
			parts = append(parts, quote(member.Name)+":"+s.space+s.value(member.Value, deeper))
		}
		return s.enclose("{", "}", parts, indent)
	case []any:
		short := true
		for _, item := range value {
			_, isText := item.(string)
			short = short && isText
			parts = append(parts, s.value(item, deeper))
		}
		if short { // such as arguments
			return "[" + strings.Join(parts, ","+s.space) + "]"
		}
		return s.enclose("[", "]", parts, indent)
	case string:
		return quote(value)
	default:
		scalar, _ := json.Marshal(value) // what Decode returned
		return string(scalar)
	}
}

func (s jsonStyle) enclose(open, end string, parts []string, indent string) string {
	switch {
	case len(parts) == 0:
		return open + end
	case s.inline:
		return open + strings.Join(parts, ","+s.space) + end
	}
	between := s.newline + indent + s.unit
	return open + between + strings.Join(parts, ","+between) + s.newline + indent + end
}

// Render returns a file with nothing but the value at the path.
func (JSON) Render(path Path, value Object) string {
	return styleOf(nil).root(path, value) + "\n"
}
