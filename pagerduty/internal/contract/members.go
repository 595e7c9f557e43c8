package contract

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// memberCheck finds the members of a body that its schema does not have. A validator accepts these, and PagerDuty ignores them, so
// that a misspelt member would never be noticed.
type memberCheck struct {
	options []openapi3.SchemaValidationOption // to find the branches that a value satisfies
	// PagerDuty may answer null for any optional member, whatever the contract says. dropNulls removes these from the body.
	dropNulls bool
	found     []finding
}

// unknownMembers returns a finding for each unknown member, at any depth.
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
			c.found = append(c.found, finding{bodyLocation(append(path, name)), "the contract has no such member"})
		case member == nil && c.dropNulls && !s.requires(name):
			delete(object, name)
		default:
			c.visit(member, schemas, append(path, name))
		}
	}
}

// shape combines the schemas that apply to one value.
type shape struct {
	parts []*openapi3.Schema
	open  bool // a branch allows any object
}

// shapeOf resolves the schemas for one value: all parts of an allOf, and the branches of a oneOf or anyOf that the value satisfies.
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

// branches returns the branches of a oneOf or anyOf that the discriminator names or, without one, that the value satisfies.
func (c *memberCheck) branches(value any, s *openapi3.Schema) []*openapi3.Schema {
	all := branchesOf(s)
	satisfied := func(branch *openapi3.SchemaRef) bool { return branch.Value.VisitJSON(value, c.options...) == nil }
	if d := s.Discriminator; d != nil && len(d.Mapping) > 0 {
		object, _ := value.(map[string]any)
		name, _ := object[d.PropertyName].(string)
		satisfied = func(branch *openapi3.SchemaRef) bool { return branch.Ref != "" && branch.Ref == d.Mapping[name].Ref }
	} else if len(all) > 0 && c.dropNulls {
		value = withoutNulls(value)
	}
	var followed []*openapi3.Schema
	for _, branch := range all {
		if satisfied(branch) {
			followed = append(followed, branch.Value)
		}
	}
	return followed
}

func branchesOf(s *openapi3.Schema) openapi3.SchemaRefs { return slices.Concat(s.OneOf, s.AnyOf) }

// acceptsAnything reports whether the object may have any members.
func (s shape) acceptsAnything() bool {
	return s.open || !slices.ContainsFunc(s.parts, listsMembers)
}

// member returns the schemas for a member, and whether the contract has such a member.
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

// flatten returns a schema and all parts of its allOf.
func flatten(s *openapi3.Schema) []*openapi3.Schema {
	parts := []*openapi3.Schema{s}
	for _, part := range s.AllOf {
		parts = append(parts, flatten(part.Value)...)
	}
	return parts
}

// listsMembers reports whether a schema names the members of an object, or says what unnamed ones hold.
func listsMembers(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || s.AdditionalProperties.Has != nil || s.AdditionalProperties.Schema != nil
}

// isFreeForm reports whether a branch allows any object, rather than only requiring members of the schema around it.
func isFreeForm(s *openapi3.Schema) bool {
	return s.IsEmpty() || s.Type.Is(openapi3.TypeObject) && len(s.AllOf)+len(s.OneOf)+len(s.AnyOf)+len(s.Required) == 0 && !listsMembers(s)
}

// withoutNulls returns a copy of a value without the members that are null.
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
