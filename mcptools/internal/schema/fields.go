package schema

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// field is a field of an argument struct as encoding/json sees it, embedded structs flattened.
type field struct {
	names []string // its name, then its aliases
	tags  reflect.StructTag
	typ   reflect.Type // never a pointer
}

// lookup is tags.Lookup. Most fields have few of our tags, and to search them for each key would take a good part of a start.
func lookup(tags reflect.StructTag, key string) (content string, given bool) {
	if !strings.Contains(string(tags), key+`:"`) {
		return "", false
	}
	return tags.Lookup(key)
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	ownSchema       = reflect.TypeFor[interface{ JSONSchema() *jsonschema.Schema }]()
	schemaExtension = reflect.TypeFor[interface{ JSONSchemaExtend(*jsonschema.Schema) }]()
	schemaAlias     = reflect.TypeFor[interface{ JSONSchemaAlias() any }]()
	propertyAlias   = reflect.TypeFor[interface{ JSONSchemaProperty(string) any }]()
)

// structs are what is known of the types of arguments before the reflector sees them.
type structs struct {
	fields      map[string][]field // of every struct, by its path; a type with its own schema is left out
	ownKeywords bool               // a type has methods that set keywords; tags set only those that checkTags accepts
}

// addType refuses what the reflector would crash on or pass over in silence, and what no argument can be. path names the field for
// the error; outer are the structs around it.
func (all *structs) addType(t reflect.Type, path string, outer []reflect.Type) error {
	t = PointedTo(t)
	all.ownKeywords = all.ownKeywords || t.Implements(ownSchema) || t.Implements(schemaExtension)
	if t.Implements(ownSchema) {
		return nil // its schema is checked like every other
	}
	if problem := specialType(t); problem != "" {
		return fmt.Errorf("%s: %s", FieldName(path), problem)
	}
	switch tagType(t) {
	case "array":
		return all.addType(t.Elem(), path+"[]", outer)
	case "object":
		return all.addStruct(t, path, outer)
	case "":
		return fmt.Errorf("%s: %v has no schema that every host accepts: name what it holds in a struct", FieldName(path), t)
	}
	return nil
}

// specialType returns what is wrong with a type that encodes in a way of its own.
func specialType(t reflect.Type) string {
	switch {
	case t.Name() != "" && t.PkgPath() == "": // a predeclared type has no methods
		return ""
	case t.Implements(schemaAlias), t.Implements(propertyAlias):
		return fmt.Sprintf("%v stands in for another type: use that type itself", t)
	case reflect.PointerTo(t).Implements(jsonUnmarshaler), reflect.PointerTo(t).Implements(textUnmarshaler) && t.Kind() != reflect.String:
		return fmt.Sprintf("%v decodes itself, so its schema is unknown: give it a method JSONSchema or use a string", t)
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "take bytes as a string"
	}
	return ""
}

func (all *structs) addStruct(t reflect.Type, path string, outer []reflect.Type) error {
	fields, err := structFields(t, path, outer)
	if err != nil {
		return err
	}
	all.fields[path] = fields
	outer = append(slices.Clip(outer), t)
	taken := make([]string, 0, len(fields))
	for _, f := range fields {
		at := Join(path, f.names[0])
		for _, name := range f.names {
			if !LegalName(name) {
				return fmt.Errorf("%s: a name is %s, not %q", FieldName(at), NameRule, name)
			}
			if slices.Contains(taken, name) {
				return fmt.Errorf("%s: the name %q is taken already", FieldName(at), name)
			}
		}
		taken = append(taken, f.names...)
		if err := all.addType(f.typ, at, outer); err != nil {
			return err
		}
		if err := checkTags(f); err != nil {
			return fmt.Errorf("%s: %w", FieldName(at), err)
		}
	}
	return nil
}

// structFields lists the fields of a struct that encoding/json decodes, unless the struct is one of those around it.
func structFields(t reflect.Type, path string, outer []reflect.Type) ([]field, error) {
	if slices.Contains(outer, t) {
		return nil, fmt.Errorf("%s: %v contains itself, and no host accepts a recursive schema", FieldName(path), t)
	}
	outer = append(slices.Clip(outer), t)
	fields := make([]field, 0, t.NumField())
	for f := range t.Fields() {
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case tag == "-":
		case f.Anonymous && name == "":
			if f.Type.Kind() != reflect.Struct {
				return nil, fmt.Errorf("%s: embed a struct, or give the field a name", FieldName(Join(path, f.Name)))
			}
			embedded, err := structFields(f.Type, path, outer)
			if err != nil {
				return nil, err
			}
			fields = append(fields, embedded...)
		case f.IsExported():
			if !slices.Contains([]string{"", "omitempty", "omitzero", "omitempty,omitzero"}, options) {
				return nil, fmt.Errorf("%s: the option %q in the json tag is not supported", FieldName(Join(path, f.Name)), options)
			}
			if name == "" {
				name = f.Name
			}
			known := field{names: []string{name}, tags: f.Tag, typ: PointedTo(f.Type)}
			if aliases, given := lookup(f.Tag, "alias"); given {
				known.names = append(known.names, strings.Split(aliases, ",")...)
			}
			fields = append(fields, known)
		}
	}
	return fields, nil
}

// PointedTo returns the type behind pointers.
func PointedTo(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// NameRule describes the names that every host accepts for a tool or an argument.
const NameRule = "1 to 64 of the characters a-z A-Z 0-9 _ -"

// LegalName reports whether a name keeps NameRule.
func LegalName(name string) bool {
	return name != "" && len(name) <= 64 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
}

// Join appends a name to the path of an argument.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// FieldName returns the path of a field as an error names it.
func FieldName(path string) string {
	if path == "" {
		return "arguments"
	}
	return fmt.Sprintf("field %q", path)
}
