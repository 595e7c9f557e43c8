package main

import (
	"fmt"
	"slices"
	"strings"
)

// description is what an operation takes, for the simulator.
type description struct {
	ID      string   `json:"id"`
	Scope   string   `json:"scope,omitempty"` // that an OAuth token needs
	Query   []string `json:"query,omitempty"`
	Include []string `json:"include,omitempty"` // the values of include[]
	Body    tree     `json:"body,omitempty"`
}

// tree holds the names of members. A nil tree allows any value; a name that starts with readOnlyMark is a read-only member.
type tree map[string]tree

const readOnlyMark = "="

// describe returns a description of every operation, by method and path. Only those of the operations to keep list what they
// take: the others tell the simulator which operations exist.
func (d document) describe(keep []string) map[string]any {
	all := map[string]any{}
	for path, raw := range object(d["paths"]) {
		item := object(raw)
		for _, method := range methods {
			operation := object(item[method])
			if operation == nil {
				continue
			}
			one := description{}
			one.ID, _ = operation["operationId"].(string)
			if slices.Contains(keep, one.ID) {
				one.Scope, _ = operation["x-scope"].(string)
				d.describeQuery(&one, item["parameters"], operation["parameters"])
				if schema := d.within(operation["requestBody"], "content", "application/json", "schema"); schema != nil {
					one.Body = d.members(schema, nil)
				}
			}
			all[strings.ToUpper(method)+" "+path] = one
		}
	}
	return all
}

func (d document) describeQuery(one *description, lists ...any) {
	for _, list := range lists {
		all, _ := list.([]any)
		for _, raw := range all {
			parameter := d.at(raw)
			if parameter["in"] != "query" {
				continue
			}
			name, _ := parameter["name"].(string)
			one.Query = append(one.Query, name)
			if name == "include[]" {
				one.Include = d.values(parameter["schema"])
			}
		}
	}
}

// at returns a value as an object, following references.
func (d document) at(value any) map[string]any {
	o := object(value)
	for {
		reference, ok := o["$ref"].(string)
		if !ok {
			return o
		}
		o = d.component(reference)
	}
}

// within returns the object at a path of members.
func (d document) within(value any, path ...string) map[string]any {
	o := d.at(value)
	for _, step := range path {
		o = d.at(o[step])
	}
	return o
}

// values returns the enumerated values of a schema or of its items.
func (d document) values(schema any) []string {
	o := d.at(schema)
	if items := d.at(o["items"]); items != nil {
		o = items
	}
	var values []string
	enum, _ := o["enum"].([]any)
	for _, value := range enum {
		values = append(values, fmt.Sprint(value))
	}
	return values
}

// members returns the names of the members that an object, or each object of an array, may have, in all its parts and
// alternatives. It returns nil for a schema without members, and for one inside itself.
func (d document) members(schema any, inside []string) tree {
	if reference, ok := object(schema)["$ref"].(string); ok {
		if slices.Contains(inside, reference) {
			return nil
		}
		inside = append(slices.Clip(inside), reference)
	}
	o := d.at(schema)
	var found tree
	if items, ok := o["items"]; ok {
		found = d.members(items, inside)
	}
	for name, property := range object(o["properties"]) {
		if d.at(property)["readOnly"] == true {
			name = readOnlyMark + name
		}
		found = found.with(tree{name: d.members(property, inside)})
	}
	for _, key := range []string{"allOf", "oneOf", "anyOf"} {
		parts, _ := o[key].([]any)
		for _, part := range parts {
			found = found.with(d.members(part, inside))
		}
	}
	return found
}

// with adds the names of another tree. A member is read-only if it is so in both.
func (t tree) with(other tree) tree {
	if t == nil && other != nil {
		t = tree{}
	}
	for name, below := range other {
		plain := strings.TrimPrefix(name, readOnlyMark)
		if _, writable := t[plain]; writable || name == plain {
			below = t[readOnlyMark+plain].with(below)
			delete(t, readOnlyMark+plain)
			name = plain
		}
		t[name] = t[name].with(below)
	}
	return t
}
