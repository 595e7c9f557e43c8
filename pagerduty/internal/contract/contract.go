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
	expandedAnswers *openapi3.T // for requests with include[]
}

// load reads the contract once for all checks of a test program.
var load = sync.OnceValues(loadContract)

func loadContract() (*contract, error) {
	var c contract
	var loading sync.WaitGroup
	var errs [3]error
	loading.Go(func() { c.router, errs[0] = newRouter() })
	loading.Go(func() { c.answers, errs[1] = document(answerAmendments, formatTimes, mapTypes) })
	loading.Go(func() {
		c.expandedAnswers, errs[2] = document(answerAmendments, formatTimes, mapTypes, expandReferences)
	})
	loading.Wait()
	return &c, errors.Join(errs[:]...)
}

func newRouter() (routers.Router, error) {
	requests, err := document(requestAmendments)
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(requests)
}

// document returns contract.json, amended and then adapted.
func document(amendments []amendment, adaptations ...func(*openapi3.T) error) (*openapi3.T, error) {
	var contract map[string]any
	if err := json.Unmarshal(contractJSON, &contract); err != nil {
		return nil, fmt.Errorf("contract.json: %w", err)
	}
	for _, a := range amendments {
		if err := a.apply(contract); err != nil {
			return nil, fmt.Errorf("amending contract.json: %w", err)
		}
	}
	text, err := json.Marshal(contract)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("contract.json: %w", err)
	}
	doc.Servers = nil // a test serves the API at its own address
	for _, adapt := range adaptations {
		if err := adapt(doc); err != nil {
			return nil, fmt.Errorf("adapting contract.json: %w", err)
		}
	}
	return doc, nil
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

func mustLoad() *contract {
	c, err := load()
	if err != nil {
		panic(err)
	}
	return c
}
