package mcptools

import (
	"fmt"
	"strings"
)

// wanted says in a few words what a schema takes, for errors.
func (s *schema) wanted() string {
	if s.enum != nil {
		return "one of " + quoteAll(s.enum)
	}
	switch s.kind {
	case "string":
		return "a string" + between("of", formatCount(s.minLength), formatCount(s.maxLength), " characters")
	case "integer":
		return "an integer" + between("from", string(s.minimum), string(s.maximum), "")
	case "number":
		return "a number" + between("from", string(s.minimum), string(s.maximum), "")
	case "boolean":
		return "true or false"
	case "array":
		return "a list" + between("of", formatCount(s.minItems), formatCount(s.maxItems), " items") + ", each " + s.items.wanted()
	}
	if len(s.properties) == 0 {
		return "an empty object"
	}
	return "an object with " + strings.Join(s.names(), ", ")
}

// between is the end of a description: " from 1 to 5", " of at least 2 characters" or nothing.
func between(preposition, least, most, unit string) string {
	switch {
	case least == "" && most == "":
		return ""
	case most == "":
		return fmt.Sprintf(" of at least %s%s", least, unit)
	case least == "":
		return fmt.Sprintf(" of at most %s%s", most, unit)
	}
	return fmt.Sprintf(" %s %s to %s%s", preposition, least, most, unit)
}

// explained is what a property takes and what it is for.
func (p property) explained() string {
	if p.description == "" {
		return p.wanted()
	}
	return p.wanted() + ". " + Clean(p.description, 120)
}
