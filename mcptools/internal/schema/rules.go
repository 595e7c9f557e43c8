package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// Scalar brings v into the form of a string, a number or a boolean and holds it to the limits of the schema.
func (s *Schema) Scalar(v text.Value) (canonical []byte, fits bool) {
	if v.Kind == text.Null || v.Kind == text.Array || v.Kind == text.Object {
		return nil, false
	}
	var literal string
	switch s.Type {
	case "string":
		literal, fits = stringOf(v)
		fits = fits && within(utf8.RuneCountInString(literal), s.MinLength, s.MaxLength)
		if fits && s.Enum != nil {
			literal, fits = s.choice(literal)
		}
		return text.AppendString(nil, literal), fits
	case "boolean":
		literal = strings.ToLower(strings.TrimSpace(text.FirstBytes(v.Text)))
		fits = literal == "true" || literal == "false"
	case "integer":
		literal, fits = canonicalInteger(v)
		fits = fits && s.allowsNumber(literal)
	case "number":
		literal, fits = canonicalNumber(v)
		fits = fits && s.allowsNumber(literal)
	}
	return []byte(literal), fits
}

// constant brings a scalar, or a list of scalars, into canonical form.
func (s *Schema) constant(v text.Value) (canonical []byte, fits bool) {
	if s.Type != "array" {
		return s.Scalar(v)
	}
	canonical, fits = []byte{'['}, v.Kind == text.Array && s.AllowsCount(len(v.Inside))
	for i, item := range v.Inside {
		content, itemFits := s.Items.constant(item.Value)
		if i > 0 {
			canonical = append(canonical, ',')
		}
		canonical, fits = append(canonical, content...), fits && itemFits
	}
	return append(canonical, ']'), fits
}

// TakesNoBlank reports whether an empty string can only mean that nothing is given.
func (s *Schema) TakesNoBlank() bool {
	switch s.Type {
	case "integer", "number", "boolean":
		return true
	case "array":
		return s.Items.TakesNoBlank()
	}
	return s.Enum != nil || s.OmitsBlank || s.MinLength != nil && *s.MinLength > 0
}

// AllowsCount reports whether a list may have this many items.
func (s *Schema) AllowsCount(items int) bool { return within(items, s.MinItems, s.MaxItems) }

func within(count int, least, most *uint64) bool {
	n := uint64(count)
	return (least == nil || n >= *least) && (most == nil || n <= *most)
}

func (s *Schema) allowsNumber(literal string) bool {
	n, _ := parseNumber(literal)
	low, hasLow := parseNumber(string(s.Minimum))
	high, hasHigh := parseNumber(string(s.Maximum))
	return (!hasLow || n >= low) && (!hasHigh || n <= high)
}

// choice finds the meant entry of the enum, without regard to case.
func (s *Schema) choice(literal string) (string, bool) {
	if slices.Contains(s.Enum, literal) {
		return literal, true
	}
	literal = strings.TrimSpace(literal)
	for _, choice := range slices.Concat(s.Enum, s.Also) {
		if strings.EqualFold(choice, literal) {
			return choice, true
		}
	}
	return "", false
}

// stringOf returns the text of a string, or of a whole number: models write ids without quotes, and some clients write every
// number as a float.
func stringOf(v text.Value) (string, bool) {
	if v.Kind == text.Number && strings.Trim(v.Text, "-0123456789") != "" {
		return canonicalInteger(v)
	}
	return v.Text, v.Kind != text.Boolean
}

// canonicalInteger understands 5, 5.0 and "5".
func canonicalInteger(v text.Value) (string, bool) {
	literal, n, ok := number(v)
	if !ok {
		return "", false
	}
	if exact, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return strconv.FormatInt(exact, 10), true
	}
	const exact = 1 << 53
	return strconv.FormatInt(int64(n), 10), n == math.Trunc(n) && math.Abs(n) < exact
}

func canonicalNumber(v text.Value) (string, bool) {
	_, n, ok := number(v)
	if !ok {
		return "", false
	}
	if n == 0 {
		n = 0 // no negative zero
	}
	content, err := json.Marshal(n)
	return string(content), err == nil
}

// number reads a number, which may stand in a string.
func number(v text.Value) (literal string, n float64, ok bool) {
	const longest = 64
	if literal = strings.TrimSpace(v.Text); v.Kind == text.Boolean || len(literal) > longest {
		return "", 0, false
	}
	n, ok = parseNumber(literal)
	return literal, n, ok
}

// parseNumber reads a finite number as JSON writes it.
func parseNumber(literal string) (float64, bool) {
	if literal == "" || strings.Trim(literal, "+-.0123456789eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(literal, 64)
	return n, err == nil
}

// Wanted describes in a few words what the schema accepts, for errors.
func (s *Schema) Wanted() string {
	limits, preposition := s.limits(), " of "
	if s.Minimum != "" && s.Maximum != "" {
		preposition = " from "
	}
	if limits != "" {
		limits = preposition + limits
	}
	switch {
	case s.Enum != nil:
		return "one of " + text.QuoteAll(s.Enum)
	case s.Type == "string":
		return "a string" + limits
	case s.Type == "integer":
		return "an integer" + limits
	case s.Type == "number":
		return "a number" + limits
	case s.Type == "boolean":
		return "true or false"
	case s.Type == "array":
		return "a list" + limits + ", each " + s.Items.Wanted()
	case len(s.Properties) == 0:
		return "an empty object"
	}
	return "an object with " + strings.Join(s.Names(), ", ")
}

// limits returns the limits in words: "1 to 100 characters", "at least 1" or nothing.
func (s *Schema) limits() string {
	least, most, unit := string(s.Minimum), string(s.Maximum), ""
	switch s.Type {
	case "string":
		least, most, unit = count(s.MinLength), count(s.MaxLength), " characters"
	case "array":
		least, most, unit = count(s.MinItems), count(s.MaxItems), " items"
	}
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
