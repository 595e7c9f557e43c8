package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Violation is one violation of the contract, by a request or by its answer.
type Violation struct {
	Operation string // the operationId; empty for an operation that is not in contract.json
	Method    string
	Path      string
	InAnswer  bool   // the answer violates the contract, not the request
	Status    int    // of the answer, which may refuse this request
	Location  string // "query parameter limit", "header From" or "body at /incident/status"
	Problem   string
}

// Error returns the operation, the location and the problem as one line.
func (v *Violation) Error() string {
	side := "request"
	if v.InAnswer {
		side = fmt.Sprintf("answer %d", v.Status)
	}
	var b strings.Builder
	if v.Operation != "" {
		b.WriteString(v.Operation + ": ")
	}
	fmt.Fprintf(&b, "%s %s: %s", v.Method, v.Path, side)
	if v.Location != "" {
		b.WriteString(", " + v.Location)
	}
	return b.String() + ": " + v.Problem
}

// finding is a violation, before its exchange is known.
type finding struct {
	location string
	problem  string
}

// bodyLocation returns the location of a value in a body, as a JSON pointer.
func bodyLocation(path []string) string {
	if len(path) == 0 {
		return "body"
	}
	var b strings.Builder
	for _, name := range path {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
	}
	return "body at " + b.String()
}

// findings splits an error of the validator into the values that are wrong.
func findings(err error) []finding {
	return appendFindings(nil, "body", err)
}

func appendFindings(found []finding, location string, err error) []finding {
	switch err := err.(type) {
	case openapi3.MultiError:
		for _, one := range err {
			found = appendFindings(found, location, one)
		}
		return found
	case *openapi3filter.RequestError:
		return appendRequestFindings(found, location, err)
	case *openapi3.SchemaError:
		return appendSchemaFindings(found, location, err)
	}
	return append(found, finding{location, err.Error()})
}

func appendRequestFindings(found []finding, location string, err *openapi3filter.RequestError) []finding {
	if parameter := err.Parameter; parameter != nil {
		location = parameter.In + " parameter " + parameter.Name
		if parameter.In == openapi3.ParameterInHeader {
			location = "header " + parameter.Name
		}
	}
	if err.Err == nil {
		return append(found, finding{location, err.Reason})
	}
	return appendFindings(found, location, err.Err)
}

func appendSchemaFindings(found []finding, location string, err *openapi3.SchemaError) []finding {
	if parts := partErrors(err); len(parts) == 1 || err.SchemaField == "allOf" {
		return appendFindings(found, location, parts) // more exact
	}
	if strings.HasPrefix(location, "body") {
		location = bodyLocation(err.JSONPointer())
	}
	problem := err.Reason
	switch err.SchemaField {
	case "anyOf":
		problem = misfits(err.Schema.AnyOf, err.Value)
	case "oneOf":
		if !errors.Is(err, openapi3.ErrOneOfConflict) {
			problem = misfits(err.Schema.OneOf, err.Value)
		}
	}
	if value, ok := scalar(err.Value); ok {
		problem += ", got " + value
	}
	return append(found, finding{location, problem})
}

// partErrors returns the errors of the parts of an allOf, or of the branches of a oneOf.
func partErrors(err *openapi3.SchemaError) openapi3.MultiError {
	var parts openapi3.MultiError
	if err.SchemaField == "allOf" || err.SchemaField == "oneOf" {
		errors.As(err.Origin, &parts)
	}
	return parts
}

// misfits describes why a value satisfies none of the branches.
func misfits(branches openapi3.SchemaRefs, value any) string {
	var reasons []string
	for _, branch := range branches {
		for _, one := range schemaFindings(branch.Value, value) {
			where := strings.TrimPrefix(strings.TrimPrefix(one.location, "body"), " at ")
			reasons = append(reasons, strings.TrimSpace(where+" "+one.problem))
		}
	}
	return "fits none of the schemas that the contract allows: " + strings.Join(reasons, "; or ")
}

// scalar returns a value as JSON, and reports whether it is short enough to show.
func scalar(value any) (string, bool) {
	switch value.(type) {
	case string, float64, bool, json.Number:
		text, err := json.Marshal(value)
		return string(text), err == nil && len(text) <= 80
	}
	return "", false
}
