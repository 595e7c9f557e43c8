package configfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Object is a table whose members keep their order. Values are Objects, []string, and what Decode returns.
type Object []Member

// Member is one member of an Object.
type Member struct {
	Name  string
	Value any
}

// Get returns the value of a member, or nil.
func (o Object) Get(name string) any {
	for _, member := range o {
		if member.Name == name {
			return member.Value
		}
	}
	return nil
}

// FromMap returns a decoded table as an Object: the members named first in that order, then the others by name.
func FromMap(table map[string]any, first ...string) Object {
	object := Object{}
	add := func(name string) {
		value := table[name]
		if inner, ok := value.(map[string]any); ok {
			value = FromMap(inner)
		}
		object = append(object, Member{name, value})
	}
	for _, name := range first {
		if _, found := table[name]; found {
			add(name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if !slices.Contains(first, name) {
			add(name)
		}
	}
	return object
}

// Same reports whether a decoded value holds what the object does, in any order.
func (o Object) Same(value any) bool { return reflect.DeepEqual(normal(o.plain()), normal(value)) }

// plain returns the object as a decoder would.
func (o Object) plain() map[string]any {
	table := map[string]any{}
	for _, member := range o {
		table[member.Name] = plainValue(member.Value)
	}
	return table
}

func plainValue(value any) any {
	switch value := value.(type) {
	case Object:
		return value.plain()
	case []string:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = item
		}
		return items
	default:
		return value
	}
}

// plainOrObject returns every kind of table as an Object, and slices as []any.
func plainOrObject(value any) any {
	if object, ok := value.(Object); ok {
		return object
	}
	value = plainValue(value)
	if table, ok := value.(map[string]any); ok {
		return FromMap(table)
	}
	return value
}

// normal makes values of different decoders comparable: numbers, and nothing for an empty table, since YAML has null for a table whose
// last member is gone.
func normal(value any) any {
	switch value := value.(type) {
	case map[string]any:
		if len(value) == 0 {
			return nil
		}
		table := make(map[string]any, len(value))
		for name, inner := range value {
			table[name] = normal(inner)
		}
		return table
	case []any:
		items := make([]any, len(value))
		for i, inner := range value {
			items[i] = normal(inner)
		}
		return items
	case string, bool, nil:
		return value
	case []string:
		return normal(plainValue(value))
	default:
		return fmt.Sprint(value) // numbers and times; NaN is equal to itself here
	}
}

// lookup returns what stands at a path.
func lookup(root map[string]any, path Path) (value any, found bool) {
	value = root
	for _, key := range path {
		switch parent := value.(type) {
		case map[string]any:
			if value, found = parent[key.Name]; !found {
				return nil, false
			}
		case []any:
			at := slices.IndexFunc(parent, func(item any) bool { return hasID(item, key.Name) })
			if at < 0 || !key.Item {
				return nil, false
			}
			value = parent[at]
		default:
			return nil, false
		}
	}
	return value, true
}

func find(root map[string]any, path Path) any {
	value, _ := lookup(root, path)
	return value
}

func hasID(item any, id string) bool {
	table, ok := item.(map[string]any)
	return ok && table["id"] == id
}

// put returns a table in which the value stands at the path.
func put(table map[string]any, path Path, value any) map[string]any {
	changed, _ := change(table, path, func(any) (any, bool) { return value, true }).(map[string]any)
	return changed
}

// drop returns a table without what stands at the path.
func drop(table map[string]any, path Path) map[string]any {
	changed, _ := change(table, path, func(any) (any, bool) { return nil, false }).(map[string]any)
	return changed
}

func change(container any, path Path, last func(any) (any, bool)) any {
	key := path[0]
	next := func(value any) (any, bool) {
		if len(path) == 1 {
			return last(value)
		}
		return change(value, path[1:], last), true
	}
	if key.Item {
		items, _ := container.([]any)
		at := slices.IndexFunc(items, func(item any) bool { return hasID(item, key.Name) })
		if at < 0 {
			at, items = len(items), append(slices.Clone(items), nil)
		}
		value, keep := next(items[at])
		if !keep {
			return slices.Delete(slices.Clone(items), at, at+1)
		}
		items = slices.Clone(items)
		items[at] = value
		return items
	}
	table, _ := container.(map[string]any)
	table = maps.Clone(table)
	if table == nil {
		table = map[string]any{}
	}
	value, keep := next(table[key.Name])
	if !keep {
		delete(table, key.Name)
		return table
	}
	table[key.Name] = value
	return table
}

// quote returns a string as JSON writes it. TOML's and YAML's double quotes take the same.
func quote(text string) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string can be encoded
	return string(bytes.TrimRight(buffer.Bytes(), "\n"))
}
