package trial

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// evaluate returns the values of an expression: a path, or a function and a path.
//
//	story.assignees.0.name     a member of a member; 0 is the first of a list and -1 the last
//	open.items.*.id            of every item
//	open.items[status=triggered].id   of the items whose member is this text; != and ~ (contains) compare otherwise, & joins conditions
//	count open.items.*         how many values there are
//	none open.items.*          "none" if there is no value, and an error if there is one
//	most past.items.*.service.name    the most frequent value and how often it occurs; all of them if several are
//	sum load.items.*.pages     the sum
//	last open.items.*.at       the last of the sorted values; first is the first
//
// A path without a function must have a value.
func (r *scriptRun) evaluate(expression string) ([]any, error) {
	function, path, isCall := strings.Cut(expression, " ")
	if !isCall || strings.ContainsAny(function, ".[") {
		function, path = "", expression
	}
	values, err := r.resolve(path)
	if err != nil {
		return nil, err
	}
	if function == "" {
		if len(values) == 0 {
			return nil, fmt.Errorf("%s has no value", path)
		}
		return values, nil
	}
	value, err := apply(function, values)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", expression, err)
	}
	return []any{value}, nil
}

func apply(function string, values []any) (any, error) {
	switch function {
	case "count":
		return len(values), nil
	case "none":
		if len(values) > 0 {
			return nil, fmt.Errorf("there is %s", textOf(values[0]))
		}
		return "none", nil
	case "most":
		return most(values), nil
	case "sum":
		total := 0.0
		for _, v := range values {
			n, err := strconv.ParseFloat(textOf(v), 64)
			if err != nil {
				return nil, err
			}
			total += n
		}
		return total, nil
	case "first", "last":
		if len(values) == 0 {
			return nil, fmt.Errorf("there is no value")
		}
		if function == "first" {
			return slices.MinFunc(values, compare), nil
		}
		return slices.MaxFunc(values, compare), nil
	}
	return nil, fmt.Errorf("there is no function %s", function)
}

// compare orders values as numbers, or as texts.
func compare(a, b any) int {
	left, err := strconv.ParseFloat(textOf(a), 64)
	right, other := strconv.ParseFloat(textOf(b), 64)
	if err == nil && other == nil {
		return cmp.Compare(left, right)
	}
	return cmp.Compare(textOf(a), textOf(b))
}

// most returns the most frequent values with their number.
func most(values []any) string {
	counts := map[string]int{}
	for _, v := range values {
		counts[textOf(v)]++
	}
	highest := 0
	for _, n := range counts {
		highest = max(highest, n)
	}
	var found []string
	for _, text := range slices.Sorted(maps.Keys(counts)) {
		if counts[text] == highest {
			found = append(found, text)
		}
	}
	return fmt.Sprintf("%s: %d", strings.Join(found, ", "), highest)
}

// resolve returns the values of a path.
func (r *scriptRun) resolve(path string) ([]any, error) {
	segments := splitOutside(path, '.')
	name, filter, _ := strings.Cut(segments[0], "[")
	root, ok := r.results[name]
	if !ok {
		return nil, fmt.Errorf("no result has the name %s", name)
	}
	values := []any{root}
	if filter != "" {
		segments[0] = "[" + filter
	} else {
		segments = segments[1:]
	}
	for _, segment := range segments {
		var err error
		if values, err = r.step(values, segment); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return values, nil
}

// step returns the values of a segment of a path, such as items[status=triggered].
func (r *scriptRun) step(values []any, segment string) ([]any, error) {
	name, filter, _ := strings.Cut(strings.TrimSuffix(segment, "]"), "[")
	var found []any
	for _, v := range values {
		if name != "" {
			found = append(found, member(v, name)...)
		} else {
			found = append(found, v)
		}
	}
	if filter == "" {
		return found, nil
	}
	var items []any
	for _, list := range found {
		items = append(items, member(list, "*")...)
	}
	for part := range strings.SplitSeq(filter, "&") {
		condition, err := r.parseCondition(part)
		if err != nil {
			return nil, err
		}
		items = slices.DeleteFunc(slices.Clone(items), func(item any) bool { return !condition.accepts(item) })
	}
	return items, nil
}

// member returns a member of an object, an item of a list, or all items. What is absent has no value.
func member(value any, name string) []any {
	switch value := value.(type) {
	case map[string]any:
		if name == "*" {
			var all []any
			for _, key := range slices.Sorted(maps.Keys(value)) {
				all = append(all, value[key])
			}
			return all
		}
		if v, ok := value[name]; ok {
			return []any{v}
		}
	case []any:
		if name == "*" {
			return value
		}
		at, err := strconv.Atoi(name)
		if at < 0 {
			at += len(value)
		}
		if err == nil && at >= 0 && at < len(value) {
			return []any{value[at]}
		}
	}
	return nil
}

// condition is a filter of list items.
type condition struct {
	path     []string
	operator string
	text     string
}

func (r *scriptRun) parseCondition(filter string) (condition, error) {
	for _, operator := range []string{"!=", "~", "="} {
		path, text, ok := strings.Cut(filter, operator)
		if !ok {
			continue
		}
		if err := r.checkKnown(text, nil); err != nil {
			return condition{}, err
		}
		return condition{strings.Split(path, "."), operator, plain(text)}, nil
	}
	return condition{}, fmt.Errorf("the filter [%s] compares nothing", filter)
}

func (c condition) accepts(item any) bool {
	values := []any{item}
	for _, name := range c.path {
		var next []any
		for _, v := range values {
			next = append(next, member(v, name)...)
		}
		values = next
	}
	matches := slices.ContainsFunc(values, func(v any) bool {
		if c.operator == "~" {
			return strings.Contains(plain(textOf(v)), c.text)
		}
		return plain(textOf(v)) == c.text
	})
	return matches != (c.operator == "!=")
}

// textOf returns a value as an answer shows it.
func textOf(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	}
	encoded, _ := json.Marshal(value) // cannot fail: decoded from JSON
	return string(encoded)
}

// leaves returns the texts in a value.
func leaves(value any) iter.Seq[string] {
	return func(yield func(string) bool) { walk(value, yield) }
}

func walk(value any, yield func(string) bool) bool {
	switch value := value.(type) {
	case map[string]any:
		for _, v := range value {
			if !walk(v, yield) {
				return false
			}
		}
	case []any:
		for _, v := range value {
			if !walk(v, yield) {
				return false
			}
		}
	case string, json.Number:
		return yield(textOf(value))
	}
	return true
}

// splitOutside splits a text at a character outside of brackets.
func splitOutside(text string, at rune) []string {
	var parts []string
	depth, from := 0, 0
	for i, c := range text {
		switch {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == at && depth == 0:
			parts = append(parts, text[from:i])
			from = i + len(string(c))
		}
	}
	return append(parts, text[from:])
}
