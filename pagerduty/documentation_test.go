package pagerduty_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// operation is an operation of PagerDuty's contract.
type operation struct{ id, method, path string }

// line returns the line that documents the operation in the comment of a method.
func (o operation) line() string { return "Operation " + o.id + ": " + o.method + " " + o.path + "." }

// matches reports whether a request has the method and the path of this operation.
func (o operation) matches(request sentRequest) bool {
	path, _, _ := strings.Cut(request.Target, "?")
	pattern := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(o.path, "[^/]+")
	return o.method == request.Method && regexp.MustCompile("^"+pattern+"$").MatchString(path)
}

func contractOperations(t *testing.T) map[string]operation {
	t.Helper()
	text, err := os.ReadFile("internal/contract/contract.json")
	if err != nil {
		t.Fatal(err)
	}
	var contract struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(text, &contract); err != nil {
		t.Fatal(err)
	}
	operations := map[string]operation{}
	for path, item := range contract.Paths {
		for method, raw := range item {
			var named struct {
				ID string `json:"operationId"`
			}
			if json.Unmarshal(raw, &named) == nil && named.ID != "" {
				operations[named.ID] = operation{named.ID, strings.ToUpper(method), path}
			}
		}
	}
	return operations
}

// composed returns the methods that call other methods instead of one operation.
func composed() map[string]bool { return map[string]bool{"Users.Acting": true} }

// documented returns the comments of the services' exported methods, by names such as "Users.Me".
func documented(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	comments := map[string]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range tree.Decls {
			if method, ok := declaration.(*ast.FuncDecl); ok && method.Recv != nil && method.Name.IsExported() {
				if service, ok := strings.CutSuffix(receiver(method), "Service"); ok {
					comments[service+"."+method.Name.Name] = method.Doc.Text()
				}
			}
		}
	}
	return comments
}

func receiver(method *ast.FuncDecl) string {
	if pointer, ok := method.Recv.List[0].Type.(*ast.StarExpr); ok {
		if name, ok := pointer.X.(*ast.Ident); ok {
			return name.Name
		}
	}
	return ""
}

// The comment of each method names its operation, and the method sends only that.
func TestMethodsAreDocumented(t *testing.T) {
	t.Parallel()
	operations, all := contractOperations(t), methods()
	line := regexp.MustCompile(`(?m)^Operation (\w+): .*$`)
	comments := documented(t)
	if len(comments) < 20 {
		t.Fatalf("found only %d methods", len(comments))
	}
	for name, comment := range comments {
		found := line.FindAllStringSubmatch(comment, -1)
		if composed()[name] {
			if len(found) > 0 {
				t.Errorf("%s: the comment names an operation, though it is composed of several", name)
			}
			continue
		}
		if len(found) != 1 {
			t.Errorf(`%s: the comment needs one line "Operation <id>: <method> <path>.", and has %d`, name, len(found))
			continue
		}
		operation, ok := operations[found[0][1]]
		if !ok {
			t.Errorf("%s: the contract has no operation %q", name, found[0][1])
			continue
		}
		if got := found[0][0]; got != operation.line() {
			t.Errorf("%s: the comment says %q, want %q", name, got, operation.line())
		}
		method, ok := all[name]
		if !ok {
			t.Errorf("%s is not among methods(): classify it there", name)
			continue
		}
		client, sent := newClient(t, everywhere(method.success()), pagerduty.WithFrom(testEmail))
		if err := method.call(t.Context(), client, "PID"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, request := range sent.requests() {
			if !operation.matches(request) {
				t.Errorf("%s is documented as %s %s, but sends %s", name, operation.method, operation.path, request.line())
			}
		}
	}
}

// Errors name the operation that the method is documented with.
func TestErrorsNameTheDocumentedOperation(t *testing.T) {
	t.Parallel()
	operations := contractOperations(t)
	for name, method := range methods() {
		client, _ := newClient(t, everywhere(answer(http.StatusForbidden, "")), pagerduty.WithFrom(testEmail))
		err := method.call(t.Context(), client, "PID")
		failure, ok := errors.AsType[*pagerduty.Error](err)
		if !ok {
			t.Errorf("%s: error %v", name, err)
			continue
		}
		sent := sentRequest{Method: failure.Method, Target: failure.Path}
		if operation, ok := operations[failure.Operation]; !ok || !operation.matches(sent) {
			t.Errorf("%s: the error names operation %q for %s", name, failure.Operation, sent.line())
		}
		if failure.Mutates != method.mutates {
			t.Errorf("%s: Mutates = %t", name, failure.Mutates)
		}
	}
}
