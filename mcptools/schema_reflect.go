package mcptools

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"
)

// reflectInput makes the schema of an argument struct. Its errors name the field.
func reflectInput(t reflect.Type) (*schema, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("arguments are a struct (struct{} for none), not %v", t)
	}
	if err := checkType(t, "", nil); err != nil {
		return nil, err
	}
	reflector := jsonschema.Reflector{Anonymous: true, DoNotReference: true}
	reflected := reflector.ReflectFromType(t)
	reflected.Version = ""
	input, err := convert(reflected, t, "")
	if err == nil && input.kind != "object" {
		err = fmt.Errorf("the schema of %v is no object", t)
	}
	return input, err
}

// convert checks a reflected schema against what every host accepts and brings it into our form. t is the Go type behind it, or
// nil where a type wrote its own schema.
func convert(s *jsonschema.Schema, t reflect.Type, path string) (*schema, error) {
	if s == nil {
		return nil, fmt.Errorf("%s: there is no schema", fieldName(path))
	}
	if refused := refusedKeywords(s); len(refused) > 0 {
		return nil, fmt.Errorf("%s: not every host accepts %s in a schema", fieldName(path), strings.Join(refused, ", "))
	}
	if t != nil && t.Implements(ownSchema) {
		t = nil
	}
	node := &schema{
		kind: s.Type, description: s.Description, minimum: s.Minimum, maximum: s.Maximum,
		minLength: s.MinLength, maxLength: s.MaxLength, minItems: s.MinItems, maxItems: s.MaxItems,
	}
	var err error
	switch s.Type {
	case "string", "integer", "number", "boolean":
	case "array":
		var element reflect.Type
		if t != nil {
			element = pointedTo(t.Elem())
		}
		node.items, err = convert(s.Items, element, path+"[]")
	case "object":
		err = node.convertProperties(s, t, path)
	default:
		err = fmt.Errorf("%s: a schema has one type that is an object, array, string, integer, number or boolean, not %q", fieldName(path), s.Type)
	}
	if err == nil {
		err = node.convertValues(s, path)
	}
	return node, err
}

func (s *schema) convertProperties(from *jsonschema.Schema, t reflect.Type, path string) error {
	s.index = map[string]int{}
	var fields []field
	if t != nil {
		fields, _ = structFields(t, path, nil) // checked by now
	}
	if from.Properties == nil { // as v0.13 of the reflector leaves it
		from.Properties = jsonschema.NewProperties()
	}
	for pair := from.Properties.Oldest(); pair != nil; pair = pair.Next() {
		name, at := pair.Key, join(path, pair.Key)
		if !legalName(name) {
			return fmt.Errorf("%s: a name is 1 to 64 of the characters a-z A-Z 0-9 _ -", fieldName(at))
		}
		var known field
		if i := slices.IndexFunc(fields, func(f field) bool { return f.name == name }); i >= 0 {
			known = fields[i]
		} else if t != nil {
			return fmt.Errorf("%s: encoding/json does not decode it", fieldName(at))
		}
		node, err := convert(pair.Value, known.typ, at)
		if err != nil {
			return err
		}
		node.splits = node.kind == "array" && (splitsCommas(known.tags) || node.items.enum != nil)
		p := property{name: name, required: slices.Contains(from.Required, name) && !omitsZero(known.tags), schema: node}
		if err := p.accept(known.tags); err != nil {
			return fmt.Errorf("%s: %w", fieldName(at), err)
		}
		if p.required && node.initial != nil {
			return fmt.Errorf("%s: a required argument has no default: add omitzero to its json tag", fieldName(at))
		}
		for _, key := range append([]string{name}, known.aliases...) {
			s.index[key] = len(s.properties)
		}
		s.properties = append(s.properties, p)
	}
	if len(fields) > len(s.properties) {
		return fmt.Errorf("%s: a field is decoded that the schema does not show", fieldName(path))
	}
	return nil
}

// accept takes over what is accepted and not shown: an argument with the tag hidden, and the choices in the tag also.
func (p *property) accept(tags reflect.StructTag) error {
	hidden, isGiven := tags.Lookup("hidden")
	switch {
	case isGiven && hidden != "true":
		return fmt.Errorf(`the tag hidden is "true" or left out, not %q`, hidden)
	case isGiven && p.required:
		return errors.New("a hidden argument cannot be required")
	}
	p.hidden = isGiven
	also, isGiven := tags.Lookup("also")
	if !isGiven {
		return nil
	}
	choices := p.schema
	if choices.items != nil {
		choices = choices.items
	}
	if choices.kind != "string" || choices.enum == nil {
		return errors.New("the tag also goes with an enum of strings")
	}
	choices.also = strings.Split(also, ",")
	return nil
}

// omitsZero tells whether a field is optional by omitzero, which v0.13 of the reflector does not know.
func omitsZero(tags reflect.StructTag) bool {
	return slices.Contains(strings.Split(tags.Get("json"), ","), "omitzero")
}

// convertValues checks the limits and takes over the enum and the default.
func (s *schema) convertValues(from *jsonschema.Schema, path string) error {
	if low, ok := parseNumber(string(s.minimum)); ok {
		if high, ok := parseNumber(string(s.maximum)); ok && low > high {
			return fmt.Errorf("%s: minimum is over maximum", fieldName(path))
		}
	}
	if over(s.minLength, s.maxLength) || over(s.minItems, s.maxItems) {
		return fmt.Errorf("%s: the least is over the most", fieldName(path))
	}
	if from.Enum != nil && s.kind != "string" {
		return fmt.Errorf("%s: %w", fieldName(path), errEnum)
	}
	var enum []string
	for _, choice := range from.Enum {
		literal, isText := choice.(string)
		if !isText {
			return fmt.Errorf("%s: enum: %v is no string", fieldName(path), choice)
		}
		if _, err := s.constant(choice); err != nil {
			return fmt.Errorf("%s: enum: %w", fieldName(path), err)
		}
		if slices.Contains(enum, literal) {
			return fmt.Errorf("%s: enum has %q twice", fieldName(path), literal)
		}
		enum = append(enum, literal)
	}
	s.enum = enum
	if from.Default != nil {
		initial, err := s.constant(from.Default)
		if err != nil {
			return fmt.Errorf("%s: default: %w", fieldName(path), err)
		}
		s.initial = initial
	}
	return nil
}

// constant brings a value from a tag into canonical form and holds it to the schema.
func (s *schema) constant(content any) ([]byte, error) {
	raw, err := marshal(content)
	if err != nil {
		return nil, err
	}
	v, err := parse(raw, maxArgumentDepth)
	if err != nil {
		return nil, err
	}
	var d decoder
	canonical, outcome := d.coerce(s, v, "", element)
	if outcome != given {
		return nil, fmt.Errorf("%s is not %s", raw, s.wanted())
	}
	return canonical, nil
}

func over(least, most *uint64) bool { return least != nil && most != nil && *least > *most }

// refusedKeywords lists the keywords of a schema that some host refuses or that decoding does not check.
func refusedKeywords(s *jsonschema.Schema) []string {
	var refused []string
	for _, k := range []struct {
		keyword string
		used    bool
	}{
		{"$ref", s.Ref != "" || s.DynamicRef != ""},
		{"$defs", len(s.Definitions) > 0},
		{"$schema", s.Version != ""},
		{"$id", s.ID != "" || s.Anchor != ""},
		{"$comment", s.Comments != ""},
		{"allOf", s.AllOf != nil},
		{"anyOf", s.AnyOf != nil},
		{"oneOf", s.OneOf != nil},
		{"not", s.Not != nil},
		{"if", s.If != nil || s.Then != nil || s.Else != nil},
		{"dependentSchemas", s.DependentSchemas != nil || s.DependentRequired != nil},
		{"prefixItems", s.PrefixItems != nil || s.Contains != nil || s.MinContains != nil || s.MaxContains != nil},
		{"patternProperties", s.PatternProperties != nil || s.PropertyNames != nil},
		{"additionalProperties", s.AdditionalProperties != nil && s.AdditionalProperties != jsonschema.FalseSchema},
		{"minProperties", s.MinProperties != nil || s.MaxProperties != nil},
		{"const", s.Const != nil},
		{"multipleOf", s.MultipleOf != ""},
		{"exclusiveMinimum", s.ExclusiveMinimum != ""},
		{"exclusiveMaximum", s.ExclusiveMaximum != ""},
		{"pattern", s.Pattern != ""},
		{"uniqueItems", s.UniqueItems},
		{"format", s.Format != ""},
		{"contentEncoding", s.ContentEncoding != "" || s.ContentMediaType != "" || s.ContentSchema != nil},
		{"title", s.Title != ""},
		{"examples", s.Examples != nil},
		{"readOnly", s.ReadOnly || s.WriteOnly || s.Deprecated},
	} {
		if k.used {
			refused = append(refused, k.keyword)
		}
	}
	for keyword := range s.Extras {
		refused = append(refused, keyword)
	}
	return refused
}
