package subcommands

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// value is a JSON value. Unlike a map, it keeps the order of an object's members.
type value struct {
	kind    kind
	text    string   // of a scalar, as a person reads it
	quoted  bool     // a scalar is a string
	items   []value  // of a list
	members []member // of an object
}

type kind int

const (
	scalar kind = iota
	list
	object
)

type member struct {
	name string
	value
}

// parseValue parses valid JSON.
func parseValue(text []byte) (value, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return readValue(decoder)
}

func readValue(decoder *json.Decoder) (v value, err error) {
	token, err := decoder.Token()
	if err != nil {
		return v, err
	}
	switch token {
	case json.Delim('['):
		v.kind = list
		for decoder.More() {
			item, err := readValue(decoder)
			if err != nil {
				return v, err
			}
			v.items = append(v.items, item)
		}
		_, err = decoder.Token()
	case json.Delim('{'):
		v.kind = object
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				return v, err
			}
			content, err := readValue(decoder)
			if err != nil {
				return v, err
			}
			v.members = append(v.members, member{clean(name.(string)), content})
		}
		_, err = decoder.Token()
	default:
		v.text = scalarText(token)
		_, v.quoted = token.(string)
	}
	return v, err
}

func scalarText(token json.Token) string {
	switch token := token.(type) {
	case string:
		return clean(token)
	case json.Number:
		return token.String()
	case bool:
		if token {
			return "true"
		}
		return "false"
	}
	return "" // null
}

// clean removes what could act on a terminal. The tools clean their results, too; what they miss must not get through.
func clean(text string) string { return mcptools.Clean(text, len(text)) }

// find returns the member of an object.
func (v value) find(name string) (value, bool) {
	i := slices.IndexFunc(v.members, func(m member) bool { return m.name == name })
	if i < 0 {
		return value{}, false
	}
	return v.members[i].value, true
}

// isReference reports whether an object only names another object.
func (v value) isReference() bool {
	_, hasName := v.find("name")
	return v.kind == object && hasName && !slices.ContainsFunc(v.members, func(m member) bool {
		return m.kind != scalar || !slices.Contains([]string{"id", "name", "type", "html_url"}, m.name)
	})
}

// isRecords reports whether v is a list of objects that belong into a table.
func (v value) isRecords() bool {
	return v.kind == list && slices.ContainsFunc(v.items, func(item value) bool { return item.kind == object && !item.isReference() })
}

// line returns the value in one line. A reference is its name, and its id if that is wanted.
func (v value) line(withIDs bool) string {
	var parts []string
	switch {
	case v.kind == scalar:
		return strings.Join(strings.Fields(v.text), " ")
	case v.kind == list:
		separator := ", "
		for _, item := range v.items {
			if item.kind != scalar && !item.isReference() {
				separator = "; "
			}
			parts = append(parts, item.line(withIDs))
		}
		return strings.Join(parts, separator)
	}
	name, hasName := v.find("name")
	for _, m := range v.members {
		switch {
		case hasName && m.name == "name", v.isReference() && m.name != "id", hasName && m.name == "id" && !withIDs:
		case hasName && m.name == "id":
			parts = append(parts, m.text)
		default:
			parts = append(parts, m.named(withIDs))
		}
	}
	switch {
	case !hasName:
		return strings.Join(parts, ", ")
	case len(parts) == 0:
		return name.line(withIDs)
	}
	return name.line(withIDs) + " (" + strings.Join(parts, ", ") + ")"
}

// named returns a member with its name in one line.
func (m member) named(withIDs bool) string {
	text := m.line(withIDs)
	if _, hasName := m.find("name"); m.kind == object && !hasName || m.isRecords() {
		text = "(" + text + ")"
	}
	return m.name + ": " + text
}

// json returns the value as JSON.
func (v value) json() string {
	var parts []string
	switch {
	case v.kind == list:
		for _, item := range v.items {
			parts = append(parts, item.json())
		}
		return "[" + strings.Join(parts, ",") + "]"
	case v.kind == object:
		for _, m := range v.members {
			parts = append(parts, jsonString(m.name)+":"+m.json())
		}
		return "{" + strings.Join(parts, ",") + "}"
	case v.quoted:
		return jsonString(v.text)
	case v.text == "":
		return "null"
	}
	return v.text
}

func jsonString(text string) string {
	encoded, _ := json.Marshal(text) // a string always encodes
	return string(encoded)
}
