package schema

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// shape is what is known of a type of arguments before the reflector sees it.
type shape struct {
	isStruct bool    // false for a type with its own schema, too
	fields   []field // of a struct
	item     *shape  // of a list
}

// field is a field of an argument struct as encoding/json sees it, embedded structs flattened.
type field struct {
	names    []string // its name, then its aliases
	omitZero bool
	tags     tags
	typ      reflect.Type // never a pointer
	shape    shape        // set by shaper.structOf
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	ownSchema       = reflect.TypeFor[interface{ JSONSchema() *jsonschema.Schema }]()
	schemaExtension = reflect.TypeFor[interface{ JSONSchemaExtend(*jsonschema.Schema) }]()
	schemaAlias     = reflect.TypeFor[interface{ JSONSchemaAlias() any }]()
	propertyAlias   = reflect.TypeFor[interface{ JSONSchemaProperty(string) any }]()
)

// shaper looks at types before the reflector does.
type shaper struct {
	ownKeywords bool // a type has methods that set keywords; tags set only those that checkTags accepts
}

// of returns the shape of a type. It refuses what the reflector would crash on or pass over in silence, and what no argument can be. outer are
// the structs around the type.
func (r *shaper) of(t reflect.Type, outer []reflect.Type) (s shape, err error) {
	t = PointedTo(t)
	isOwn := t.Implements(ownSchema)
	r.ownKeywords = r.ownKeywords || isOwn || t.Implements(schemaExtension)
	if isOwn {
		return shape{}, nil // its schema is checked like every other
	}
	if problem := specialType(t); problem != "" {
		return shape{}, errors.New(problem)
	}
	switch tagType(t) {
	case "array":
		s.item = new(shape)
		*s.item, err = r.of(t.Elem(), outer)
		return s, under(items, err)
	case "object":
		return r.structOf(t, outer)
	case "":
		return shape{}, fmt.Errorf("%v has no schema that every host accepts: name what it holds in a struct", t)
	}
	return shape{}, nil
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

func (r *shaper) structOf(t reflect.Type, outer []reflect.Type) (shape, error) {
	fields, err := structFields(t, outer)
	if err != nil {
		return shape{}, err
	}
	outer = append(slices.Clip(outer), t)
	taken := make([]string, 0, len(fields))
	for i := range fields {
		f := &fields[i]
		for _, name := range f.names {
			if !LegalName(name) {
				return shape{}, under(f.names[0], fmt.Errorf("a name is %s, not %q", NameRule, name))
			}
			if slices.Contains(taken, name) {
				return shape{}, under(f.names[0], fmt.Errorf("the name %q is taken already", name))
			}
		}
		taken = append(taken, f.names...)
		if f.shape, err = r.of(f.typ, outer); err == nil {
			err = checkTags(*f)
		}
		if err != nil {
			return shape{}, under(f.names[0], err)
		}
	}
	return shape{isStruct: true, fields: fields}, nil
}

// structFields lists the fields of a struct that encoding/json decodes, unless the struct is one of those around it.
func structFields(t reflect.Type, outer []reflect.Type) ([]field, error) {
	if slices.Contains(outer, t) {
		return nil, fmt.Errorf("%v contains itself, and no host accepts a recursive schema", t)
	}
	outer = append(slices.Clip(outer), t)
	fields := make([]field, 0, t.NumField())
	for f := range t.Fields() {
		tags := readTags(f.Tag)
		forJSON, _ := tags.lookup("json")
		name, options, _ := strings.Cut(forJSON, ",")
		switch {
		case forJSON == "-":
		case f.Anonymous && name == "":
			if f.Type.Kind() != reflect.Struct {
				return nil, under(f.Name, errors.New("embed a struct, or give the field a name"))
			}
			embedded, err := structFields(f.Type, outer)
			if err != nil {
				return nil, err
			}
			fields = append(fields, embedded...)
		case f.IsExported():
			if !slices.Contains([]string{"", "omitempty", "omitzero", "omitempty,omitzero"}, options) {
				return nil, under(f.Name, fmt.Errorf("the option %q in the json tag is not supported", options))
			}
			if name == "" {
				name = f.Name
			}
			known := field{names: []string{name}, omitZero: strings.HasSuffix(options, "omitzero"), tags: tags, typ: PointedTo(f.Type)}
			if aliases, given := tags.lookup("alias"); given {
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

// fieldError is what is wrong with a field.
type fieldError struct {
	path string // of the field
	err  error
}

func (e *fieldError) Error() string { return fmt.Sprintf("field %q: %v", e.path, e.err) }

func (e *fieldError) Unwrap() error { return e.err }

// items is the name of a list's items in the path of a field.
const items = "[]"

// under returns err as the error of the field with this name, or of the field inside it that err is about.
func under(name string, err error) error {
	if err == nil {
		return nil
	}
	inside, ok := err.(*fieldError)
	switch {
	case !ok:
		return &fieldError{name, err}
	case strings.HasPrefix(inside.path, items):
		return &fieldError{name + inside.path, inside.err}
	}
	return &fieldError{Join(name, inside.path), inside.err}
}
