package arguments

import (
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// pairs returns a list of objects with a name and a value. An object whose members are the pairs becomes such a list. Numbers and booleans
// become strings, since the schema has one type for all values.
func pairs(v text.Value) text.Value {
	v = unquoted(v)
	if v.Kind == text.Object && !isPair(v) {
		list := text.Value{Kind: text.Array}
		for _, m := range v.Inside {
			name := text.Member{Key: "name", Value: text.Value{Kind: text.String, Text: m.Key}}
			list.Inside = append(list.Inside, text.Member{Value: text.Value{Kind: text.Object, Inside: []text.Member{name, {Key: "value", Value: m.Value}}}})
		}
		v = list
	}
	return asText(v)
}

// isPair reports whether an object is itself a pair.
func isPair(v text.Value) bool {
	name, named := v.Find("name")
	return named && name.Kind == text.String && !slices.ContainsFunc(v.Inside, func(m text.Member) bool { return m.Key != "name" && m.Key != "value" })
}

// asText returns the value with strings in place of numbers and booleans, at any depth.
func asText(v text.Value) text.Value {
	if v.Kind == text.Number || v.Kind == text.Boolean {
		return text.Value{Kind: text.String, Text: v.Text}
	}
	v.Inside = slices.Clone(v.Inside)
	for i := range v.Inside {
		v.Inside[i].Value = asText(v.Inside[i].Value)
	}
	return v
}
