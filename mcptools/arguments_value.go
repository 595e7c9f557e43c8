package mcptools

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// role is the place that a value is for.
type role int

const (
	optional role = iota
	required
	element // of a list
)

// coerce brings v into the form that s wants. null means that an argument is not given, and so does an empty string for an
// optional argument where no string could be meant.
func (d *decoder) coerce(s *schema, v value, path string, place role) ([]byte, outcome) {
	switch {
	case v.kind == null && place != element:
		return nil, absent
	case isBlank(v) && s.takesNoBlank() && place == optional:
		return nil, absent
	case isBlank(v) && (place == required && s.kind == "string" || s.takesNoBlank()):
		return nil, d.report(path, "Argument %q is empty: it must be %s", path, s.wanted())
	}
	var content []byte
	fits := false
	switch s.kind {
	case "object":
		if v := v.unquoted().asObject(); v.kind == object {
			return d.coerceObject(s, v, path)
		}
	case "array":
		return d.coerceArray(s, v, path)
	default:
		if v.kind == object {
			v = referenced(v)
		}
		content, fits = s.scalar(v)
	}
	if !fits {
		return nil, d.report(path, "Argument %q is %s: it must be %s", path, describe(v), s.wanted())
	}
	return content, given
}

// takesNoBlank tells whether an empty string can only mean that nothing is given.
func (s *schema) takesNoBlank() bool {
	switch s.kind {
	case "integer", "number", "boolean":
		return true
	case "array":
		return s.items.takesNoBlank()
	}
	return s.enum != nil
}

func (d *decoder) coerceObject(s *schema, v value, path string) ([]byte, outcome) {
	before := len(d.problems)
	out := d.object(s, v.members, path)
	if len(d.problems) > before || d.full() {
		return nil, refused
	}
	return out, given
}

// coerceArray takes a list, a list in a string, or a single value as a list of one.
func (d *decoder) coerceArray(s *schema, v value, path string) ([]byte, outcome) {
	if opened := v.unquoted(); opened.kind == array || s.items.kind == "object" {
		v = opened
	}
	if v.kind != array {
		v = value{kind: array, items: []value{v}}
	}
	if s.splits {
		v.items = splitAtCommas(v.items)
	}
	if count := uint64(len(v.items)); s.minItems != nil && count < *s.minItems || s.maxItems != nil && count > *s.maxItems {
		return nil, d.report(path, "Argument %q has %d items: it must be %s", path, count, s.wanted())
	}
	before := len(d.problems)
	out := []byte{'['}
	for i, item := range v.items {
		if d.full() {
			break
		}
		content, _ := d.coerce(s.items, item, path+"["+strconv.Itoa(i)+"]", element)
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, content...)
	}
	if len(d.problems) > before || d.full() {
		return nil, refused
	}
	return append(out, ']'), given
}

// splitAtCommas makes several elements of "a, b".
func splitAtCommas(items []value) []value {
	const longest = 10_000
	var split []value
	for _, item := range items {
		if item.kind != text || len(item.text) > longest || strings.Trim(item.text, ", \t\n") == "" {
			split = append(split, item)
			continue
		}
		for part := range strings.SplitSeq(item.text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				split = append(split, value{kind: text, text: part})
			}
		}
	}
	return split
}

// referenced returns the id, or else the name, of an object that is a reference; otherwise the object itself.
func referenced(v value) value {
	for _, m := range v.members {
		if m.key != "id" && m.key != "type" && !isLabel(m.key) && m.value.kind != null {
			return v
		}
	}
	for _, key := range []string{"id", "name"} {
		if content, found := v.find(key); found && content.kind != null && content.kind != object {
			return content
		}
	}
	return v
}

// scalar brings v into the form of a string, a number or a boolean and holds it to the limits of the schema.
func (s *schema) scalar(v value) (content []byte, fits bool) {
	if v.kind == null || v.kind == array || v.kind == object {
		return nil, false
	}
	var literal string
	switch s.kind {
	case "string":
		literal, fits = stringOf(v)
		fits = fits && s.allowsLength(utf8.RuneCountInString(literal))
	case "boolean":
		literal = strings.ToLower(strings.TrimSpace(firstBytes(v.text)))
		fits = literal == "true" || literal == "false"
	case "integer":
		literal, fits = canonicalInteger(v)
		fits = fits && s.allowsNumber(literal)
	case "number":
		literal, fits = canonicalNumber(v)
		fits = fits && s.allowsNumber(literal)
	}
	if fits && s.enum != nil {
		literal, fits = s.choice(literal)
	}
	if !fits {
		return nil, false
	}
	return s.appendScalar(nil, literal), true
}

// stringOf returns the text of a string, or of a whole number: models write ids without quotes, and some clients write every
// number as a float.
func stringOf(v value) (string, bool) {
	if v.kind == number && strings.Trim(v.text, "-0123456789") != "" {
		return canonicalInteger(v)
	}
	return v.text, v.kind != boolean
}

// choice finds the entry of the enum that is meant, without regard to case.
func (s *schema) choice(literal string) (string, bool) {
	if slices.Contains(s.enum, literal) {
		return literal, true
	}
	literal = strings.TrimSpace(literal)
	for _, choices := range [][]string{s.enum, s.also} {
		if i := slices.IndexFunc(choices, func(choice string) bool { return strings.EqualFold(choice, literal) }); i >= 0 {
			return choices[i], true
		}
	}
	return "", false
}

func (s *schema) allowsLength(characters int) bool {
	n := uint64(characters)
	return (s.minLength == nil || n >= *s.minLength) && (s.maxLength == nil || n <= *s.maxLength)
}

func (s *schema) allowsNumber(literal string) bool {
	n, _ := parseNumber(literal)
	low, hasLow := parseNumber(string(s.minimum))
	high, hasHigh := parseNumber(string(s.maximum))
	return (!hasLow || n >= low) && (!hasHigh || n <= high)
}

// canonicalInteger understands 5, 5.0 and "5".
func canonicalInteger(v value) (string, bool) {
	literal, ok := numeric(v)
	if !ok {
		return "", false
	}
	if n, err := strconv.ParseInt(literal, 10, 64); err == nil {
		return strconv.FormatInt(n, 10), true
	}
	n, ok := parseNumber(literal)
	const exact = 1 << 53
	if !ok || n != math.Trunc(n) || math.Abs(n) >= exact {
		return "", false
	}
	return strconv.FormatInt(int64(n), 10), true
}

func canonicalNumber(v value) (string, bool) {
	literal, ok := numeric(v)
	if !ok {
		return "", false
	}
	n, ok := parseNumber(literal)
	if !ok {
		return "", false
	}
	if n == 0 {
		n = 0 // no negative zero
	}
	content, err := json.Marshal(n)
	return string(content), err == nil
}

// numeric returns the text of a number, which may stand in a string.
func numeric(v value) (string, bool) {
	const longest = 64
	literal := strings.TrimSpace(v.text)
	return literal, v.kind != boolean && len(literal) <= longest
}

// parseNumber reads a finite number as JSON writes it.
func parseNumber(literal string) (float64, bool) {
	if literal == "" || strings.Trim(literal, "+-.0123456789eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(literal, 64)
	return n, err == nil
}
