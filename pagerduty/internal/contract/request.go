package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// checkRequest checks the path, the query, the headers and the body of a request.
func checkRequest(route *routers.Route, pathParameters map[string]string, r *http.Request, body []byte) []finding {
	copied := r.Clone(r.Context()) // the validator reads the body and may change the request
	copied.Body, copied.GetBody = io.NopCloser(bytes.NewReader(body)), nil
	copied.ContentLength = int64(len(body))
	var found []finding
	if err := openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
		Request: copied, PathParams: pathParameters, Route: route, Options: &openapi3filter.Options{
			AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc, // the server checks the key
			ExcludeReadOnlyValidations:        true,                                  // references carry read-only members
			RejectWhenRequestBodyNotSpecified: true,
			SkipSettingDefaults:               true, // a default would hide a missing member
			MultiError:                        true,
			SchemaValidationOptions:           []openapi3.SchemaValidationOption{formats},
		},
	}); err != nil {
		found = findings(err)
	}
	return slices.Concat(found, checkQueryNames(route, r), checkRequestMembers(route.Operation, body))
}

// checkQueryNames finds unknown query parameters, which PagerDuty ignores, and repeated ones that take a single value.
func checkQueryNames(route *routers.Route, r *http.Request) []finding {
	query := r.URL.Query()
	var found []finding
	for _, name := range slices.Sorted(maps.Keys(query)) {
		location := "query parameter " + name
		parameter := route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name)
		if parameter == nil {
			parameter = route.PathItem.Parameters.GetByInAndName(openapi3.ParameterInQuery, name)
		}
		switch {
		case parameter == nil:
			found = append(found, finding{location, "the operation has no such parameter"})
		case len(query[name]) > 1 && !parameter.Schema.Value.Type.Is(openapi3.TypeArray):
			found = append(found, finding{location, fmt.Sprintf("takes one value, got %d", len(query[name]))})
		}
	}
	return found
}

func checkRequestMembers(operation *openapi3.Operation, body []byte) []finding {
	if operation.RequestBody == nil {
		return nil
	}
	media := operation.RequestBody.Value.Content.Get("application/json")
	var value any
	if media == nil || json.Unmarshal(body, &value) != nil {
		return nil // the validator reports it
	}
	members := memberCheck{options: []openapi3.SchemaValidationOption{
		openapi3.FailFast(), openapi3.VisitAsRequest(), openapi3.DisableReadOnlyValidation(), formats,
	}}
	return members.unknownMembers(value, media.Schema.Value)
}
