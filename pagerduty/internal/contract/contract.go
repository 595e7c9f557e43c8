// Package contract holds requests to PagerDuty, and the answers, to PagerDuty's API contract.
// It is used by tests only: [New] wraps the server of a test, such as the simulator.
//
// contract.json is the part of the contract that the project uses: the operations listed in
// operations.txt, cut out by the program in cut. What the contract itself gets wrong is put
// right in amendments.go and amendments_left_out.go, and nowhere else.
package contract

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

//go:embed contract.json
var contractJSON []byte

// contract is the contract as requests and answers are held to it. The schemas that both share
// do not mean the same for both, so each has a document of its own.
type contract struct {
	router          routers.Router // finds the operation, in the document for requests
	answers         *openapi3.T
	expandedAnswers *openapi3.T // answers to requests that asked to include[] full objects
}

// load reads the contract once for all checks of a test program.
var load = sync.OnceValues(loadContract)

func loadContract() (*contract, error) {
	var c contract
	var loading sync.WaitGroup
	var errs [3]error
	loading.Go(func() { c.router, errs[0] = newRouter() })
	loading.Go(func() { c.answers, errs[1] = document(amendAnswers) })
	loading.Go(func() { c.expandedAnswers, errs[2] = document(amendAnswers, expandReferences) })
	loading.Wait()
	return &c, errors.Join(errs[:]...)
}

func newRouter() (routers.Router, error) {
	requests, err := document(amendRequests)
	if err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(requests)
}

// document reads contract.json and amends what was read.
func document(amendments ...func(*openapi3.T) error) (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(contractJSON)
	if err != nil {
		return nil, fmt.Errorf("contract.json: %w", err)
	}
	doc.Servers = nil // a test serves the API under an address of its own
	for _, amend := range amendments {
		if err := amend(doc); err != nil {
			return nil, fmt.Errorf("amending contract.json: %w", err)
		}
	}
	return doc, nil
}

// Operations returns the operationIds that the contract part holds, sorted. It panics when
// contract.json cannot be used.
func Operations() []string {
	var ids []string
	for _, item := range mustLoad().answers.Paths.Map() {
		for operation := range maps.Values(item.Operations()) {
			ids = append(ids, operation.OperationID)
		}
	}
	slices.Sort(ids)
	return ids
}

func mustLoad() *contract {
	c, err := load()
	if err != nil {
		panic(err)
	}
	return c
}
