// Package schema makes the input schema of a tool from its argument struct. It accepts only what every host accepts.
package schema

import (
	"encoding/json"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// Schema is a node of an input schema. Its JSON is what a host sees; it also drives the decoding of arguments.
//
// It has no additionalProperties: decoding refuses unknown names with a better text than a host would, and understands more than
// the schema shows.
type Schema struct {
	Type        string // object, array, string, integer, number or boolean
	Description string
	Enum        []string // of a string
	Minimum     json.Number
	Maximum     json.Number
	MinLength   *uint64
	MaxLength   *uint64
	MinItems    *uint64
	MaxItems    *uint64
	Default     json.RawMessage // canonical
	Items       *Schema
	Properties  Properties
	Required    []string

	Also   []string // choices beside the enum that are accepted and not shown
	Splits bool     // "a,b" is two items of the array
	Whole  bool     // "1,2" is one item of the array, though it looks like a list
	Pairs  bool     // an object is a list of names and values, too
	IsJSON bool     // the string holds JSON: an object or a list in its place is taken, too

	OmitsBlank bool // a blank string counts as not given
}

// Properties are the members of an object in the order of the struct's fields.
type Properties []Property

// Property is a member of an object.
type Property struct {
	Name   string
	Hidden bool     // accepted and not shown
	names  []string // its name, then its aliases
	*Schema
}

// append appends an object with what form appends for each property that is shown.
func (p Properties) append(out []byte, form func([]byte, Property) ([]byte, error)) (_ []byte, err error) {
	separator := byte('{')
	for _, property := range p {
		if property.Hidden {
			continue
		}
		out = append(text.AppendString(append(out, separator), property.Name), ':')
		if out, err = form(out, property); err != nil {
			return nil, err
		}
		separator = ','
	}
	if separator == '{' {
		out = append(out, '{')
	}
	return append(out, '}'), nil
}

// JSON returns the schema as a host sees it.
func (s *Schema) JSON() json.RawMessage { return s.appendJSON(make([]byte, 0, 1024)) }

func (s *Schema) appendJSON(out []byte) []byte {
	out = text.AppendString(append(out, `{"type":`...), s.Type)
	if s.Description != "" {
		out = text.AppendString(append(out, `,"description":`...), s.Description)
	}
	out = appendNames(out, "enum", s.Enum)
	for _, member := range []struct{ name, content string }{
		{"minimum", string(s.Minimum)}, {"maximum", string(s.Maximum)}, {"minLength", count(s.MinLength)}, {"maxLength", count(s.MaxLength)},
		{"minItems", count(s.MinItems)}, {"maxItems", count(s.MaxItems)}, {"default", string(s.Default)},
	} {
		if member.content != "" {
			out = append(append(text.AppendString(append(out, ','), member.name), ':'), member.content...)
		}
	}
	if s.Items != nil {
		out = s.Items.appendJSON(append(out, `,"items":`...))
	}
	if s.Properties != nil {
		out, _ = s.Properties.append(append(out, `,"properties":`...), func(out []byte, p Property) ([]byte, error) { return p.appendJSON(out), nil })
	}
	return append(appendNames(out, "required", s.Required), '}')
}

// appendNames appends a member that is a list, unless the list is empty.
func appendNames(out []byte, member string, names []string) []byte {
	if len(names) == 0 {
		return out
	}
	out = append(text.AppendString(append(out, ','), member), ':')
	separator := byte('[')
	for _, name := range names {
		out = text.AppendString(append(out, separator), name)
		separator = ','
	}
	return append(out, ']')
}

// Names returns the names of an object's properties that are shown.
func (s *Schema) Names() []string {
	var names []string
	for _, p := range s.Properties {
		if !p.Hidden {
			names = append(names, p.Name)
		}
	}
	return names
}

// Find returns the index of the property with this name or alias.
func (s *Schema) Find(name string) (i int, found bool) {
	i = slices.IndexFunc(s.Properties, func(p Property) bool { return slices.Contains(p.names, name) })
	return i, i >= 0
}

// Requires reports whether the object must have the property.
func (s *Schema) Requires(property string) bool { return slices.Contains(s.Required, property) }
