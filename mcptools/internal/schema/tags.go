package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// tags are the tags of a field, read once: to search a reflect.StructTag for each key would take a good part of a start.
type tags []tag

type tag struct {
	key, quoted string // quoted as in Go source
}

// readTags reads all tags but the description, as reflect does: up to the first that is malformed.
func readTags(source reflect.StructTag) (list tags) {
	for rest := string(source); ; {
		rest = strings.TrimLeft(rest, " ")
		key := 0
		for key < len(rest) && rest[key] > ' ' && rest[key] != ':' && rest[key] != '"' && rest[key] != 0x7f {
			key++
		}
		if key == 0 || !strings.HasPrefix(rest[key:], `:"`) {
			return list
		}
		end := key + len(`:"`)
		for end < len(rest) && rest[end] != '"' {
			if rest[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(rest) {
			return list
		}
		if rest[:key] != "jsonschema_description" {
			list = append(list, tag{rest[:key], rest[key+1 : end+1]})
		}
		rest = rest[end+1:]
	}
}

// lookup returns the content of a tag, and reports whether the field has it.
func (t tags) lookup(key string) (content string, given bool) {
	for _, its := range t {
		if its.key == key {
			content, err := strconv.Unquote(its.quoted)
			return content, err == nil
		}
	}
	return "", false
}

// keywords are what the tag jsonschema may set for a type, with the form of the value. The reflector passes over everything else
// in silence, values of another form included.
var keywords = map[string]map[string]form{
	"string":  {"enum": aText, "default": aText, "minLength": aCount, "maxLength": aCount},
	"number":  {"default": aNumber, "minimum": aNumber, "maximum": aNumber},
	"boolean": {"default": trueOrFalse},
	"array":   {"minItems": aCount, "maxItems": aCount},
}

// form is a name in words and a check of a value.
type form struct {
	name  string
	holds func(value string) bool
}

var (
	aText       = form{"a text without = and backslash", func(value string) bool { return !strings.ContainsAny(value, `=\`) }}
	aCount      = form{"a whole number", func(value string) bool { return len(value) <= 9 && strings.Trim(value, "0123456789") == "" }}
	aNumber     = form{"a number", func(value string) bool { _, ok := parseNumber(value); return ok && json.Valid([]byte(value)) }}
	trueOrFalse = form{"true or false", func(value string) bool { return value == "true" || value == "false" }}
)

// errEnum refuses an enum of another type: with one in any tool, Google's models refuse the whole request.
var errEnum = errors.New("an enum is a string's: write the numbers as strings, or set minimum and maximum")

// checkTags checks what the tags of a field say, as far as the reflector does not.
func checkTags(f field) error {
	if extras, given := f.tags.lookup("jsonschema_extras"); given {
		return fmt.Errorf("jsonschema_extras (%s) are more than every host accepts", extras)
	}
	element := ""
	if tagType(f.typ) == "array" {
		element = tagType(PointedTo(f.typ.Elem()))
	}
	if separator, given := f.tags.lookup("split"); given && (separator != "," && separator != "never" || element != "string") {
		return errors.New(`the tag split is "," or "never", and only for lists of strings`)
	}
	if setting, given := f.tags.lookup("pairs"); given && (setting != "true" || !isListOfPairs(f.typ)) {
		return errors.New(`the tag pairs is "true", and only for lists of structs with the arguments name and value`)
	}
	if content, given := f.tags.lookup("holds"); given && (content != "json" || tagType(f.typ) != "string") {
		return errors.New(`the tag holds is "json", and only for strings`)
	}
	if content, given := f.tags.lookup("blank"); given && (content != "omitted" || tagType(f.typ) != "string") {
		return errors.New(`the tag blank is "omitted", and only for strings`)
	}
	tag, given := f.tags.lookup("jsonschema")
	if !given {
		return nil
	}
	for entry := range strings.SplitSeq(tag, ",") {
		if err := checkTag(entry, keywords[tagType(f.typ)], keywords[element], f.typ); err != nil {
			return fmt.Errorf("jsonschema tag: %w", err)
		}
	}
	return nil
}

// isListOfPairs reports whether t is a list of structs that have a name, which is a string, and a value.
func isListOfPairs(t reflect.Type) bool {
	if tagType(t) != "array" || PointedTo(t.Elem()).Kind() != reflect.Struct {
		return false
	}
	fields, err := structFields(PointedTo(t.Elem()), nil)
	return err == nil && len(fields) == 2 && fields[0].names[0] == "name" && fields[0].typ.Kind() == reflect.String && fields[1].names[0] == "value"
}

// checkTag checks one entry of the tag jsonschema of a field of type t, by the keywords of the type and of a list's items.
func checkTag(entry string, own, ofItems map[string]form, t reflect.Type) error {
	keyword, content, _ := strings.Cut(entry, "=")
	wanted, known := own[keyword]
	if !known {
		wanted, known = ofItems[keyword]
	}
	switch {
	case keyword == "description":
		return errors.New("descriptions stand in the tag jsonschema_description, where commas are safe")
	case keyword == "enum" && !known:
		return errEnum
	case !known:
		names := slices.AppendSeq(slices.Collect(maps.Keys(own)), maps.Keys(ofItems))
		slices.Sort(names)
		names = slices.Compact(names) // lists of lists
		return fmt.Errorf("%q is not known for %v: there is %s", entry, t, strings.Join(names, ", "))
	case content == "":
		return fmt.Errorf("%q has no value", entry)
	case !wanted.holds(content):
		return fmt.Errorf("%q: %s is wanted", entry, wanted.name)
	}
	return nil
}

// tagType returns the entry of keywords for t, "object" for a struct, and "" for what has no schema.
func tagType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Struct:
		return "object"
	}
	return ""
}
