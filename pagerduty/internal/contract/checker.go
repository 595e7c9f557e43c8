package contract

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// Checker is an [http.Handler] that checks every request, and every answer of the next handler, against the contract. It is safe
// for concurrent use.
type Checker struct {
	contract *contract
	report   func(error)
	next     http.Handler

	mu      sync.Mutex
	checked map[string]int
}

// New returns a check in front of next. It reports each violation of the contract, as a *[Violation], before the client receives
// its answer. Requests and answers always pass unchanged. report may be called by several goroutines at once. New panics if
// contract.json is invalid.
//
//	checker := contract.New(func(err error) { t.Error(err) }, simulator.New())
//	server := httptest.NewServer(checker)
func New(report func(error), next http.Handler) *Checker {
	return &Checker{contract: mustLoad(), report: report, next: next, checked: make(map[string]int)}
}

// Checked returns the number of requests that succeeded, by operationId.
func (c *Checker) Checked() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.checked)
}

// ServeHTTP checks the request, calls the next handler and checks its answer.
func (c *Checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "reading the request body: "+err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	e := c.newExchange(r, body)
	answer := newRecorder(w)
	defer func() { // also if next panics, to break off its answer
		e.report(answer.status())
		answer.send()
	}()
	c.next.ServeHTTP(answer, r)
	answer.complete = true
	e.checkAnswer(answer)
}

// exchange is one request and the answer to it.
type exchange struct {
	checker    *Checker
	request    *http.Request
	route      *routers.Route // nil for an unknown operation
	violations []*Violation
}

func (c *Checker) newExchange(r *http.Request, body []byte) *exchange {
	e := &exchange{checker: c, request: r}
	route, pathParameters, err := c.contract.router.FindRoute(r)
	if err != nil {
		e.violations = append(e.violations, e.violation(finding{problem: unknownOperation(err)}))
		return e
	}
	e.route = route
	for _, one := range checkRequest(route, pathParameters, r, body) {
		e.violations = append(e.violations, e.violation(one))
	}
	return e
}

func (e *exchange) checkAnswer(answer *recorder) {
	if e.route == nil || answer.hijacked {
		return
	}
	for _, one := range checkAnswer(e.answerOperation(), e.request, answer) {
		v := e.violation(one)
		v.InAnswer = true
		e.violations = append(e.violations, v)
	}
	if answer.status() < http.StatusMultipleChoices {
		e.checker.count(e.route.Operation.OperationID)
	}
}

// answerOperation returns the operation in the document for this answer.
func (e *exchange) answerOperation() *openapi3.Operation {
	doc := e.checker.contract.answers
	if e.request.URL.Query().Has("include[]") {
		doc = must(e.checker.contract.expandedAnswers())
	}
	return doc.Paths.Value(e.route.Path).GetOperation(e.route.Method)
}

func (e *exchange) violation(one finding) *Violation {
	v := &Violation{Method: e.request.Method, Path: e.request.URL.Path, Location: one.location, Problem: one.problem}
	if e.route != nil {
		v.Operation = e.route.Operation.OperationID
	}
	return v
}

func (e *exchange) report(status int) {
	for _, v := range e.violations {
		v.Status = status
		e.checker.report(v)
	}
}

func (c *Checker) count(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checked[operation]++
}

func unknownOperation(err error) string {
	what := "contract.json has no such path"
	if errors.Is(err, routers.ErrMethodNotAllowed) {
		what = "contract.json has no such method on this path"
	}
	return what + "; if PagerDuty has this operation, add its operationId to pagerduty/internal/contract/operations.txt " +
		"and run: go run ./pagerduty/internal/contract/cut -from PATH_OF_FULL_CONTRACT"
}
