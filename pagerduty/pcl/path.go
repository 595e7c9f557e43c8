package pcl

import (
	"slices"
	"strconv"
	"strings"
)

// Path leads to a value in the roots of an Input. Its first element is the name of the root.
type Path []Element

// Element is one step of a path: the name of a field, or the index of an entry in a list.
type Element struct {
	Name    string // of a field
	Index   int    // of an entry, from 0
	IsIndex bool   // whether Index counts, not Name
}

// ParsePath parses a path, such as event.custom_details['disk name'] or event.images[0].src. Its error is a *SyntaxError.
func ParsePath(text string) (Path, error) {
	p := &parser{text: text}
	path, wrong := p.onlyPath()
	if wrong != nil {
		return nil, wrong.locate(text)
	}
	return path, nil
}

// Root returns the name of the path's root.
func (p Path) Root() string {
	if len(p) == 0 {
		return ""
	}
	return p[0].Name
}

// String returns the path in PCL, with brackets for those names only that need them.
func (p Path) String() string {
	var b strings.Builder
	for i, element := range p {
		switch {
		case element.IsIndex:
			b.WriteString("[" + strconv.Itoa(element.Index) + "]")
		case i == 0:
			b.WriteString(element.Name)
		case isName(element.Name) && !isReserved(element.Name):
			b.WriteString("." + element.Name)
		default:
			b.WriteString("['" + quoted.Replace(element.Name) + "']")
		}
	}
	return b.String()
}

var quoted = strings.NewReplacer(`\`, `\\`, `'`, `\'`)

// Lookup returns the value at the path, and whether the path exists. The value is a NotKnown if it, or a root, is not known.
func (p Path) Lookup(roots map[string]any) (value any, exists bool) {
	if len(p) == 0 {
		return nil, false
	}
	value, known := roots[p[0].Name]
	if !known {
		return NotKnown{Reason: p.String() + " is not known"}, false
	}
	for _, element := range p[1:] {
		if _, unknown := value.(NotKnown); unknown {
			return value, false
		}
		if value, exists = element.of(value); !exists {
			return nil, false
		}
	}
	_, unknown := value.(NotKnown)
	return value, !unknown
}

// of returns the field or entry of a value.
func (e Element) of(value any) (any, bool) {
	switch container := value.(type) {
	case map[string]any:
		field, exists := container[e.Name]
		return field, exists && !e.IsIndex
	case []any:
		if e.IsIndex && e.Index >= 0 && e.Index < len(container) {
			return container[e.Index], true
		}
	}
	return nil, false
}

// reserved are the words that a path may hold in brackets only.
var reserved = strings.Fields(`at do as break const continue def else end eq for function gte gt if import is let lte lt loop
	namespace package require return var void when while`)

func isReserved(word string) bool { return slices.Contains(reserved, word) }

// isName reports whether a path may hold a text after a dot, unless it is reserved.
func isName(text string) bool {
	return text != "" && !isDigit(text[0]) && len(leadingWord(text)) == len(text)
}

// leadingWord returns the letters, digits and underscores at the beginning of a text.
func leadingWord(text string) string {
	end := strings.IndexFunc(text, func(char rune) bool {
		return char != '_' && (char < '0' || char > '9') && (char < 'a' || char > 'z') && (char < 'A' || char > 'Z')
	})
	if end < 0 {
		return text
	}
	return text[:end]
}

func isDigit(char byte) bool { return char >= '0' && char <= '9' }
