package subcommands

import (
	"fmt"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
)

// property is one argument of a tool.
type property struct {
	name        string
	description string
	required    bool
	schema      value
}

// propertiesOf returns the arguments of a tool, in the order of its schema.
func propertiesOf(tool mcptools.Tool) []property { return propertiesIn(schemaOf(tool)) }

func schemaOf(tool mcptools.Tool) value {
	schema, _ := parseValue(tool.InputSchema) // mcptools made it
	return schema
}

func propertiesIn(schema value) []property {
	var all []property
	required, _ := schema.find("required")
	properties, _ := schema.find("properties")
	for _, m := range properties.members {
		description, _ := m.find("description")
		p := property{name: m.name, description: description.text, schema: m.value}
		for _, name := range required.items {
			p.required = p.required || name.text == m.name
		}
		all = append(all, p)
	}
	return all
}

func (p property) isList() bool { return p.keyword("type").text == "array" }

// isTexts reports whether the argument is a list of texts.
func (p property) isTexts() bool {
	return p.isList() && p.element().keyword("type").text == "string"
}

// keyword returns a keyword of the schema.
func (p property) keyword(name string) value {
	content, _ := p.schema.find(name)
	return content
}

// element returns the argument as one of its items, if it is a list.
func (p property) element() property { return property{schema: p.keyword("items")} }

// choices returns the values that a person can choose from: of the argument, or of its items.
func (p property) choices() []string {
	var all []string
	switch {
	case p.keyword("type").text == "boolean":
		return []string{"true", "false"}
	case p.isList():
		return p.element().choices()
	}
	for _, choice := range p.keyword("enum").items {
		all = append(all, choice.text)
	}
	return all
}

// kind describes what the argument must be.
func (p property) kind() string {
	choices := p.keyword("enum").items
	switch kind := p.keyword("type").text; {
	case len(choices) > 0:
		return p.keyword("enum").line(false)
	case kind == "array":
		return fmt.Sprintf("list of: %s", p.element().kind())
	case kind == "object":
		var names []string
		for _, inside := range propertiesIn(p.schema) {
			name := inside.name
			if inside.required {
				name += " (required)"
			}
			names = append(names, name)
		}
		return "{" + strings.Join(names, ", ") + "}"
	case kind == "string":
		return "text"
	case kind == "boolean":
		return "true, false"
	case kind == "integer":
		return p.numbers()
	default:
		return kind
	}
}

// numbers describes a number with its limits.
func (p property) numbers() string {
	least, most := p.keyword("minimum").text, p.keyword("maximum").text
	switch {
	case least != "" && most != "":
		return fmt.Sprintf("number from %s to %s", least, most)
	case least != "":
		return "number, at least " + least
	}
	return "number"
}
