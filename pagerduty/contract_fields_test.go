package pagerduty_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
)

//go:generate go test . -run ^TestFieldsKeepTheContract$ -update

var writeAnew = flag.Bool("update", false, "write testdata/not_modelled.txt anew")

// Every method of every service gets an example answer from PagerDuty's contract, with a value for each property. Then every exported
// field of the result must be set: a field stays empty if the contract does not have it, or has it with another type.
// testdata/not_modelled.txt lists the properties that no field decodes.
func TestFieldsKeepTheContract(t *testing.T) {
	t.Parallel()
	use := newFieldUse()
	for _, name := range slices.Sorted(maps.Keys(reflected())) {
		if method := newReadMethod(t, name); method != nil {
			use.addMethod(t, method)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(use.has)) {
		if !use.filled[field] {
			t.Errorf("%s is never filled: the contract knows no such property, or gives it another type", field)
		}
	}
	compareNotModelled(t, use.notModelled(t))
}

// readMethod is a method of a service that decodes an answer.
type readMethod struct {
	name     string
	results  []reflect.Type // without the error
	examples []any
	whole    [][]any // the method's results for the complete examples
	call     func(answer any) ([]any, error)
}

// newReadMethod returns nil for a method that decodes nothing, or that decodes as another method does.
func newReadMethod(t *testing.T, name string) *readMethod {
	t.Helper()
	service, method, _ := strings.Cut(name, ".")
	exchange := &exampleExchange{}
	client, err := pagerduty.New(pagerduty.APIKey("u+12345678901234567"), pagerduty.WithFrom(testEmail), pagerduty.WithTransport(exchange), pagerduty.WithMaxRetryWait(0))
	if err != nil {
		t.Fatal(err)
	}
	if name == "Users.Acting" { // calls List or Me
		return nil
	}
	f := reflect.ValueOf(client).Elem().FieldByName(service).MethodByName(method)
	if f.Type().NumOut() < 2 || f.Type().Out(0).Kind() == reflect.Func { // only an error, or the pages of List
		return nil
	}
	m := &readMethod{name: name}
	for i := range f.Type().NumOut() - 1 {
		m.results = append(m.results, f.Type().Out(i))
	}
	arguments := everyArgument(t, f.Type())
	m.call = func(answer any) ([]any, error) {
		exchange.answer = answer
		var results []any
		for _, out := range f.Call(arguments) {
			results = append(results, out.Interface())
		}
		err, _ := results[len(results)-1].(error)
		return results[:len(results)-1], err
	}
	_, err = m.call(nil) // to learn the operation
	if exchange.first == nil {
		t.Fatalf("%s sent no request (%v): teach everyPart a value that it accepts", name, err)
	}
	if m.examples, err = contract.Examples(exchange.first); err != nil || len(m.examples) == 0 {
		t.Fatalf("%s: no examples of its answer (%v)", name, err)
	}
	for _, example := range m.examples {
		answerForID(example)
	}
	return m
}

// answerForID sets the ids in an answer to the one that everyArgument asks for: the client refuses an answer about another object.
func answerForID(answer any) {
	members, _ := answer.(map[string]any)
	for _, record := range members {
		if list, ok := record.([]any); ok && len(list) > 0 {
			record = list[0]
		}
		record, _ := record.(map[string]any)
		for _, name := range []string{"parent", "incident"} { // the ids of a path and of an outlier are there
			if whose, ok := record[name].(map[string]any); ok && record["id"] == nil {
				record = whose
			}
		}
		if record["id"] != nil {
			record["id"] = everyID
		}
	}
}

const everyID = "PID"

// everyArgument returns arguments for f without an empty part.
func everyArgument(t *testing.T, f reflect.Type) []reflect.Value {
	t.Helper()
	var arguments []reflect.Value
	for i := range f.NumIn() {
		argument := f.In(i)
		if f.IsVariadic() && i == f.NumIn()-1 {
			argument = argument.Elem()
		}
		arguments = append(arguments, everyPart(t, argument))
	}
	return arguments
}

func everyPart(t *testing.T, of reflect.Type) reflect.Value {
	t.Helper()
	value := reflect.New(of).Elem()
	switch of {
	case reflect.TypeFor[context.Context]():
		return reflect.ValueOf(t.Context())
	case reflect.TypeFor[time.Duration]():
		return reflect.ValueOf(time.Hour)
	case reflect.TypeFor[time.Time]():
		return reflect.ValueOf(since())
	case reflect.TypeFor[*pagerduty.OrchestrationPath]():
		router := &pagerduty.OrchestrationPath{}
		if err := json.Unmarshal([]byte(everyPartOfARouter), router); err != nil {
			t.Fatal(err)
		}
		return reflect.ValueOf(router)
	case reflect.TypeFor[pagerduty.NewShiftOverride]():
		return reflect.ValueOf(pagerduty.NewShiftOverride{
			RotationID: everyID, Start: since(), End: since(), Overridden: pagerduty.UserMember(everyID), Overriding: pagerduty.UserMember(everyID),
		})
	}
	switch of.Kind() {
	case reflect.String:
		value.SetString(everyID)
	case reflect.Int:
		value.SetInt(1)
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Pointer:
		value.Set(reflect.New(of.Elem()))
		value.Elem().Set(everyPart(t, of.Elem()))
	case reflect.Slice:
		value = reflect.Append(value, everyPart(t, of.Elem()))
	case reflect.Struct:
		for field := range of.Fields() {
			if field.IsExported() {
				value.FieldByIndex(field.Index).Set(everyPart(t, field.Type))
			}
		}
	}
	return value
}

// exampleExchange is a transport that gives every request the same answer.
type exampleExchange struct {
	answer any
	first  *http.Request // later requests only check the outcome of the first
}

func (e *exampleExchange) RoundTrip(r *http.Request) (*http.Response, error) {
	if e.first == nil {
		e.first = r
	}
	body, err := json.Marshal(e.answer)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, err
}
