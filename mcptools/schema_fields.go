package mcptools

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
)

// field is a field of an argument struct as encoding/json sees it, embedded structs flattened.
type field struct {
	name    string
	aliases []string
	tags    reflect.StructTag
	typ     reflect.Type // never a pointer
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	ownSchema       = reflect.TypeFor[interface{ JSONSchema() *jsonschema.Schema }]()
	schemaAlias     = reflect.TypeFor[interface{ JSONSchemaAlias() any }]()
	propertyAlias   = reflect.TypeFor[interface{ JSONSchemaProperty(string) any }]()
)

// checkType finds what the reflector must not be let loose on, since it would crash or be silent, and what no argument can
// be. path names the field for the error; outer are the structs around it.
func checkType(t reflect.Type, path string, outer []reflect.Type) error {
	t = pointedTo(t)
	if t.Implements(ownSchema) {
		return nil // its schema is checked like every other
	}
	if err := checkSpecialType(t, path); err != nil {
		return err
	}
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return nil
	case reflect.Slice, reflect.Array:
		return checkType(t.Elem(), path+"[]", outer)
	case reflect.Struct:
		return checkStruct(t, path, outer)
	}
	return fmt.Errorf("%s: %v has no schema that every host accepts: name what it holds in a struct", fieldName(path), t)
}

func checkSpecialType(t reflect.Type, path string) error {
	decodesItself := reflect.PointerTo(t).Implements(jsonUnmarshaler)
	switch {
	case t == reflect.TypeFor[time.Time]():
		return fmt.Errorf("%s: take a time as a string, since models write times in many forms", fieldName(path))
	case t == reflect.TypeFor[json.RawMessage]():
		return fmt.Errorf("%s: json.RawMessage takes anything, so there is no schema for it: name what it holds in a struct", fieldName(path))
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return fmt.Errorf("%s: take bytes as a string", fieldName(path))
	case t.Implements(schemaAlias), t.Implements(propertyAlias):
		return fmt.Errorf("%s: %v stands in for another type: use that type itself", fieldName(path), t)
	case decodesItself, reflect.PointerTo(t).Implements(textUnmarshaler) && t.Kind() != reflect.String:
		return fmt.Errorf("%s: %v decodes itself, so its schema is unknown: give it a method JSONSchema or use a string", fieldName(path), t)
	}
	return nil
}

func checkStruct(t reflect.Type, path string, outer []reflect.Type) error {
	fields, err := structFields(t, path, outer)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, f := range fields {
		for _, name := range append([]string{f.name}, f.aliases...) {
			if !legalName(name) {
				return fmt.Errorf("%s: a name is 1 to 64 of the characters a-z A-Z 0-9 _ -, not %q", fieldName(join(path, f.name)), name)
			}
			if taken[name] {
				return fmt.Errorf("%s: the name %q is taken already", fieldName(join(path, f.name)), name)
			}
			taken[name] = true
		}
		if err := checkType(f.typ, join(path, f.name), append(outer[:len(outer):len(outer)], t)); err != nil {
			return err
		}
		if err := checkTags(f, join(path, f.name)); err != nil {
			return err
		}
	}
	return nil
}

// structFields lists the fields of a struct that encoding/json decodes, unless the struct is one of those around it.
func structFields(t reflect.Type, path string, outer []reflect.Type) ([]field, error) {
	if slices.Contains(outer, t) {
		return nil, fmt.Errorf("%s: %v contains itself, and no host accepts a recursive schema", fieldName(path), t)
	}
	outer = append(outer[:len(outer):len(outer)], t)
	var fields []field
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		at := fieldName(join(path, f.Name))
		switch {
		case f.Tag.Get("json") == "-":
		case f.Anonymous && name == "":
			if f.Type.Kind() != reflect.Struct {
				return nil, fmt.Errorf("%s: embed a struct, or give the field a name", at)
			}
			embedded, err := structFields(f.Type, path, outer)
			if err != nil {
				return nil, err
			}
			fields = append(fields, embedded...)
		case !f.IsExported():
		default:
			if err := checkJSONOptions(options, at); err != nil {
				return nil, err
			}
			if name == "" {
				name = f.Name
			}
			fields = append(fields, field{name: name, aliases: aliasesOf(f.Tag), tags: f.Tag, typ: pointedTo(f.Type)})
		}
	}
	return fields, nil
}

func checkJSONOptions(options, at string) error {
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "", "omitempty", "omitzero":
		default:
			return fmt.Errorf("%s: the option %q in the json tag is not supported", at, option)
		}
	}
	return nil
}

func aliasesOf(tags reflect.StructTag) []string {
	list, given := tags.Lookup("alias")
	if !given {
		return nil
	}
	return strings.Split(list, ",")
}

// splitsCommas reports whether the elements of a list hold no comma, so that a text with commas is several of them.
func splitsCommas(tags reflect.StructTag) bool { return tags.Get("split") == "," }

func pointedTo(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// join appends a name to the path of an argument.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func fieldName(path string) string {
	if path == "" {
		return "arguments"
	}
	return fmt.Sprintf("field %q", path)
}
