package scriptedmodel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxStrictDepth is the depth that OpenAI allows for strict schemas.
const maxStrictDepth = 10

// schema has the keywords that OpenAI allows in strict schemas for every model. Bounds, patterns and formats are allowed except for
// fine-tuned models; minLength, maxLength and default are never allowed.
// See https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas.
type schema struct {
	Type                            types
	Properties, Definitions         map[string]schema
	Defs                            map[string]schema `json:"$defs"`
	Required                        []string
	AdditionalProperties            json.RawMessage
	Items                           *schema
	AnyOf                           []schema
	Enum, Const, Title, Description json.RawMessage
	Ref                             json.RawMessage `json:"$ref"`
}

// types is the value of the keyword type: a name or a list of names.
type types []string

func (t *types) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*t = types{one}
	} else if json.Unmarshal(text, (*[]string)(t)) != nil {
		return errors.New("type must be a name or a list of names")
	}
	for _, name := range *t {
		if !slices.Contains([]string{"object", "array", "string", "number", "integer", "boolean", "null"}, name) {
			return fmt.Errorf("%q is not a type", name)
		}
	}
	return nil
}

// checkSchema checks that the vendors accept a schema for a tool. OpenAI's rules for strict schemas are optional.
func checkSchema(raw json.RawMessage, strict bool) error {
	_, err := decodeSchema(raw, strict)
	return err
}

func decodeSchema(raw json.RawMessage, strict bool) (top schema, err error) {
	var keywords map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keywords); err != nil || keywords == nil {
		return top, errors.New("the schema is not a JSON object")
	}
	for _, keyword := range []string{"anyOf", "oneOf", "allOf", "not", "enum"} {
		if keywords[keyword] != nil {
			return top, fmt.Errorf("a tool's schema must have no %s at the top", keyword)
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if strict {
		decoder.DisallowUnknownFields()
	}
	if err := decoder.Decode(&top); err != nil {
		return top, fmt.Errorf("decoding the schema: %w", err)
	}
	if !slices.Equal(top.Type, types{"object"}) {
		return top, errors.New(`a tool's schema must have "type":"object"`)
	}
	return top, top.check(strict, "the arguments", 1)
}

func (s schema) check(strict bool, at string, depth int) error {
	return s.walk(at, depth, func(part schema, depth int) error {
		switch {
		case slices.Contains(part.Type, "array") && part.Items == nil:
			return errors.New("an array needs items")
		case strict:
			return part.checkStrict(depth)
		}
		return nil
	})
}

// walk calls visit with the schema and all schemas in it, and adds to its error where the schema stands.
func (s schema) walk(at string, depth int, visit func(part schema, depth int) error) error {
	if err := visit(s, depth); err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	for _, members := range []map[string]schema{s.Properties, s.Defs, s.Definitions} {
		for name, member := range members {
			if err := member.walk(at+"."+name, depth+1, visit); err != nil {
				return err
			}
		}
	}
	for _, branch := range s.AnyOf {
		if err := branch.walk(at, depth, visit); err != nil {
			return err
		}
	}
	if s.Items != nil {
		return s.Items.walk(at+"[]", depth+1, visit)
	}
	return nil
}

func (s schema) checkStrict(depth int) error {
	switch {
	case depth > maxStrictDepth:
		return fmt.Errorf("a strict schema has at most %d levels", maxStrictDepth)
	case s.Type == nil && s.AnyOf == nil && s.Ref == nil && s.Enum == nil && s.Const == nil:
		return errors.New("a strict schema needs a type")
	case !slices.Contains(s.Type, "object"):
		return nil
	case string(s.AdditionalProperties) != "false":
		return errors.New("additionalProperties must be false in a strict schema")
	case s.Properties == nil:
		return errors.New("a strict object needs properties")
	}
	for name := range s.Properties {
		if !slices.Contains(s.Required, name) {
			return fmt.Errorf("required must have %q: a strict schema requires every property", name)
		}
	}
	if len(s.Required) != len(s.Properties) {
		return errors.New("required has a name that is no property")
	}
	return nil
}

// legalName reports whether a tool may have this name.
func legalName(name string, longest int) bool {
	const legal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
	return name != "" && len(name) <= longest && strings.Trim(name, legal) == ""
}
