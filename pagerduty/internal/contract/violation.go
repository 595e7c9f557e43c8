package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// Violation is one breach of the contract, by a request or by the answer to it.
type Violation struct {
	Operation string // the operationId; empty when the contract part knows no such operation
	Method    string
	Path      string
	InAnswer  bool   // the answer breaks the contract, not the request
	Status    int    // the status of the answer, which may be a refusal of this very request
	Location  string // "query parameter limit", "header From" or "body at /incident/status"
	Problem   string
}

// Error says what breaks the contract, and where.
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

// finding is what is wrong and where, before it is known in which exchange.
type finding struct {
	location string
	problem  string
}

// bodyLocation names a place in a body by its JSON pointer.
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

// findings takes the errors of the validator apart, down to the single values that are wrong.
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
		return appendFindings(found, location, parts) // the parts say what is wrong, and where exactly
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

// misfits says for each shape that a value may have why it does not.
func misfits(branches openapi3.SchemaRefs, value any) string {
	var reasons []string
	for _, branch := range branches {
		for _, one := range findings(branch.Value.VisitJSON(value, answerOptions()...)) {
			where := strings.TrimPrefix(strings.TrimPrefix(one.location, "body"), " at ")
			reasons = append(reasons, strings.TrimSpace(where+" "+one.problem))
		}
	}
	return "no shape that the contract allows here fits: " + strings.Join(reasons, "; or ")
}

// scalar writes a value that is short enough to be told.
func scalar(value any) (string, bool) {
	switch value.(type) {
	case string, float64, bool, json.Number:
		text, err := json.Marshal(value)
		return string(text), err == nil && len(text) <= 80
	}
	return "", false
}
