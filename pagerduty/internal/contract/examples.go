package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Examples returns answers to a request that show everything with which its operation can answer it: every property that
// the contract knows, with a value of its type and format that is not zero and occurs only once. There are as many answers as
// it takes to show each branch of each choice, none for an operation without an answer, and the same in every run.
func Examples(r *http.Request) ([]any, error) {
	c := mustLoad()
	route, _, err := c.router.FindRoute(r)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %s", r.Method, r.URL.Path, unknownOperation(err))
	}
	return examplesOf(successOf(c.answers.Paths.Value(route.Path).GetOperation(route.Method))), nil
}

// successOf returns what an operation answers with success; nil for nothing.
func successOf(operation *openapi3.Operation) *openapi3.Schema {
	answers := operation.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(answers)) {
		media := answers[status].Value.Content.Get("application/json")
		if strings.HasPrefix(status, "2") && media != nil {
			return media.Schema.Value
		}
	}
	return nil
}

func examplesOf(s *openapi3.Schema) []any {
	if s == nil {
		return nil
	}
	var examples []any
	m := exampleMaker{taken: make(map[*openapi3.Schema]int)}
	for m.lacksBranches() {
		examples = append(examples, m.value([]*openapi3.Schema{s}))
	}
	return examples
}

// exampleMaker makes values of schemas. At each choice it takes the branches in turn.
type exampleMaker struct {
	count int                      // of the values so far, so that each is another
	taken map[*openapi3.Schema]int // how often a choice was made
	open  []*openapi3.Schema       // what the value belongs to, from the outermost
}

func (m *exampleMaker) lacksBranches() bool {
	for choice, times := range m.taken {
		if times < len(branchesOf(choice)) {
			return true
		}
	}
	return m.count == 0
}

func branchesOf(s *openapi3.Schema) openapi3.SchemaRefs { return slices.Concat(s.OneOf, s.AnyOf) }

// value makes a value that several schemas describe together; nil where it would hold itself.
func (m *exampleMaker) value(schemas []*openapi3.Schema) any {
	for _, s := range schemas {
		if slices.Contains(m.open, s) {
			return nil
		}
	}
	m.open = append(m.open, schemas...)
	defer func() { m.open = m.open[:len(m.open)-len(schemas)] }()

	s := shape{parts: m.parts(schemas)}
	switch items := s.items(); {
	case slices.ContainsFunc(s.parts, func(part *openapi3.Schema) bool { return len(part.Properties) > 0 }):
		return m.object(s)
	case len(items) > 0:
		if item := m.value(items); item != nil {
			return []any{item}
		}
		return []any{}
	}
	return m.leaf(s.parts)
}

// parts returns schemas with all parts of their allOf and the branch whose turn it is.
func (m *exampleMaker) parts(schemas []*openapi3.Schema) []*openapi3.Schema {
	var parts []*openapi3.Schema
	for _, s := range schemas {
		for _, part := range flatten(s) {
			parts = append(parts, part)
			if branches := branchesOf(part); len(branches) > 0 {
				branch := branches[m.taken[part]%len(branches)].Value
				m.taken[part]++
				parts = append(parts, m.parts([]*openapi3.Schema{branch})...)
			}
		}
	}
	return parts
}

func (m *exampleMaker) object(s shape) any {
	names := make(map[string]bool)
	for _, part := range s.parts {
		for name := range part.Properties {
			names[name] = name != "" // a slip of the contract in Notification
		}
	}
	object := make(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		schemas, _ := s.member(name)
		if value := m.value(schemas); value != nil && names[name] {
			object[name] = value
		}
	}
	return object
}

func (m *exampleMaker) leaf(parts []*openapi3.Schema) any {
	m.count++
	if values := valuesOf(parts); len(values) > 0 {
		return values[m.count%len(values)]
	}
	for _, part := range parts {
		switch {
		case part.Type.Is(openapi3.TypeBoolean):
			return true
		case part.Type.Is(openapi3.TypeInteger):
			return m.integer(part)
		case part.Type.Is(openapi3.TypeNumber):
			return float64(m.count) + 0.5
		case part.Type.Is(openapi3.TypeObject):
			return map[string]any{"key": fmt.Sprint("value ", m.count)}
		case part.Format != "":
			return m.text(part.Format)
		}
	}
	return fmt.Sprint("text ", m.count)
}

// valuesOf returns the values that an enumeration allows, but for zero values; none if there is no enumeration.
func valuesOf(parts []*openapi3.Schema) []any {
	var values []any
	first := true
	for _, part := range parts {
		if len(part.Enum) == 0 {
			continue
		}
		allowed := func(value any) bool { return slices.Contains(part.Enum, value) }
		if first {
			values, first = slices.Clone(part.Enum), false
		}
		values = slices.DeleteFunc(values, func(value any) bool {
			return value == nil || value == "" || value == float64(0) || !allowed(value)
		})
	}
	return values
}

// integer keeps the bounds of a schema.
func (m *exampleMaker) integer(s *openapi3.Schema) int {
	least, most := 1, m.count
	if s.Min != nil {
		least = max(least, int(*s.Min))
	}
	if s.Max != nil {
		most = int(*s.Max)
	}
	if least <= m.count && m.count <= most {
		return m.count
	}
	return least + m.count%max(1, most-least+1)
}

func (m *exampleMaker) text(format string) string {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(m.count) * time.Minute)
	switch format {
	case "date-time":
		return at.Format(time.RFC3339)
	case "time", "partial-time":
		return at.Format(time.TimeOnly)
	case "email":
		return fmt.Sprintf("user%d@example.com", m.count)
	case "url", "uri":
		return fmt.Sprintf("https://example.com/%d", m.count)
	case "tzinfo", "activesupport-time-zone":
		return "Europe/Berlin"
	}
	return fmt.Sprint(format, " ", m.count)
}
