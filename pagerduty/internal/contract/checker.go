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

// Checker is an [http.Handler] that holds every request, and every answer of the handler behind
// it, to the contract. It is safe for concurrent use.
type Checker struct {
	contract *contract
	report   func(error)
	next     http.Handler

	mu      sync.Mutex
	checked map[string]int
}

// New puts a check in front of next. Each breach of the contract is reported, as a *[Violation],
// before the client has its answer; requests and answers pass unchanged in any case. report may
// be called from several goroutines at once. New panics when contract.json cannot be used.
//
//	checker := contract.New(func(err error) { t.Error(err) }, simulator.New())
//	server := httptest.NewServer(checker)
func New(report func(error), next http.Handler) *Checker {
	return &Checker{contract: mustLoad(), report: report, next: next, checked: make(map[string]int)}
}

// Checked returns, for each operationId, how many requests were answered with success: those
// that really exercised the operation.
func (c *Checker) Checked() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.checked)
}

// ServeHTTP checks the request, lets next answer it and checks the answer.
func (c *Checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "the request's body cannot be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	e := c.newExchange(r, body)
	answer := &recorder{to: w}
	defer func() { // even when next panics, which is how a handler cuts its answer short
		e.report(answer.code())
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
	route      *routers.Route // nil when no operation was found
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
	for _, one := range checkAnswer(e.answerOperation(), e.request.Method, answer) {
		v := e.violation(one)
		v.InAnswer = true
		e.violations = append(e.violations, v)
	}
	if answer.code() < http.StatusMultipleChoices {
		e.checker.count(e.route.Operation.OperationID)
	}
}

// answerOperation finds the operation in the document that this answer is held to.
func (e *exchange) answerOperation() *openapi3.Operation {
	doc := e.checker.contract.answers
	if e.request.URL.Query().Has("include[]") {
		doc = e.checker.contract.expandedAnswers
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
	what := "the contract part has no such path"
	if errors.Is(err, routers.ErrMethodNotAllowed) {
		what = "the contract part has no such method on this path"
	}
	return what + "; if PagerDuty has this operation, add its operationId to pagerduty/internal/contract/operations.txt " +
		"and run: go run ./pagerduty/internal/contract/cut -from PATH_OF_FULL_CONTRACT"
}
