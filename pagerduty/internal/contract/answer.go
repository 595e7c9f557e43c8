package contract

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkAnswer checks the status, the content type and the body of an answer.
func checkAnswer(operation *openapi3.Operation, r *http.Request, answer *recorder) []finding {
	switch status := answer.status(); {
	case status >= 200 && status < 300:
		return checkSuccess(operation, r, answer)
	case status >= 400:
		return checkRefusal(operation, answer)
	default:
		return []finding{{"status", "the contract has no answer of this kind"}}
	}
}

func checkSuccess(operation *openapi3.Operation, r *http.Request, answer *recorder) []finding {
	response := documentedSuccess(operation, answer.status())
	if response == nil {
		return []finding{{"status", "the contract has no success of this operation"}}
	}
	if len(response.Content) == 0 {
		return nil // the contract leaves such a body open
	}
	if answer.status() == http.StatusNoContent && r.Method != http.MethodGet && answer.Body.Len() == 0 {
		return nil
	}
	schema := response.Content.Get("application/json").Schema.Value
	anywhere := bytes.ReplaceAll(answer.Body.Bytes(), []byte("//"+r.Host+"/"), []byte("//localhost/"))
	same := sameAnswer{schema, answer.Header().Get("Content-Type"), sha256.Sum256(anywhere)}
	if _, ok := legalAnswers.Load(same); ok {
		return nil
	}
	found := checkBody(schema, answer)
	if len(found) == 0 {
		legalAnswers.Store(same, true)
	}
	return found
}

// legalAnswers holds the answers that keep the contract. Tests read the same objects again and again.
var legalAnswers sync.Map // by sameAnswer

// sameAnswer identifies an answer wherever it is served: self links have the address of the server.
type sameAnswer struct {
	schema      *openapi3.Schema
	contentType string
	body        [sha256.Size]byte
}

// documentedSuccess returns the response with this status, or else with another success: the contract often has the wrong 2xx.
func documentedSuccess(operation *openapi3.Operation, status int) *openapi3.Response {
	for _, code := range []int{status, http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent} {
		if response := operation.Responses.Status(code); response != nil {
			return response.Value
		}
	}
	return nil
}

// checkRefusal checks an answer of 400 and above against the error shape of its operation.
func checkRefusal(operation *openapi3.Operation, answer *recorder) []finding {
	if answer.status() == http.StatusTooManyRequests && answer.Body.Len() == 0 {
		return nil // PagerDuty documents rate limits without a body
	}
	return checkBody(errorShape(errorList(operation, answer.status())), answer)
}

// errorList returns the schema of the list of what is wrong: texts or, in some errors of shift-based schedules, an object with the texts
// for each field. It is either of them if the contract has no such answer.
func errorList(operation *openapi3.Operation, status int) *openapi3.Schema {
	texts := openapi3.NewArraySchema().WithItems(openapi3.NewStringSchema())
	byField := openapi3.NewObjectSchema().WithAdditionalProperties(texts)
	response := operation.Responses.Status(status)
	if response == nil {
		return openapi3.NewOneOfSchema(texts, byField)
	}
	if media := response.Value.Content.Get("application/json"); media != nil {
		if documented := media.Schema.Value.Properties["error"]; documented != nil {
			if list := documented.Value.Properties["errors"]; list != nil && list.Value.Type.Is(openapi3.TypeObject) {
				return byField
			}
		}
	}
	return texts
}

// errorShape returns the schema of PagerDuty's errors: {"error":{"message","code","errors"}}. The error of a token without a scope names it.
func errorShape(errors *openapi3.Schema) *openapi3.Schema {
	text := openapi3.NewStringSchema()
	details := openapi3.NewObjectSchema().
		WithProperty("message", text).
		WithProperty("code", openapi3.NewIntegerSchema()).
		WithProperty("errors", errors).
		WithProperty("required_scopes", text).
		WithRequired([]string{"message"})
	return openapi3.NewObjectSchema().WithProperty("error", details).WithRequired([]string{"error"})
}

func checkBody(schema *openapi3.Schema, answer *recorder) []finding {
	contentType := answer.Header().Get("Content-Type")
	if mediaType, _, err := mime.ParseMediaType(contentType); err != nil || mediaType != "application/json" {
		return []finding{{"header Content-Type", fmt.Sprintf("must be application/json, got %q", contentType)}}
	}
	var value any
	if err := json.Unmarshal(answer.Body.Bytes(), &value); err != nil {
		return []finding{{"body", fmt.Sprintf("is not JSON: %v, in %q", err, beginning(answer.Body.Bytes()))}}
	}
	members := memberCheck{options: answerOptions(), dropNulls: true}
	unknown := members.unknownMembers(value, schema) // removes nulls, so it precedes the validation
	if schema.VisitJSON(value, answerOptions()...) == nil {
		return unknown
	}
	return slices.Concat(schemaFindings(schema, value), unknown)
}

// schemaFindings describes what is wrong with an answer, which takes far longer than finding that something is.
func schemaFindings(schema *openapi3.Schema, value any) []finding {
	return findings(schema.VisitJSON(value, openapi3.MultiErrors(), formats))
}

// answerOptions stops at the first error: without FailFast, the validator also describes why a value fits no other branch of a oneOf.
// It omits VisitAsResponse, which copies the body at every oneOf.
func answerOptions() []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{openapi3.FailFast(), formats}
}

func beginning(body []byte) []byte {
	return bytes.TrimSpace(body[:min(len(body), 80)])
}
