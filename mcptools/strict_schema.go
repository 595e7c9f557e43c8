package mcptools

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// StrictSchema brings an input schema into the form that OpenAI demands of a tool with "strict": true, in which a model cannot send
// arguments of another shape. Every property is required, and null where it was optional, which Tool.Call takes as not given;
// additionalProperties is false everywhere. Bounds, patterns, formats and defaults go, since not every model of theirs takes them:
// the description tells them instead, and Tool.Call goes on to apply them. Properties stay in their order.
//
// A schema that cannot be had so, such as that of an object whose properties are not listed, is an error that names the place. So
// is a keyword that is not understood; those that restrict nothing, as title, examples and what begins with x-, just go. Offer
// such a tool with its own InputSchema and not as strict.
//
// The rules are at https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas.
func StrictSchema(schema json.RawMessage) (json.RawMessage, error) {
	root, err := parse(schema, maxResultDepth)
	if err != nil {
		return nil, fmt.Errorf("the schema is not valid JSON: %w", err)
	}
	kind, _ := root.find("type")
	if _, choice := root.find("anyOf"); choice || kind.kind != text || kind.text != "object" {
		return nil, errors.New(`a strict schema is of "type":"object" at its top, and no choice of several`)
	}
	strict, err := strictForm(root, "", 1)
	if err != nil {
		return nil, err
	}
	return strict.appendJSON(nil), nil
}

// maxStrictDepth is how many levels of objects and lists a strict schema may have.
const maxStrictDepth = 10

// strictKeywords are those that the strict form of a schema says, its description tells, or nobody needs. Without any other, a
// schema would mean something else.
var strictKeywords = []string{
	"type", "description", "enum", "const", "anyOf", "items", "properties", "required", "additionalProperties",
	"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "pattern", "format", "default",
	"title", "examples", "deprecated", "readOnly", "writeOnly", "$comment", "$schema", "$id",
}

// strictWithin are the keywords about what is within a value, with the type that they need to mean something.
var strictWithin = []struct{ keyword, kind string }{
	{"items", "array"}, {"properties", "object"}, {"required", "object"}, {"additionalProperties", "object"},
}

// strictForm returns the strict form of a schema. path says where it stands.
func strictForm(from value, path string, depth int) (value, error) {
	if err := checkStrict(from, depth); err != nil {
		return value{}, fmt.Errorf("%s: %w", fieldName(path), err)
	}
	types, strict := from.typeNames(), strictScalar(from)
	if slices.Contains(types, "array") {
		items, _ := from.find("items")
		items, err := strictForm(items, path+"[]", depth+1)
		if err != nil {
			return value{}, err
		}
		strict.add("items", items)
	}
	if options := from.listOf("anyOf"); options != nil {
		listed := make([]value, len(options))
		for i, option := range options {
			var err error
			if listed[i], err = strictForm(option, path, depth); err != nil {
				return value{}, err
			}
		}
		strict.add("anyOf", value{kind: array, items: listed})
	}
	if slices.Contains(types, "object") {
		return strictObject(strict, from, path, depth)
	}
	return strict, nil
}

// strictScalar is what the strict form of a schema says, leaving aside the schemas within.
func strictScalar(from value) value {
	strict := value{kind: object}
	if kind, found := from.find("type"); found {
		strict.add("type", kind)
	}
	if description := strictDescription(from); description != "" {
		strict.add("description", value{kind: text, text: description})
	}
	if choices := from.listOf("enum"); choices != nil {
		strict.add("enum", value{kind: array, items: choices})
	} else if only, found := from.find("const"); found {
		strict.add("enum", value{kind: array, items: []value{only}})
	}
	return strict
}

// checkStrict tells whether a schema itself, leaving aside those within, has a strict form.
func checkStrict(v value, depth int) error {
	types := v.typeNames()
	switch {
	case v.kind != object:
		return errors.New("there is no schema that says what is allowed")
	case depth > maxStrictDepth:
		return fmt.Errorf("a strict schema has at most %d levels", maxStrictDepth)
	case types == nil && v.listOf("anyOf") == nil:
		return errors.New("there is no type")
	case types != nil && v.listOf("anyOf") != nil:
		return errors.New("a type and a choice of several at once cannot be strict")
	}
	if err := checkStrictKeywords(v, types); err != nil {
		return err
	}
	if !slices.Contains(types, "object") {
		return nil
	}
	return checkStrictObject(v, depth)
}

// checkStrictKeywords refuses what the strict form would leave out without a word.
func checkStrictKeywords(v value, types []string) error {
	for _, m := range v.members {
		switch {
		case !slices.Contains(strictKeywords, m.key) && !strings.HasPrefix(m.key, "x-"):
			return fmt.Errorf("%s cannot be strict", shown(m.key))
		case slices.Contains([]string{"enum", "anyOf"}, m.key) && len(m.value.items) == 0:
			return fmt.Errorf("%s lists nothing", m.key)
		}
	}
	_, one := v.find("const")
	if one && v.listOf("enum") != nil {
		return errors.New("const and enum at once cannot be strict")
	}
	for _, name := range types {
		if !slices.Contains([]string{"string", "number", "integer", "boolean", "null", "array", "object"}, name) {
			return fmt.Errorf("there is no type %s", shown(name))
		}
	}
	for _, within := range strictWithin {
		if _, found := v.find(within.keyword); found && !slices.Contains(types, within.kind) {
			return fmt.Errorf("%s without the type %s cannot be strict", within.keyword, within.kind)
		}
	}
	return nil
}

// checkStrictObject refuses an object that may have other properties than those that it lists.
func checkStrictObject(v value, depth int) error {
	properties, _ := v.find("properties")
	for _, name := range v.listOf("required") {
		if _, found := properties.find(name.text); !found {
			return fmt.Errorf("%s is required and no property", shown(name.text))
		}
	}
	others, found := v.find("additionalProperties")
	closed := found && others.kind == boolean && others.text == "false"
	noArguments := depth == 1 && !found // a tool's own schema without properties
	if !closed && (found || len(properties.members) == 0 && !noArguments) {
		return errors.New("an object whose properties are not all listed cannot be strict")
	}
	return nil
}

// strictObject gives the strict form of an object its properties: all of them required, and no others.
func strictObject(strict, from value, path string, depth int) (value, error) {
	given, _ := from.find("properties")
	required := from.listOf("required")
	properties, names := value{kind: object}, value{kind: array}
	for _, m := range given.members {
		property, err := strictForm(m.value, join(path, m.key), depth+1)
		if err != nil {
			return value{}, err
		}
		if !slices.ContainsFunc(required, func(name value) bool { return name.text == m.key }) {
			property = property.orNull()
		}
		properties.add(m.key, property)
		names.items = append(names.items, value{kind: text, text: m.key})
	}
	strict.add("properties", properties)
	strict.add("required", names)
	strict.add("additionalProperties", value{kind: boolean, text: "false"})
	return strict, nil
}

// orNull returns a strict schema that allows null as well: as a second type for a scalar, as a choice for a list, an object or what
// is a choice already.
func (v value) orNull() value {
	types, options := v.typeNames(), v.listOf("anyOf")
	switch {
	case slices.Contains(types, "null"), slices.ContainsFunc(options, func(o value) bool { return slices.Contains(o.typeNames(), "null") }):
		return v
	case options == nil && !slices.Contains(types, "array") && !slices.Contains(types, "object"):
		return v.scalarOrNull()
	}
	outer, inner := value{kind: object}, value{kind: object}
	for _, m := range v.members {
		if m.key == "description" {
			outer.members = append(outer.members, m)
		} else {
			inner.members = append(inner.members, m)
		}
	}
	if options == nil {
		options = []value{inner}
	}
	null := value{kind: object, members: []member{{"type", value{kind: text, text: "null"}}}}
	outer.add("anyOf", value{kind: array, items: append(slices.Clone(options), null)})
	return outer
}

func (v value) scalarOrNull() value {
	null, scalar := value{kind: text, text: "null"}, value{kind: object}
	for _, m := range v.members {
		switch {
		case m.key == "type" && m.value.kind == text:
			m.value = value{kind: array, items: []value{m.value, null}}
		case m.key == "type":
			m.value.items = append(slices.Clone(m.value.items), null)
		case m.key == "enum":
			m.value.items = append(slices.Clone(m.value.items), value{})
		}
		scalar.members = append(scalar.members, m)
	}
	return scalar
}

// strictDescription is the description of a schema, with what a strict one cannot say itself.
func strictDescription(v value) string {
	told, _ := v.find("description")
	var bounds []string
	for _, bound := range []string{
		v.span("minimum", "maximum", ""), v.span("minLength", "maxLength", " characters"), v.span("minItems", "maxItems", " items"),
		v.bound("more than ", "exclusiveMinimum"), v.bound("less than ", "exclusiveMaximum"), v.bound("a multiple of ", "multipleOf"),
		v.bound("in the form ", "format"), v.bound("matching ", "pattern"), v.bound("default ", "default"),
	} {
		if bound != "" {
			bounds = append(bounds, bound)
		}
	}
	if bounds == nil {
		return told.text
	}
	sentence := strings.Join(bounds, ", ")
	sentence = strings.ToUpper(sentence[:1]) + sentence[1:] + "."
	if told.text == "" {
		return sentence
	}
	return told.text + " " + sentence
}

// span tells a lower and an upper bound, such as "1 to 100 characters" or "at least 1".
func (v value) span(low, high, unit string) string {
	least, most := v.bound("", low), v.bound("", high)
	if most == "1" || most == "" && least == "1" {
		unit = strings.TrimSuffix(unit, "s")
	}
	switch {
	case least != "" && most != "":
		return least + " to " + most + unit
	case least != "":
		return "at least " + least + unit
	case most != "":
		return "at most " + most + unit
	}
	return ""
}

// bound tells the value of a keyword, behind words that lead to it.
func (v value) bound(words, keyword string) string {
	limit, found := v.find(keyword)
	if !found || limit.kind == null {
		return ""
	}
	if limit.kind == text && limit.text != "" {
		return words + limit.text
	}
	return words + string(limit.appendJSON(nil))
}

// typeNames are the names in "type", which is one or a list.
func (v value) typeNames() []string {
	kind, _ := v.find("type")
	if kind.kind == text {
		return []string{kind.text}
	}
	var names []string
	for _, item := range kind.items {
		names = append(names, item.text)
	}
	return names
}

// listOf are the items of a member that is a list, nil where there is none.
func (v value) listOf(key string) []value {
	list, _ := v.find(key)
	return list.items
}

// add appends a member to an object.
func (v *value) add(key string, content value) { v.members = append(v.members, member{key, content}) }
