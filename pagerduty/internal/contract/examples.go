package contract

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Examples returns answers to a request that together have every property of its operation's answer in the contract. Each value
// has its property's type and format, is not zero and differs from the others; enumerated values repeat. There are as many
// answers as needed for every branch of a oneOf or anyOf, and none for an operation without an answer. They are the same in every
// run.
func Examples(r *http.Request) ([]any, error) {
	c := mustLoad()
	route, _, err := c.router.FindRoute(r)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %s", r.Method, r.URL.Path, unknownOperation(err))
	}
	return examplesOf(successOf(c.answers.Paths.Value(route.Path).GetOperation(route.Method))), nil
}

// successOf returns the schema of an operation's successful answer; nil if it has none.
func successOf(operation *openapi3.Operation) *openapi3.Schema {
	if media := documentedSuccess(operation, http.StatusOK).Content.Get("application/json"); media != nil {
		return media.Schema.Value
	}
	return nil
}

func examplesOf(s *openapi3.Schema) []any {
	var examples []any
	m := exampleMaker{taken: make(map[*openapi3.Schema]int)}
	for s != nil && m.lacksBranches() {
		examples = append(examples, m.value([]*openapi3.Schema{s}))
	}
	return examples
}

// exampleMaker makes values of schemas. It takes the branches of each oneOf and anyOf in turn.
type exampleMaker struct {
	count int                      // values made, to make each different
	taken map[*openapi3.Schema]int // branches taken, by the schema with the oneOf or anyOf
	open  []*openapi3.Schema       // schemas around the current value
}

// lacksBranches reports whether some branch was not taken.
func (m *exampleMaker) lacksBranches() bool {
	for s, taken := range m.taken {
		if taken < len(branchesOf(s)) {
			return true
		}
	}
	return m.count == 0
}

// value makes a value that fits all schemas; nil for a schema inside itself.
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

// parts returns the schemas, the parts of their allOf and the next branch of their oneOf or anyOf.
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
	var names []string
	for _, part := range s.parts {
		names = slices.AppendSeq(names, maps.Keys(part.Properties))
	}
	slices.Sort(names)
	object := make(map[string]any)
	for _, name := range slices.Compact(names) {
		schemas, _ := s.member(name)
		if value := m.value(schemas); value != nil {
			object[name] = value
		}
	}
	return object
}

func (m *exampleMaker) leaf(parts []*openapi3.Schema) any {
	m.count++
	isZero := func(value any) bool { return value == nil || value == "" || value == float64(0) }
	if values := slices.DeleteFunc(enumOf(parts), isZero); len(values) > 0 {
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

// integer returns a number within the bounds of a schema.
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
