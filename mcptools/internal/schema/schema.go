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
	Type        string          `json:"type"` // object, array, string, integer, number or boolean
	Description string          `json:"description,omitempty"`
	Enum        []string        `json:"enum,omitempty"` // of a string
	Minimum     json.Number     `json:"minimum,omitempty"`
	Maximum     json.Number     `json:"maximum,omitempty"`
	MinLength   *uint64         `json:"minLength,omitempty"`
	MaxLength   *uint64         `json:"maxLength,omitempty"`
	MinItems    *uint64         `json:"minItems,omitempty"`
	MaxItems    *uint64         `json:"maxItems,omitempty"`
	Default     json.RawMessage `json:"default,omitempty"` // canonical
	Items       *Schema         `json:"items,omitempty"`
	Properties  Properties      `json:"properties,omitzero"`
	Required    []string        `json:"required,omitempty"`

	Also   []string       `json:"-"` // choices beside the enum that are accepted and not shown
	Splits bool           `json:"-"` // "a,b" is two items of the array
	Pairs  bool           `json:"-"` // an object is a list of names and values, too
	index  map[string]int // properties by name and by alias
}

// Properties are the members of an object in the order of the struct's fields.
type Properties []Property

// Property is a member of an object.
type Property struct {
	Name   string
	Hidden bool // accepted and not shown
	*Schema
}

// MarshalJSON encodes the properties that are shown.
func (p Properties) MarshalJSON() ([]byte, error) {
	return p.encode(func(property Property) (any, error) { return property.Schema, nil })
}

// encode encodes what form returns for each property that is shown.
func (p Properties) encode(form func(Property) (any, error)) ([]byte, error) {
	out := []byte{'{'}
	for _, property := range p {
		if property.Hidden {
			continue
		}
		content, err := form(property)
		if err != nil {
			return nil, err
		}
		encoded, err := text.Marshal(content)
		if err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(text.AppendString(out, property.Name), ':'), encoded...)
	}
	return append(out, '}'), nil
}

// JSON returns the schema as a host sees it.
func (s *Schema) JSON() json.RawMessage {
	encoded, _ := text.Marshal(s) // strings and numbers have no error
	return encoded
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
	i, found = s.index[name]
	return i, found
}

// Requires reports whether the object must have the property.
func (s *Schema) Requires(property string) bool { return slices.Contains(s.Required, property) }
