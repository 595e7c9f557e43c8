// Package contract checks requests to PagerDuty, and the answers, against PagerDuty's API contract. Only tests use it: [New] wraps
// the server of a test, such as the simulator.
//
// contract.json is the part of the contract that the project uses, cut from the whole by the command in cut. amendments.go
// corrects its mistakes.
package contract

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

//go:embed contract.json
var contractJSON []byte

// contract is the amended contract. Requests and answers share schemas but differ in what these mean, so each has a document.
type contract struct {
	router          routers.Router // finds the operation, in the document for requests
	answers         *openapi3.T
	expandedAnswers func() (*openapi3.T, error) // for requests with include[]; loaded when one comes
}

// load reads the contract once for all checks of a test program.
var load = sync.OnceValues(loadContract)

func loadContract() (*contract, error) {
	var c contract
	var loading sync.WaitGroup
	var errs [2]error
	loading.Go(func() { c.router, errs[0] = newRouter() })
	loading.Go(func() { errs[1] = c.loadAnswers() })
	loading.Wait()
	return &c, errors.Join(errs[:]...)
}

func newRouter() (routers.Router, error) {
	text, err := amended(requestAmendments, "responses")
	if err != nil {
		return nil, err
	}
	requests, err := document(text)
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(requests)
}

func (c *contract) loadAnswers() error {
	text, err := amended(answerAmendments, "parameters", "requestBody")
	if err != nil {
		return err
	}
	c.expandedAnswers = sync.OnceValues(func() (*openapi3.T, error) {
		return document(text, formatTimes, mapTypes, expandReferences)
	})
	c.answers, err = document(text, formatTimes, mapTypes)
	return err
}

// amended returns contract.json with the amendments, and without some members of its operations: most of the time goes into parsing.
func amended(amendments []amendment, without ...string) ([]byte, error) {
	contract, err := readContract()
	if err != nil {
		return nil, err
	}
	for _, a := range amendments {
		if err := a.apply(contract); err != nil {
			return nil, fmt.Errorf("amending contract.json: %w", err)
		}
	}
	paths, _ := contract["paths"].(map[string]any)
	for _, item := range paths {
		operations, _ := item.(map[string]any)
		for _, operation := range operations {
			if operation, ok := operation.(map[string]any); ok { // not the parameters of all operations of the path
				maps.DeleteFunc(operation, func(member string, _ any) bool { return slices.Contains(without, member) })
			}
		}
	}
	return json.Marshal(contract)
}

func readContract() (map[string]any, error) {
	var contract map[string]any
	if err := json.Unmarshal(contractJSON, &contract); err != nil {
		return nil, fmt.Errorf("contract.json: %w", err)
	}
	return contract, nil
}

// adaptation changes a document. It gets all schemas of the document, each once.
type adaptation func(doc *openapi3.T, schemas []*openapi3.Schema) error

// document parses an amended contract and adapts it.
func document(text []byte, adaptations ...adaptation) (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("contract.json: %w", err)
	}
	doc.Servers = nil // a test serves the API at its own address
	if len(adaptations) == 0 {
		return doc, nil
	}
	schemas, err := schemasOf(doc)
	if err != nil {
		return nil, fmt.Errorf("contract.json: %w", err)
	}
	for _, adapt := range adaptations {
		if err := adapt(doc, schemas); err != nil {
			return nil, fmt.Errorf("adapting contract.json: %w", err)
		}
	}
	return doc, nil
}

func schemasOf(doc *openapi3.T) ([]*openapi3.Schema, error) {
	var schemas []*openapi3.Schema
	seen := make(map[*openapi3.Schema]bool)
	err := doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		if !seen[ref.Value] {
			seen[ref.Value] = true
			schemas = append(schemas, ref.Value)
		}
		return nil
	})
	return schemas, err
}

// Operations returns the operationIds in contract.json, sorted. It panics if contract.json is invalid.
func Operations() []string {
	var ids []string
	for _, item := range mustLoad().answers.Paths.Map() {
		for _, operation := range item.Operations() {
			ids = append(ids, operation.OperationID)
		}
	}
	slices.Sort(ids)
	return ids
}

// Scope returns the OAuth scope that the operation of a request needs; "" if it needs none. It panics if contract.json is invalid.
func Scope(r *http.Request) (string, error) {
	route, _, err := mustLoad().router.FindRoute(r)
	if err != nil {
		return "", fmt.Errorf("%s %s: %s", r.Method, r.URL.Path, unknownOperation(err))
	}
	scope, _ := route.Operation.Extensions["x-scope"].(string)
	return scope, nil
}

func mustLoad() *contract { return must(load()) }

func must[T any](loaded T, err error) T {
	if err != nil {
		panic(err)
	}
	return loaded
}
