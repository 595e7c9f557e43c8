package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const componentPrefix = "#/components/"

// document is an OpenAPI description.
type document map[string]any

// methods are the members of a path item that hold an operation.
var methods = []string{"get", "put", "post", "delete", "patch", "head", "options", "trace"}

// object returns a JSON value as an object; nil if it is of another type.
func object(value any) map[string]any {
	o, _ := value.(map[string]any)
	return o
}

// cut returns the description of the operations to keep, with the components that they reference directly or through others.
func (d document) cut(keep []string) (map[string]any, error) {
	paths, found := map[string]any{}, map[string]bool{}
	for path, item := range object(d["paths"]) {
		kept := maps.Clone(object(item))
		for _, method := range methods {
			if id, _ := object(kept[method])["operationId"].(string); slices.Contains(keep, id) {
				found[id], paths[path] = true, kept
			} else {
				delete(kept, method)
			}
		}
	}
	if missing := slices.DeleteFunc(slices.Clone(keep), func(id string) bool { return found[id] }); len(missing) > 0 {
		return nil, fmt.Errorf("there is no operation %s", strings.Join(missing, ", "))
	}
	components := map[string]any{"securitySchemes": object(d["components"])["securitySchemes"]} // paths name these without a $ref
	part := maps.Clone(d)
	part["paths"], part["components"] = paths, components
	return part, d.collect(components, paths)
}

// collect copies each component that a value references into components, and those that the component references.
func (d document) collect(components map[string]any, value any) error {
	switch value := value.(type) {
	case string: // a $ref, or a value of a discriminator's mapping
		reference, ok := strings.CutPrefix(value, componentPrefix)
		if !ok {
			return nil
		}
		section, name, _ := strings.Cut(reference, "/")
		if components[section] == nil {
			components[section] = map[string]any{}
		}
		if _, known := object(components[section])[name]; known {
			return nil
		}
		component := d.component(value)
		if component == nil {
			return fmt.Errorf("%s is referenced and does not exist", value)
		}
		object(components[section])[name] = component
		return d.collect(components, component)
	case []any:
		for _, item := range value {
			if err := d.collect(components, item); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, member := range value {
			if err := d.collect(components, member); err != nil {
				return err
			}
		}
	}
	return nil
}

// component returns the component that a reference such as "#/components/schemas/Team" names; nil if it does not exist.
func (d document) component(reference string) map[string]any {
	section, name, _ := strings.Cut(strings.TrimPrefix(reference, componentPrefix), "/")
	return object(object(object(d["components"])[section])[name])
}

// layout encodes a value as JSON with sorted members. Objects down to depth have one member a line.
func layout(value any, depth int) []byte {
	members := object(value)
	if members == nil || depth == 0 {
		text, _ := json.Marshal(value) // what was decoded from JSON always encodes
		return text
	}
	var lines [][]byte
	for _, name := range slices.Sorted(maps.Keys(members)) {
		lines = append(lines, slices.Concat(layout(name, 0), []byte(":"), layout(members[name], depth-1)))
	}
	return slices.Concat([]byte("{\n"), bytes.Join(lines, []byte(",\n")), []byte("\n}"))
}
