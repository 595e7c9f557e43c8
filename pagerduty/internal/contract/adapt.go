package contract

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const schemaPrefix = "#/components/schemas/"

// formatTimes sets the format date-time on strings whose name ends in _at. The contract often omits it.
func formatTimes(_ *openapi3.T, schemas []*openapi3.Schema) error {
	err := errors.New("every time has its format")
	for _, s := range schemas {
		for name, property := range s.Properties {
			if strings.HasSuffix(name, "_at") && property.Value.Type.Is(openapi3.TypeString) && property.Value.Format == "" {
				property.Value.Format, err = "date-time", nil
			}
		}
	}
	return err
}

// mapTypes lets the type member decide which branch of a oneOf applies, wherever the branches have different types. Elsewhere any
// branch will do: many branches overlap, so that a legal value has several (a Channel has nearly all), which a oneOf refuses.
func mapTypes(_ *openapi3.T, schemas []*openapi3.Schema) error {
	for _, s := range schemas {
		if len(s.OneOf) == 0 || s.Discriminator != nil {
			continue
		}
		if mapping := typesOfBranches(s.OneOf); mapping != nil {
			s.Discriminator = &openapi3.Discriminator{PropertyName: "type", Mapping: mapping}
		} else {
			s.AnyOf, s.OneOf = s.OneOf, nil
		}
	}
	return nil
}

// typesOfBranches maps each value of the type member to the branch that allows it. It returns nil if several branches allow a
// value, or a branch allows any.
func typesOfBranches(branches openapi3.SchemaRefs) map[string]openapi3.MappingRef {
	mapping := make(map[string]openapi3.MappingRef)
	for _, branch := range branches {
		types := typesOf(branch.Value)
		if branch.Ref == "" || len(types) == 0 {
			return nil
		}
		for _, name := range types {
			if _, taken := mapping[name]; taken {
				return nil
			}
			mapping[name] = openapi3.MappingRef{Ref: branch.Ref}
		}
	}
	return mapping
}

// typesOf returns the values that the type member of an object may have; none means any.
func typesOf(s *openapi3.Schema) []string {
	property, _ := shape{parts: flatten(s)}.member("type")
	var types []string
	for _, value := range enumOf(property) {
		if name, ok := value.(string); ok {
			types = append(types, name)
		}
	}
	return types
}

// enumOf returns the values that every enumeration among the parts of a schema allows; none if there is no enumeration.
func enumOf(parts []*openapi3.Schema) []any {
	var values []any
	for _, part := range parts {
		switch {
		case len(part.Enum) == 0:
		case values == nil:
			values = slices.Clone(part.Enum)
		default:
			values = slices.DeleteFunc(values, func(value any) bool { return !slices.Contains(part.Enum, value) })
		}
	}
	return values
}

// expandReferences allows a full object wherever the contract has a reference, as include[] requests. A full object without a
// schema in contract.json may have any members beside its type.
func expandReferences(doc *openapi3.T, schemas []*openapi3.Schema) error {
	var references []string
	for name, component := range doc.Components.Schemas {
		if slices.ContainsFunc(component.Value.AllOf, func(part *openapi3.SchemaRef) bool { return part.Ref == schemaPrefix+"Reference" }) {
			references = append(references, name)
		}
	}
	if len(references) == 0 {
		return errors.New("no schema is based on Reference")
	}
	for _, name := range references {
		reference := doc.Components.Schemas[name].Value
		*reference = referenceOrFull(doc, schemaPrefix+name, *reference) // in place, for every use of the schema
	}
	for _, s := range schemas {
		mapFullTypes(s.Discriminator, references)
	}
	return nil
}

// mapFullTypes maps the type of a full object to where the type of its reference leads, in a choice among references.
func mapFullTypes(d *openapi3.Discriminator, references []string) {
	if d == nil {
		return
	}
	for typeName, named := range maps.Clone(d.Mapping) {
		full, isReference := strings.CutSuffix(typeName, "_reference")
		if _, taken := d.Mapping[full]; isReference && !taken && slices.Contains(references, strings.TrimPrefix(named.Ref, schemaPrefix)) {
			d.Mapping[full] = named
		}
	}
}

func referenceOrFull(doc *openapi3.T, ref string, reference openapi3.Schema) openapi3.Schema {
	branches := openapi3.SchemaRefs{{Ref: ref, Value: &reference}}
	types := typesOf(&reference)
	if len(types) == 0 {
		return openapi3.Schema{AnyOf: append(branches, openapi3.NewObjectSchema().NewRef())}
	}
	mapping := make(map[string]openapi3.MappingRef)
	for _, typeName := range types {
		mapping[typeName] = openapi3.MappingRef{Ref: ref}
		if full, isReference := strings.CutSuffix(typeName, "_reference"); isReference {
			branch := fullObject(doc, full)
			branches = append(branches, branch)
			mapping[full] = openapi3.MappingRef{Ref: branch.Ref}
		}
	}
	return openapi3.Schema{OneOf: branches, Discriminator: &openapi3.Discriminator{PropertyName: "type", Mapping: mapping}}
}

// fullObject returns the schema of the full object with this type: EscalationPolicy for escalation_policy.
func fullObject(doc *openapi3.T, typeName string) *openapi3.SchemaRef {
	var name strings.Builder
	for word := range strings.SplitSeq(typeName, "_") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	ref := &openapi3.SchemaRef{Ref: schemaPrefix + name.String(), Value: openapi3.NewObjectSchema()}
	if component := doc.Components.Schemas[name.String()]; component != nil {
		ref.Value = component.Value
	}
	return ref
}
