package trial

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// needsNoSource is a text that states a time or a length, such as 2026-10-14T09:00, -24h, 30m and now, or whether something is so.
var needsNoSource = regexp.MustCompile(`^(true|false|now|today|yesterday|tomorrow|all|[+-]?\d+[smhdw]|\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)$`)

// checkOrigin returns an error if arguments contain a text that nobody told the script.
func (r *scriptRun) checkOrigin(arguments any, tool Tool) error {
	for text := range leaves(arguments) {
		var object map[string]any
		switch {
		case strings.HasPrefix(text, "$"):
		case json.Unmarshal([]byte(text), &object) == nil: // JSON in a text, such as an event
			if err := r.checkOrigin(object, tool); err != nil {
				return err
			}
		default:
			if err := r.checkKnown(text, tool.InputSchema); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkKnown returns an error unless a text comes from the task's words, an earlier result or a schema, or is a time. Without a schema,
// that of any tool counts.
func (r *scriptRun) checkKnown(text string, schema []byte) error {
	if needsNoSource.MatchString(text) || containsPhrase(r.known.String(), plain(text)) || describes(schema, text) {
		return nil
	}
	if schema == nil && slices.ContainsFunc(r.tools, func(t Tool) bool { return describes(t.InputSchema, text) }) {
		return nil
	}
	return fmt.Errorf("nobody said %q: a script must take it from the task's words or a result", text)
}

// describes reports whether a schema contains a text, such as a status, or its parts: created_at:asc is a field and a direction.
func describes(schema []byte, text string) bool {
	all := plain(string(schema))
	for part := range strings.SplitSeq(text, ":") {
		if !containsPhrase(all, plain(part)) {
			return false
		}
	}
	return true
}

// fill replaces the $paths in arguments by values. It returns several arguments if a path outside of a list has several values.
func (r *scriptRun) fill(arguments any) ([]any, error) {
	switch value := arguments.(type) {
	case string:
		if path, ok := strings.CutPrefix(value, "$"); ok {
			return r.evaluate(path)
		}
	case []any:
		var list []any
		for _, item := range value {
			filled, err := r.fill(item)
			if err != nil {
				return nil, err
			}
			list = append(list, filled...)
		}
		return []any{list}, nil
	case map[string]any:
		return r.fillObject(value)
	}
	return []any{arguments}, nil
}

func (r *scriptRun) fillObject(object map[string]any) ([]any, error) {
	variants := []any{map[string]any{}}
	for name, value := range object {
		filled, err := r.fill(value)
		if err != nil {
			return nil, err
		}
		if len(filled) > 1 && len(variants) > 1 {
			return nil, fmt.Errorf("only one argument may have several values, and %s is another", name)
		}
		var next []any
		for _, variant := range variants {
			for _, v := range filled {
				one := map[string]any{name: v}
				for other, already := range variant.(map[string]any) {
					one[other] = already
				}
				next = append(next, one)
			}
		}
		variants = next
	}
	return variants, nil
}
