package scriptedmodel

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// schemaNode is what the vendors look at in a schema. Keywords are looked up by name, since what is not known matters too.
type schemaNode map[string]json.RawMessage

// The limits of OpenAI's strict schemas, and below the keywords that they may have: what
// https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas documents for every model. Bounds, patterns
// and formats are there too, but not for fine-tuned models, and minLength, maxLength and default are for none.
const (
	maxStrictDepth      = 10
	maxStrictProperties = 5000
)

var strictKeywords = []string{"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf",
	"description", "title", "$defs", "definitions", "$ref"}

// checkSchema refuses what is no schema of an object that the vendors accept for a tool, or breaks OpenAI's strict rules.
func checkSchema(raw json.RawMessage, strict bool) error {
	var root schemaNode
	if err := json.Unmarshal(raw, &root); err != nil || root == nil {
		return errors.New("the schema is not a JSON object")
	}
	for _, keyword := range []string{"anyOf", "oneOf", "allOf", "not", "enum"} {
		if _, found := root[keyword]; found {
			return fmt.Errorf("a tool's schema has no %s at its top", keyword)
		}
	}
	if types, err := root.types(); err != nil || !slices.Equal(types, []string{"object"}) {
		return errors.New(`a tool's schema is of "type":"object"`)
	}
	check := schemaCheck{strict: strict}
	return check.node(root, "the arguments", 1)
}

type schemaCheck struct {
	strict     bool
	properties int
}

func (c *schemaCheck) node(n schemaNode, at string, depth int) error {
	types, err := n.types()
	if err != nil {
		return fmt.Errorf("%s: %w", at, err)
	}
	if c.strict {
		if err := c.strictly(n, types, depth); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	if slices.Contains(types, "array") && n["items"] == nil {
		return fmt.Errorf("%s: an array needs items", at)
	}
	for _, keyword := range []string{"properties", "$defs", "definitions"} {
		members, err := n.members(keyword)
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		for name, member := range members {
			if err := c.node(member, at+"."+name, depth+1); err != nil {
				return err
			}
		}
	}
	if raw := n["items"]; raw != nil {
		var items schemaNode
		if err := json.Unmarshal(raw, &items); err != nil {
			return fmt.Errorf("%s: items are a schema", at)
		}
		return c.node(items, at+"[]", depth+1)
	}
	return c.choices(n, at, depth)
}

func (c *schemaCheck) choices(n schemaNode, at string, depth int) error {
	var choices []schemaNode
	if raw := n["anyOf"]; raw != nil {
		if err := json.Unmarshal(raw, &choices); err != nil || len(choices) == 0 {
			return fmt.Errorf("%s: anyOf is a list of schemas", at)
		}
	}
	for _, choice := range choices {
		if err := c.node(choice, at, depth); err != nil {
			return err
		}
	}
	return nil
}

// strictly applies the rules of https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas.
func (c *schemaCheck) strictly(n schemaNode, types []string, depth int) error {
	for keyword := range n {
		if !slices.Contains(strictKeywords, keyword) {
			return fmt.Errorf("%s is not permitted in a strict schema", keyword)
		}
	}
	switch {
	case depth > maxStrictDepth:
		return fmt.Errorf("a strict schema has at most %d levels", maxStrictDepth)
	case types == nil && n["anyOf"] == nil && n["$ref"] == nil && n["enum"] == nil && n["const"] == nil:
		return errors.New("a strict schema needs a type")
	case !slices.Contains(types, "object"):
		return nil
	case string(n["additionalProperties"]) != "false":
		return errors.New("additionalProperties has to be false in a strict schema")
	case n["properties"] == nil:
		return errors.New("a strict object needs properties")
	}
	members, err := n.members("properties")
	if err != nil {
		return err
	}
	var required []string
	if err := json.Unmarshal(n["required"], &required); err != nil {
		return errors.New("required has to list every property in a strict schema")
	}
	for name := range members {
		if !slices.Contains(required, name) {
			return fmt.Errorf("required has to list %q: a strict schema lists every property", name)
		}
	}
	if len(required) != len(members) {
		return errors.New("required lists what is no property")
	}
	if c.properties += len(members); c.properties > maxStrictProperties {
		return fmt.Errorf("a strict schema has at most %d properties", maxStrictProperties)
	}
	return nil
}

// types reads "type", which is a name or a list of names.
func (n schemaNode) types() ([]string, error) {
	raw := n["type"]
	if raw == nil {
		return nil, nil
	}
	var one string
	many := []string{}
	if json.Unmarshal(raw, &one) == nil {
		many = []string{one}
	} else if json.Unmarshal(raw, &many) != nil {
		return nil, errors.New("type is a name or a list of names")
	}
	for _, name := range many {
		if !slices.Contains([]string{"object", "array", "string", "number", "integer", "boolean", "null"}, name) {
			return nil, fmt.Errorf("%q is not a type", name)
		}
	}
	return many, nil
}

func (n schemaNode) members(keyword string) (map[string]schemaNode, error) {
	var members map[string]schemaNode
	if raw := n[keyword]; raw != nil {
		if err := json.Unmarshal(raw, &members); err != nil || members == nil {
			return nil, fmt.Errorf("%s are schemas by name", keyword)
		}
	}
	return members, nil
}
