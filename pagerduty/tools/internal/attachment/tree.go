package attachment

import (
	"encoding/json"
	"fmt"
	"strings"
)

// node is a JSON value whose members keep their order.
type node struct {
	members []member // of an object
	items   []node   // of a list
	scalar  any      // a string, json.Number or bool; nil for null
	kind    kind
}

type kind int

const (
	isScalar kind = iota
	isObject
	isList
)

type member struct {
	name  string
	value node
}

func parse(text string) (node, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	return parseValue(decoder)
}

func parseValue(decoder *json.Decoder) (node, error) {
	token, err := decoder.Token()
	if err != nil {
		return node{}, err
	}
	delimiter, isDelimiter := token.(json.Delim)
	if !isDelimiter {
		return node{scalar: token}, nil
	}
	parsed := node{kind: isList}
	if delimiter == '{' {
		parsed.kind = isObject
	}
	for decoder.More() {
		var name string
		if parsed.kind == isObject {
			token, err := decoder.Token()
			if err != nil {
				return node{}, err
			}
			name = fmt.Sprint(token)
		}
		value, err := parseValue(decoder)
		if err != nil {
			return node{}, err
		}
		if parsed.kind == isObject {
			parsed.members = append(parsed.members, member{name, value})
		} else {
			parsed.items = append(parsed.items, value)
		}
	}
	_, err = decoder.Token()
	return parsed, err
}

// get returns a member of an object; nil without it.
func (n node) get(name string) *node {
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i].value
		}
	}
	return nil
}

// text returns a scalar member as text; "" without it.
func (n node) text(name string) string {
	if found := n.get(name); found != nil && found.kind == isScalar && found.scalar != nil {
		return fmt.Sprint(found.scalar)
	}
	return ""
}

// without returns an object without some members.
func (n node) without(names ...string) node {
	kept := node{kind: isObject}
	for _, m := range n.members {
		skip := false
		for _, name := range names {
			skip = skip || m.name == name
		}
		if !skip {
			kept.members = append(kept.members, m)
		}
	}
	return kept
}
