package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// Wanted describes in a few words what the schema accepts, for errors.
func (s *Schema) Wanted() string {
	if s.Enum != nil {
		return "one of " + text.QuoteAll(s.Enum)
	}
	switch s.Type {
	case "string":
		return "a string" + between("of", count(s.MinLength), count(s.MaxLength), " characters")
	case "integer":
		return "an integer" + between("from", string(s.Minimum), string(s.Maximum), "")
	case "number":
		return "a number" + between("from", string(s.Minimum), string(s.Maximum), "")
	case "boolean":
		return "true or false"
	case "array":
		return "a list" + between("of", count(s.MinItems), count(s.MaxItems), " items") + ", each " + s.Items.Wanted()
	}
	if len(s.Properties) == 0 {
		return "an empty object"
	}
	return "an object with " + strings.Join(s.Names(), ", ")
}

// between returns the end of a description: " from 1 to 5", " of at least 2 characters" or nothing.
func between(preposition, least, most, unit string) string {
	switch span := span(least, most, unit); {
	case span == "":
		return ""
	case least == "" || most == "":
		return " of " + span
	default:
		return " " + preposition + " " + span
	}
}

// span returns bounds in words: "1 to 100 characters", "at least 1" or nothing.
func span(least, most, unit string) string {
	if most == "1" || most == "" && least == "1" {
		unit = strings.TrimSuffix(unit, "s")
	}
	switch {
	case least != "" && most != "":
		return least + " to " + most + unit
	case least != "":
		return "at least " + least + unit
	case most != "":
		return "at most " + most + unit
	}
	return ""
}

func count(n *uint64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatUint(*n, 10)
}

// Explained describes what a property accepts and what it is for.
func (p Property) Explained() string {
	if p.Description == "" {
		return p.Wanted()
	}
	return fmt.Sprintf("%s. %s", p.Wanted(), text.Clean(p.Description, 120))
}
