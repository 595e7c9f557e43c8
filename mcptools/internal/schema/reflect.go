package schema

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools/internal/text"
)

// Of returns the schema of an argument struct. Its errors name the field.
func Of(t reflect.Type) (*Schema, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("arguments are a struct (struct{} for none), not %v", t)
	}
	var r shaper
	known, err := r.of(t, nil)
	if err != nil {
		return nil, named(err)
	}
	reflector := jsonschema.Reflector{Anonymous: true, DoNotReference: true}
	reflected := reflector.ReflectFromType(t)
	reflected.Version = ""
	input, err := r.convert(reflected, known)
	switch {
	case err != nil:
		return nil, named(err)
	case input.Type != "object":
		return nil, fmt.Errorf("the schema of %v is no object", t)
	}
	return input, nil
}

// named returns an error that is about no single field as one about the arguments.
func named(err error) error {
	if _, isField := err.(*fieldError); isField || err == nil {
		return err
	}
	return fmt.Errorf("arguments: %w", err)
}

// convert checks a reflected schema against what every host accepts and brings it into our form.
func (r *shaper) convert(from *jsonschema.Schema, known shape) (s *Schema, err error) {
	if from == nil {
		return nil, errors.New("there is no schema")
	}
	if r.ownKeywords || from.Format != "" { // the reflector itself sets a format, for url.URL
		if refused := refusedKeywords(from); len(refused) > 0 {
			return nil, fmt.Errorf("not every host accepts %s in a schema", strings.Join(refused, ", "))
		}
	}
	s = &Schema{
		Type: from.Type, Description: from.Description, Minimum: from.Minimum, Maximum: from.Maximum,
		MinLength: from.MinLength, MaxLength: from.MaxLength, MinItems: from.MinItems, MaxItems: from.MaxItems,
	}
	switch from.Type {
	case "string", "integer", "number", "boolean":
	case "array":
		var item shape
		if known.item != nil {
			item = *known.item
		}
		s.Items, err = r.convert(from.Items, item)
		err = under(items, err)
	case "object":
		err = r.convertProperties(s, from, known)
	default:
		err = fmt.Errorf("a schema has one type that is an object, array, string, integer, number or boolean, not %q", from.Type)
	}
	if err == nil {
		err = s.convertValues(from)
	}
	return s, err
}

// accepted are the keywords that decoding checks and every host accepts.
var accepted = []string{
	"type", "description", "enum", "default", "items", "properties", "required",
	"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
}

// refusedKeywords lists the keywords of a schema that are not accepted.
func refusedKeywords(s *jsonschema.Schema) []string {
	refused := slices.Collect(maps.Keys(s.Extras))
	node := reflect.ValueOf(s).Elem()
	for i := range node.NumField() {
		if node.Field(i).IsZero() {
			continue
		}
		keyword, _, isKeyword := strings.Cut(node.Type().Field(i).Tag.Get("json"), ",")
		closed := keyword == "additionalProperties" && s.AdditionalProperties == jsonschema.FalseSchema
		if isKeyword && !closed && !slices.Contains(accepted, keyword) {
			refused = append(refused, keyword)
		}
	}
	return refused
}

func (r *shaper) convertProperties(s *Schema, from *jsonschema.Schema, known shape) error {
	if from.Properties == nil { // as v0.13 of the reflector leaves it
		from.Properties = jsonschema.NewProperties()
	}
	if known.isStruct && len(known.fields) != from.Properties.Len() {
		return errors.New("the schema does not show exactly the fields that are decoded")
	}
	s.Properties = make(Properties, 0, from.Properties.Len())
	for pair := from.Properties.Oldest(); pair != nil; pair = pair.Next() {
		name := pair.Key
		its := field{names: []string{name}}
		if i := slices.IndexFunc(known.fields, func(f field) bool { return f.names[0] == name }); i >= 0 {
			its = known.fields[i]
		} else if known.isStruct || !LegalName(name) {
			return under(name, fmt.Errorf("a name is %s, and encoding/json decodes it", NameRule))
		}
		property, err := r.convert(pair.Value, its.shape)
		// v0.13 of the reflector does not know that omitzero makes a field optional.
		required := slices.Contains(from.Required, name) && !its.omitZero
		if err == nil {
			err = property.accept(its.tags, required)
		}
		if err != nil {
			return under(name, err)
		}
		if required {
			s.Required = append(s.Required, name)
		}
		_, hidden := its.tags.lookup("hidden")
		s.Properties = append(s.Properties, Property{name, hidden, its.names, property})
	}
	return nil
}

// accept takes over what tags say about decoding alone.
func (s *Schema) accept(tags tags, required bool) error {
	hidden, isHidden := tags.lookup("hidden")
	also, hasAlso := tags.lookup("also")
	holds, _ := tags.lookup("holds")
	_, s.OmitsBlank = tags.lookup("blank")
	choices := s
	s.IsJSON = holds == "json"
	if s.Items != nil {
		choices = s.Items
		split, _ := tags.lookup("split")
		_, s.Pairs = tags.lookup("pairs")
		s.Splits, s.Whole = split == "," || s.Items.Enum != nil, split == "never"
	}
	switch {
	case isHidden && hidden != "true":
		return fmt.Errorf(`the tag hidden is "true" or left out, not %q`, hidden)
	case isHidden && required:
		return errors.New("a hidden argument cannot be required")
	case s.OmitsBlank && required:
		return errors.New("a required argument cannot be left out by a blank")
	case hasAlso && choices.Enum == nil:
		return errors.New("the tag also goes with an enum of strings")
	case s.Default != nil && required:
		return errors.New("a required argument has no default: add omitzero to its json tag")
	case hasAlso:
		choices.Also = strings.Split(also, ",")
	}
	return nil
}

// convertValues checks the limits and takes over the enum and the default.
func (s *Schema) convertValues(from *jsonschema.Schema) error {
	low, hasLow := parseNumber(string(s.Minimum))
	high, hasHigh := parseNumber(string(s.Maximum))
	switch {
	case s.Minimum != "" && !hasLow, s.Maximum != "" && !hasHigh:
		return errors.New("minimum and maximum are numbers")
	case hasLow && hasHigh && low > high:
		return errors.New("minimum is over maximum")
	case over(s.MinLength, s.MaxLength) || over(s.MinItems, s.MaxItems):
		return errors.New("the least is over the most")
	case from.Enum != nil && s.Type != "string":
		return errEnum
	}
	if len(from.Enum) > 0 {
		s.Enum = make([]string, 0, len(from.Enum))
	}
	for _, choice := range from.Enum {
		literal, isText := choice.(string)
		switch {
		case !isText:
			return fmt.Errorf("enum: %v is no string", choice)
		case slices.Contains(s.Enum, literal):
			return fmt.Errorf("enum has %q twice", literal)
		}
		s.Enum = append(s.Enum, literal)
	}
	return s.convertDefault(from.Default)
}

// convertDefault takes over the default, if there is one.
func (s *Schema) convertDefault(value any) error {
	if value == nil {
		return nil
	}
	raw, err := text.Marshal(value)
	if err != nil {
		return err
	}
	v, err := text.Parse(raw, text.MaxDepth)
	if err != nil {
		return err
	}
	canonical, fits := s.constant(v)
	if !fits {
		return fmt.Errorf("default: %s is not %s", raw, s.Wanted())
	}
	s.Default = canonical
	return nil
}

func over(least, most *uint64) bool { return least != nil && most != nil && *least > *most }
