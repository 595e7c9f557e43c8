package schema

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// maxStrictDepth is how many levels of objects and lists a strict schema may have.
const maxStrictDepth = 10

// strictSchema is a node of a strict schema.
type strictSchema struct {
	Type        any             `json:"type,omitempty"` // a name, or a list of names
	Description string          `json:"description,omitempty"`
	Enum        []any           `json:"enum,omitempty"`
	Items       *strictSchema   `json:"items,omitempty"`
	AnyOf       []*strictSchema `json:"anyOf,omitempty"`
	Properties  json.RawMessage `json:"properties,omitempty"`
	Required    []string        `json:"required,omitzero"`
	Additional  *bool           `json:"additionalProperties,omitempty"`
}

// Strict returns the form of the schema that OpenAI demands of a tool with "strict": true.
func (s *Schema) Strict() (json.RawMessage, error) {
	strict, err := s.strict(1)
	if err != nil {
		return nil, err
	}
	return text.Marshal(strict)
}

func (s *Schema) strict(depth int) (*strictSchema, error) {
	if depth > maxStrictDepth {
		return nil, fmt.Errorf("a strict schema has at most %d levels", maxStrictDepth)
	}
	strict := &strictSchema{Type: s.Type, Description: s.strictDescription()}
	for _, choice := range s.Enum {
		strict.Enum = append(strict.Enum, choice)
	}
	var err error
	switch s.Type {
	case "array":
		strict.Items, err = s.Items.strict(depth + 1)
		err = under(items, err)
	case "object":
		err = strict.addProperties(s, depth)
	}
	return strict, err
}

// addProperties adds the properties that are shown, all of them required, and allows no others.
func (strict *strictSchema) addProperties(s *Schema, depth int) (err error) {
	strict.Required, strict.Additional = append([]string{}, s.Names()...), new(false)
	strict.Properties, err = s.Properties.append(nil, func(out []byte, p Property) ([]byte, error) {
		property, err := p.strict(depth + 1)
		if err != nil {
			return nil, under(p.Name, err)
		}
		if !s.Requires(p.Name) {
			property = property.orNull()
		}
		encoded, err := text.Marshal(property)
		return append(out, encoded...), err
	})
	return err
}

// orNull allows null, too: as a second type of a scalar, as a choice beside a list or an object.
func (strict *strictSchema) orNull() *strictSchema {
	if strict.Items == nil && strict.Properties == nil {
		strict.Type = []any{strict.Type, "null"}
		if strict.Enum != nil {
			strict.Enum = append(strict.Enum, nil)
		}
		return strict
	}
	choice := &strictSchema{Description: strict.Description, AnyOf: []*strictSchema{strict, {Type: "null"}}}
	strict.Description = ""
	return choice
}

// strictDescription returns the description with the limits and the default, which not every OpenAI model accepts in a schema.
func (s *Schema) strictDescription() string {
	sentence := s.limits()
	if s.Default != nil {
		content := string(s.Default)
		if literal := strings.Trim(content, `"`); literal != "" {
			content = literal
		}
		sentence = strings.TrimPrefix(sentence+", default "+content, ", ")
	}
	if sentence == "" {
		return s.Description
	}
	return strings.TrimSpace(s.Description + " " + strings.ToUpper(sentence[:1]) + sentence[1:] + ".")
}
