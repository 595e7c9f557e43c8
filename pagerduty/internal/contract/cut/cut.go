package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const componentPrefix = "#/components/"

// cut returns the OpenAPI description that holds the operations to keep and every component
// that they reach, in the order and the layout of the full one: a path or a component a line.
func cut(full []byte, keep []string) ([]byte, error) {
	root, err := parseObject(full)
	if err != nil {
		return nil, err
	}
	allPaths, err := parseObject(root.value("paths"))
	if err != nil {
		return nil, fmt.Errorf("paths: %w", err)
	}
	paths, err := cutPaths(allPaths, keep)
	if err != nil {
		return nil, err
	}
	all, err := parseComponents(root.value("components"))
	if err != nil {
		return nil, err
	}
	reached, err := all.reachableFrom(paths)
	if err != nil {
		return nil, err
	}
	return render(root, paths, all.only(reached))
}

// cutPaths leaves of each path the operations to keep and what all its operations share.
func cutPaths(paths object, keep []string) (object, error) {
	missing := make(map[string]bool, len(keep))
	for _, id := range keep {
		missing[id] = true
	}
	var kept object
	for _, path := range paths {
		item, err := parseObject(path.value)
		if err != nil {
			return nil, fmt.Errorf("path %s: %w", path.name, err)
		}
		var operations int
		item = slices.DeleteFunc(item, func(m member) bool {
			id, isOperation := operationID(m)
			if !isOperation {
				return false
			}
			if !slices.Contains(keep, id) {
				return true
			}
			delete(missing, id)
			operations++
			return false
		})
		if operations > 0 {
			kept = append(kept, member{path.name, item.json()})
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("the full contract has no operation %s", strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
	return kept, nil
}

// operationID reports whether a member of a path item is an operation, and which.
func operationID(m member) (id string, isOperation bool) {
	switch m.name {
	case "get", "put", "post", "delete", "patch", "head", "options", "trace":
	default:
		return "", false
	}
	var operation struct {
		OperationID string `json:"operationId"`
	}
	_ = json.Unmarshal(m.value, &operation) // one without an id is an operation that nobody can keep
	return operation.OperationID, true
}

// components are the sections of "components" (schemas, parameters, …) with their members.
type components []section

type section struct {
	name    string
	members object
}

func parseComponents(raw json.RawMessage) (components, error) {
	sections, err := parseObject(raw)
	if err != nil {
		return nil, fmt.Errorf("components: %w", err)
	}
	var all components
	for _, s := range sections {
		members, err := parseObject(s.value)
		if err != nil {
			return nil, fmt.Errorf("components/%s: %w", s.name, err)
		}
		all = append(all, section{s.name, members})
	}
	return all, nil
}

// reachableFrom returns the references ("#/components/schemas/Incident") that the paths make,
// directly or through other components.
func (c components) reachableFrom(paths object) (map[string]bool, error) {
	byReference := make(map[string]json.RawMessage)
	for _, s := range c {
		for _, m := range s.members {
			byReference[componentPrefix+s.name+"/"+m.name] = m.value
		}
	}
	reached := make(map[string]bool)
	open, err := references(paths.json())
	if err != nil {
		return nil, err
	}
	for len(open) > 0 {
		reference := open[len(open)-1]
		open = open[:len(open)-1]
		if reached[reference] {
			continue
		}
		component, ok := byReference[reference]
		if !ok {
			return nil, fmt.Errorf("%s is referred to and does not exist", reference)
		}
		reached[reference] = true
		further, err := references(component)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", reference, err)
		}
		open = append(open, further...)
	}
	return reached, nil
}

// only keeps the components that are reached. Security schemes are named without a reference
// and are kept whole.
func (c components) only(reached map[string]bool) components {
	var kept components
	for _, s := range c {
		members := slices.DeleteFunc(slices.Clone(s.members), func(m member) bool {
			return s.name != "securitySchemes" && !reached[componentPrefix+s.name+"/"+m.name]
		})
		if len(members) > 0 {
			kept = append(kept, section{s.name, members})
		}
	}
	return kept
}

// references returns every reference to a component in a JSON value: those under "$ref" and
// those that a discriminator's mapping holds.
func references(raw json.RawMessage) ([]string, error) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, err
	}
	var found []string
	var visit func(any)
	visit = func(value any) {
		switch value := value.(type) {
		case string:
			if strings.HasPrefix(value, componentPrefix) {
				found = append(found, value)
			}
		case []any:
			for _, item := range value {
				visit(item)
			}
		case map[string]any:
			for _, item := range value {
				visit(item)
			}
		}
	}
	visit(value)
	return found, nil
}
