package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkAnswer holds an answer to the operation: its status, its content type and its body.
func checkAnswer(operation *openapi3.Operation, method string, answer *recorder) []finding {
	switch status := answer.code(); {
	case status >= 200 && status < 300:
		return checkSuccess(operation, method, answer)
	case status >= 400:
		return checkRefusal(answer)
	default:
		return []finding{{"status", "the contract has no answer of this kind"}}
	}
}

func checkSuccess(operation *openapi3.Operation, method string, answer *recorder) []finding {
	response := documentedSuccess(operation, answer.code())
	if response == nil {
		return []finding{{"status", "the contract documents no success of this operation"}}
	}
	if len(response.Content) == 0 {
		return nil // the contract does not say what such a body holds
	}
	if answer.code() == http.StatusNoContent && method != http.MethodGet && answer.body.Len() == 0 {
		return nil
	}
	return checkBody(response.Content.Get("application/json").Schema.Value, answer)
}

// documentedSuccess returns what the contract says about a status, or about the success that it
// has instead: which 2xx it documents is known to be unreliable.
func documentedSuccess(operation *openapi3.Operation, status int) *openapi3.Response {
	for _, code := range append([]int{status}, successes()...) {
		if response := operation.Responses.Status(code); response != nil {
			return response.Value
		}
	}
	return nil
}

func successes() []int {
	return []int{http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent}
}

// checkRefusal holds an answer of 400 and above to the error shape that all operations share.
func checkRefusal(answer *recorder) []finding {
	if answer.code() == http.StatusTooManyRequests && answer.body.Len() == 0 {
		return nil // PagerDuty documents that a rate limit may come without a body
	}
	return checkBody(errorShape(), answer)
}

// errorShape is {"error":{"message","code","errors"}}, as PagerDuty documents its errors.
func errorShape() *openapi3.Schema {
	text := openapi3.NewStringSchema()
	details := openapi3.NewObjectSchema().
		WithProperty("message", text).
		WithProperty("code", openapi3.NewIntegerSchema()).
		WithProperty("errors", openapi3.NewArraySchema().WithItems(text)).
		WithRequired([]string{"message"})
	return openapi3.NewObjectSchema().WithProperty("error", details).WithRequired([]string{"error"})
}

func checkBody(schema *openapi3.Schema, answer *recorder) []finding {
	contentType := answer.Header().Get("Content-Type")
	if mediaType, _, err := mime.ParseMediaType(contentType); err != nil || mediaType != "application/json" {
		return []finding{{"header Content-Type", fmt.Sprintf("must be application/json, got %q", contentType)}}
	}
	var value any
	if err := json.Unmarshal(answer.body.Bytes(), &value); err != nil {
		return []finding{{"body", fmt.Sprintf("is not JSON: %v, in %q", err, beginning(answer.body.Bytes()))}}
	}
	members := memberCheck{options: answerOptions(), dropNulls: true}
	unknown := members.unknownMembers(value, schema) // before the validation: it takes out nulls
	if err := schema.VisitJSON(value, answerOptions()...); err != nil {
		return slices.Concat(findings(err), unknown)
	}
	return unknown
}

// answerOptions leaves out VisitAsResponse, which copies the body at every oneOf to protect
// it from defaults that are not filled in here.
func answerOptions() []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{openapi3.MultiErrors(), formats()}
}

func beginning(body []byte) []byte {
	return bytes.TrimSpace(body[:min(len(body), 80)])
}
