package mcptools

import (
	"encoding/json"
	"strconv"
)

// schema is one node of a tool's input schema. It says what the host sees and drives the decoding of arguments.
type schema struct {
	kind        string // object, array, string, integer, number or boolean
	description string
	enum        []string // of a string
	also        []string // texts that are taken beside the enum, and not shown
	initial     []byte   // the default, as canonical JSON; nil for none

	minimum, maximum     json.Number // empty for none
	minLength, maxLength *uint64
	minItems, maxItems   *uint64

	items      *schema        // of an array
	splits     bool           // an array whose elements hold no comma
	properties []property     // of an object
	index      map[string]int // properties by name and by alias
}

// property is a member of an object.
type property struct {
	name     string
	required bool
	hidden   bool // taken, and not shown
	*schema
}

// names returns the names of an object's properties that are shown.
func (s *schema) names() []string {
	var names []string
	for _, p := range s.properties {
		if !p.hidden {
			names = append(names, p.name)
		}
	}
	return names
}

// appendJSON appends the schema as JSON Schema. It leaves additionalProperties out: decoding refuses unknown names with a
// better text than a host would, and understands more than the schema shows.
func (s *schema) appendJSON(out []byte) []byte {
	out = append(out, `{"type":"`...)
	out = append(out, s.kind...)
	out = append(out, '"')
	if s.description != "" {
		out = appendString(append(out, `,"description":`...), s.description)
	}
	out = s.appendEnum(out)
	out = appendLimit(out, "minimum", string(s.minimum))
	out = appendLimit(out, "maximum", string(s.maximum))
	out = appendLimit(out, "minLength", formatCount(s.minLength))
	out = appendLimit(out, "maxLength", formatCount(s.maxLength))
	out = appendLimit(out, "minItems", formatCount(s.minItems))
	out = appendLimit(out, "maxItems", formatCount(s.maxItems))
	out = appendLimit(out, "default", string(s.initial))
	switch s.kind {
	case "array":
		out = s.items.appendJSON(append(out, `,"items":`...))
	case "object":
		out = s.appendProperties(out)
	}
	return append(out, '}')
}

func (s *schema) appendProperties(out []byte) []byte {
	out = append(out, `,"properties":{`...)
	var required []byte
	shown := 0
	for _, p := range s.properties {
		if p.hidden {
			continue
		}
		if shown++; shown > 1 {
			out = append(out, ',')
		}
		out = p.appendJSON(append(appendString(out, p.name), ':'))
		if p.required {
			required = appendString(append(required, ','), p.name)
		}
	}
	out = append(out, '}')
	if required != nil {
		out = append(append(append(out, `,"required":[`...), required[1:]...), ']')
	}
	return out
}

func (s *schema) appendEnum(out []byte) []byte {
	if s.enum == nil {
		return out
	}
	out = append(out, `,"enum":[`...)
	for i, choice := range s.enum {
		if i > 0 {
			out = append(out, ',')
		}
		out = appendString(out, choice)
	}
	return append(out, ']')
}

// appendScalar appends a text or a canonical literal in the form that the schema's type has.
func (s *schema) appendScalar(out []byte, literal string) []byte {
	if s.kind == "string" {
		return appendString(out, literal)
	}
	return append(out, literal...)
}

func appendLimit(out []byte, keyword, literal string) []byte {
	if literal == "" {
		return out
	}
	out = append(appendString(append(out, ','), keyword), ':')
	return append(out, literal...)
}

func formatCount(n *uint64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatUint(*n, 10)
}
