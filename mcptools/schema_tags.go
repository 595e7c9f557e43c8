package mcptools

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// keywords are what the tag jsonschema may say about a type. The reflector passes over everything else in silence.
var keywords = map[string][]string{
	"string":  {"enum", "default", "minLength", "maxLength"},
	"number":  {"default", "minimum", "maximum"},
	"boolean": {"default"},
	"array":   {"minItems", "maxItems"},
}

// errEnum refuses an enum that is not a string's: with one in any tool, Google's models refuse the whole request.
var errEnum = errors.New("an enum is a string's: write the numbers as strings, or set minimum and maximum")

// checkTags checks what the tags of a field say, so far as the reflector does not.
func checkTags(f field, path string) error {
	tag, given := f.tags.Lookup("jsonschema")
	if extras, ok := f.tags.Lookup("jsonschema_extras"); ok {
		return fmt.Errorf("%s: jsonschema_extras (%s) are more than every host accepts", fieldName(path), extras)
	}
	if separator, ok := f.tags.Lookup("split"); ok && (separator != "," || tagType(f.typ) != "array" || elementType(f.typ) != "string") {
		return fmt.Errorf("%s: the tag split is \",\", and only for lists of strings", fieldName(path))
	}
	if !given {
		return nil
	}
	allowed := slices.Clone(keywords[tagType(f.typ)])
	if tagType(f.typ) == "array" {
		allowed = append(allowed, keywords[elementType(f.typ)]...)
	}
	for entry := range strings.SplitSeq(tag, ",") {
		if err := checkTag(entry, allowed, f.typ); err != nil {
			return fmt.Errorf("%s: jsonschema tag: %w", fieldName(path), err)
		}
	}
	return nil
}

func checkTag(entry string, allowed []string, t reflect.Type) error {
	keyword, content, assigned := strings.Cut(entry, "=")
	switch {
	case keyword == "description":
		return fmt.Errorf("descriptions stand in the tag jsonschema_description, where commas are safe")
	case keyword == "enum" && !slices.Contains(allowed, keyword):
		return errEnum
	case len(allowed) == 0:
		return fmt.Errorf("%q is not known for %v, which takes none", entry, t)
	case !slices.Contains(allowed, keyword):
		return fmt.Errorf("%q is not known for %v: there is %s", entry, t, strings.Join(allowed, ", "))
	case !assigned || content == "":
		return fmt.Errorf("%q has no value", entry)
	case strings.ContainsAny(content, `=\`):
		return fmt.Errorf("%q: a value with = or a backslash is not read as it stands", entry)
	}
	switch keyword {
	case "minLength", "maxLength", "minItems", "maxItems":
		if _, err := strconv.ParseUint(content, 10, 32); err != nil {
			return fmt.Errorf("%q: a whole number is wanted", entry)
		}
		return nil
	case "minimum", "maximum":
		return checkConstant(entry, content, "number")
	}
	return checkConstant(entry, content, elementType(t))
}

// checkConstant checks a value that the reflector would pass over if it were of another type.
func checkConstant(entry, content, tagType string) error {
	_, isNumber := parseNumber(content)
	switch {
	case tagType == "number" && !isNumber:
		return fmt.Errorf("%q: a number is wanted", entry)
	case tagType == "boolean" && content != "true" && content != "false":
		return fmt.Errorf("%q: true or false is wanted", entry)
	}
	return nil
}

// elementType is the entry of keywords for the items of a list, and for anything else by itself.
func elementType(t reflect.Type) string {
	if tagType(t) == "array" {
		return tagType(pointedTo(t.Elem()))
	}
	return tagType(t)
}

// tagType is the entry of keywords for t.
func tagType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Struct:
		return "object"
	}
	return "number"
}
