package contract

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// memberCheck walks a body beside its schema and finds the members that the contract does not
// know. A validator lets these pass, and so does PagerDuty, which ignores them: a misspelt
// member would never be noticed.
type memberCheck struct {
	options []openapi3.SchemaValidationOption // to find out which of several shapes a value has
	// PagerDuty may answer null for any member that is not required, whatever the contract says.
	// With dropNulls these members are taken out of the body, as if they were absent.
	dropNulls bool
	found     []finding
}

// unknownMembers returns a finding for every member, at any depth, that the schema does not know.
func (c *memberCheck) unknownMembers(body any, s *openapi3.Schema) []finding {
	c.visit(body, []*openapi3.Schema{s}, nil)
	slices.SortFunc(c.found, func(a, b finding) int { return strings.Compare(a.location, b.location) })
	return c.found
}

func (c *memberCheck) visit(value any, schemas []*openapi3.Schema, path []string) {
	switch value := value.(type) {
	case map[string]any:
		c.visitObject(value, c.shapeOf(value, schemas), path)
	case []any:
		items := c.shapeOf(value, schemas).items()
		for i, item := range value {
			c.visit(item, items, append(path, strconv.Itoa(i)))
		}
	}
}

func (c *memberCheck) visitObject(object map[string]any, s shape, path []string) {
	if s.acceptsAnything() {
		return
	}
	for name, member := range object {
		schemas, known := s.member(name)
		switch {
		case !known:
			c.found = append(c.found, finding{bodyLocation(append(path, name)), "the contract knows no such member"})
		case member == nil && c.dropNulls && !s.requires(name):
			delete(object, name)
		default:
			c.visit(member, schemas, append(path, name))
		}
	}
}

// shape is what several schemas say together about one value.
type shape struct {
	parts []*openapi3.Schema
	open  bool // one of the shapes that the value may have, and has, is an object of any kind
}

// shapeOf resolves the schemas for one value: all parts of an allOf, and of a oneOf or an anyOf
// the branches that the value follows.
func (c *memberCheck) shapeOf(value any, schemas []*openapi3.Schema) shape {
	var s shape
	for _, schema := range schemas {
		for _, part := range flatten(schema) {
			s.parts = append(s.parts, part)
			for _, branch := range c.branches(value, part) {
				followed := c.shapeOf(value, []*openapi3.Schema{branch})
				s.parts = append(s.parts, followed.parts...)
				s.open = s.open || followed.open || isFreeForm(branch)
			}
		}
	}
	return s
}

// branches returns the alternatives of a schema that the value follows.
func (c *memberCheck) branches(value any, s *openapi3.Schema) []*openapi3.Schema {
	alternatives := slices.Concat(s.OneOf, s.AnyOf)
	if len(alternatives) == 0 {
		return nil
	}
	var follows func(*openapi3.SchemaRef) bool
	if d := s.Discriminator; d != nil && len(d.Mapping) > 0 {
		follows = isNamedBy(value, d)
	} else {
		follows = c.satisfiedBy(value)
	}
	var followed []*openapi3.Schema
	for _, branch := range alternatives {
		if follows(branch) {
			followed = append(followed, branch.Value)
		}
	}
	return followed
}

// isNamedBy tells the branch that the discriminator names for the value.
func isNamedBy(value any, d *openapi3.Discriminator) func(*openapi3.SchemaRef) bool {
	object, _ := value.(map[string]any)
	name, _ := object[d.PropertyName].(string)
	named := d.Mapping[name].Ref
	return func(branch *openapi3.SchemaRef) bool { return named != "" && branch.Ref == named }
}

// satisfiedBy tells the branches that the value is valid for.
func (c *memberCheck) satisfiedBy(value any) func(*openapi3.SchemaRef) bool {
	if c.dropNulls {
		value = withoutNulls(value)
	}
	return func(branch *openapi3.SchemaRef) bool { return branch.Value.VisitJSON(value, c.options...) == nil }
}

// acceptsAnything reports whether nothing is said about the members of the object.
func (s shape) acceptsAnything() bool {
	return s.open || !slices.ContainsFunc(s.parts, saysMembers)
}

// member returns the schemas for a member, and whether the contract knows it at all.
func (s shape) member(name string) (schemas []*openapi3.Schema, known bool) {
	for _, part := range s.parts {
		if property := part.Properties[name]; property != nil {
			schemas = append(schemas, property.Value)
		}
	}
	if len(schemas) > 0 {
		return schemas, true
	}
	for _, part := range s.parts {
		if additional := part.AdditionalProperties; additional.Schema != nil {
			return []*openapi3.Schema{additional.Schema.Value}, true
		} else if additional.Has != nil && *additional.Has {
			return nil, true
		}
	}
	return nil, false
}

func (s shape) requires(name string) bool {
	return slices.ContainsFunc(s.parts, func(part *openapi3.Schema) bool { return slices.Contains(part.Required, name) })
}

func (s shape) items() []*openapi3.Schema {
	var items []*openapi3.Schema
	for _, part := range s.parts {
		if part.Items != nil {
			items = append(items, part.Items.Value)
		}
	}
	return items
}

// flatten returns a schema and, in its place, all parts of its allOf.
func flatten(s *openapi3.Schema) []*openapi3.Schema {
	parts := []*openapi3.Schema{s}
	for _, part := range s.AllOf {
		parts = append(parts, flatten(part.Value)...)
	}
	return parts
}

func saysMembers(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || s.AdditionalProperties.Has != nil || s.AdditionalProperties.Schema != nil
}

// isFreeForm reports whether a branch is an object of any kind, and not just a condition on
// the members that the schema around it declares.
func isFreeForm(s *openapi3.Schema) bool {
	return s.IsEmpty() || s.Type.Is(openapi3.TypeObject) && len(s.AllOf)+len(s.OneOf)+len(s.AnyOf)+len(s.Required) == 0 && !saysMembers(s)
}

// withoutNulls copies a value and leaves out the members that are null.
func withoutNulls(value any) any {
	switch value := value.(type) {
	case map[string]any:
		kept := make(map[string]any, len(value))
		for name, member := range value {
			if member != nil {
				kept[name] = withoutNulls(member)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i, item := range value {
			kept[i] = withoutNulls(item)
		}
		return kept
	}
	return value
}
