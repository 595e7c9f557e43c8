package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// This file writes what the simulator has to know of the contract: which operations there are, so that it can tell one that it
// does not have from one that does not exist, and what those that it has take.

// description is what an operation takes. Body is a tree of member names: null stands for a value of any kind, and a name that
// begins with = for a member that is read-only.
type description struct {
	ID      string   `json:"id"`
	Query   []string `json:"query,omitempty"`
	Include []string `json:"include,omitempty"` // the values of include[]
	Body    tree     `json:"body,omitempty"`
}

type tree map[string]tree

const readOnlyMark = "="

// describe returns an operation a line, by method and path: all operations of the contract, and of those to keep what they take.
func describe(full []byte, keep []string) ([]byte, error) {
	root := document{}
	if err := json.Unmarshal(full, &root); err != nil {
		return nil, err
	}
	ordered, err := parseObject(full)
	if err != nil {
		return nil, err
	}
	paths, err := parseObject(ordered.value("paths"))
	if err != nil {
		return nil, fmt.Errorf("paths: %w", err)
	}
	var lines object
	for _, path := range paths {
		item, err := parseObject(path.value)
		if err != nil {
			return nil, fmt.Errorf("path %s: %w", path.name, err)
		}
		for _, m := range item {
			if id, isOperation := operationID(m); isOperation {
				one := description{ID: id}
				if slices.Contains(keep, id) {
					root.describe(path.name, m.name, &one)
				}
				lines = append(lines, member{strings.ToUpper(m.name) + " " + path.name, one.json()})
			}
		}
	}
	return append(lines.lines(), '\n'), nil
}

func (d description) json() json.RawMessage {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(d) // strings only: cannot fail
	return bytes.TrimSpace(b.Bytes())
}

// document is an OpenAPI description, whose references it follows.
type document map[string]any

// at follows the references that stand in place of a value.
func (d document) at(value any) map[string]any {
	object, _ := value.(map[string]any)
	for {
		reference, ok := object["$ref"].(string)
		if !ok {
			return object
		}
		var target any = map[string]any(d)
		for step := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
			parent, _ := target.(map[string]any)
			target = parent[step]
		}
		object, _ = target.(map[string]any)
	}
}

// within returns what a path of members leads to.
func (d document) within(value any, path ...string) map[string]any {
	object := d.at(value)
	for _, step := range path {
		object = d.at(object[step])
	}
	return object
}

func (d document) describe(path, method string, one *description) {
	item := d.within(map[string]any(d), "paths", path)
	operation := d.at(item[method])
	for _, list := range []any{item["parameters"], operation["parameters"]} {
		all, _ := list.([]any)
		for _, raw := range all {
			parameter := d.at(raw)
			name, _ := parameter["name"].(string)
			if parameter["in"] != "query" {
				continue
			}
			one.Query = append(one.Query, name)
			if name == "include[]" {
				one.Include = d.values(parameter["schema"])
			}
		}
	}
	if schema := d.within(operation["requestBody"], "content", "application/json", "schema"); schema != nil {
		one.Body = d.members(schema, nil)
	}
}

// values returns the enumerated values of a schema or of its items.
func (d document) values(schema any) []string {
	object := d.at(schema)
	if items := d.at(object["items"]); items != nil {
		object = items
	}
	var values []string
	enum, _ := object["enum"].([]any)
	for _, value := range enum {
		values = append(values, fmt.Sprint(value))
	}
	return values
}

// members returns the names that an object, or each object of an array, may have: those of all its parts and of every shape that
// it can take. It returns nil where the schema says nothing about them. A schema inside itself says nothing either.
func (d document) members(schema any, inside []string) tree {
	if object, _ := schema.(map[string]any); object["$ref"] != nil {
		reference := fmt.Sprint(object["$ref"])
		if slices.Contains(inside, reference) {
			return nil
		}
		inside = append(slices.Clip(inside), reference)
	}
	object := d.at(schema)
	var found tree
	if items, ok := object["items"]; ok {
		found = d.members(items, inside)
	}
	properties, _ := object["properties"].(map[string]any)
	for name, property := range properties {
		if d.at(property)["readOnly"] == true {
			name = readOnlyMark + name
		}
		found = found.with(tree{name: d.members(property, inside)})
	}
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		parts, _ := object[key].([]any)
		for _, part := range parts {
			found = found.with(d.members(part, inside))
		}
	}
	return found
}

// with adds the names of another tree. A member that one of them lets write is not read-only.
func (t tree) with(other tree) tree {
	for name, below := range other {
		if t == nil {
			t = tree{}
		}
		plain := strings.TrimPrefix(name, readOnlyMark)
		_, writable := t[plain]
		if known, readOnly := t[readOnlyMark+plain]; readOnly && name == plain {
			delete(t, readOnlyMark+plain)
			t[plain] = known.with(below)
			continue
		}
		if writable {
			name = plain
		}
		t[name] = t[name].with(below)
	}
	return t
}
