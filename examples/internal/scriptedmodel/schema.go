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
	var keywords map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keywords); err != nil || keywords == nil {
		return errors.New("the schema is not a JSON object")
	}
	for _, keyword := range []string{"anyOf", "oneOf", "allOf", "not", "enum"} {
		if keywords[keyword] != nil {
			return fmt.Errorf("a tool's schema must have no %s at the top", keyword)
		}
	}
	var top schema
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if strict {
		decoder.DisallowUnknownFields()
	}
	if err := decoder.Decode(&top); err != nil {
		return fmt.Errorf("decoding the schema: %w", err)
	}
	if !slices.Equal(top.Type, types{"object"}) {
		return errors.New(`a tool's schema must have "type":"object"`)
	}
	return top.check(strict, "the arguments", 1)
}

func (s schema) check(strict bool, at string, depth int) error {
	if slices.Contains(s.Type, "array") && s.Items == nil {
		return fmt.Errorf("%s: an array needs items", at)
	}
	if strict {
		if err := s.checkStrict(depth); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	for _, members := range []map[string]schema{s.Properties, s.Defs, s.Definitions} {
		for name, member := range members {
			if err := member.check(strict, at+"."+name, depth+1); err != nil {
				return err
			}
		}
	}
	for _, branch := range s.AnyOf {
		if err := branch.check(strict, at, depth); err != nil {
			return err
		}
	}
	if s.Items != nil {
		return s.Items.check(strict, at+"[]", depth+1)
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
