package pagerduty_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
)

// method describes an exported method of a service; see TestMethodsAreClassified.
type method struct {
	mutates bool   // could change the account, so that a read-only client refuses it
	acts    bool   // is sent with a From header
	posts   bool   // reads by a POST
	body    string // the body of a successful answer
	status  int    // its status, if it is neither 200 nor 204
	call    call
}

// call calls a method with id for all its ids, and with every other argument and option set.
type call = func(ctx context.Context, client *pagerduty.Client, id string) error

// success returns PagerDuty's answer with a body, or a 204 without one.
func success(body string) httpmock.Responder {
	if body == "" {
		return answer(http.StatusNoContent, "")
	}
	return answer(http.StatusOK, body)
}

func (m method) success() httpmock.Responder {
	if m.status != 0 {
		return answer(m.status, m.body)
	}
	return success(m.body)
}

func reads(body string, call call) method { return method{body: body, call: call} }

// posting marks a method that reads by a POST.
func (m method) posting() method {
	m.posts = true
	return m
}

func writes(body string, call call) method { return method{mutates: true, body: body, call: call} }

const (
	emptyIncidents = `{"incidents":[],"more":false}`
	oneIncident    = `{"incident":{"id":"PID"}}`
)

// methods returns all methods of all services.
func methods() map[string]method {
	all := map[string]method{}
	for _, some := range []map[string]method{
		incidentMethods(), incidentPartMethods(), incidentChanges(), escalationPolicyMethods(), priorityMethods(), serviceMethods(),
		teamMethods(), userMethods(), scheduleMethods(), onCallMethods(), alertGroupingMethods(), orchestrationMethods(),
		operationMethods(),
		teamMethods(), userMethods(), scheduleMethods(), scheduleChanges(), shiftScheduleMethods(), shiftMethods(), onCallMethods(), alertGroupingMethods(), orchestrationMethods(),
		teamMethods(), userMethods(), scheduleMethods(), onCallMethods(), alertGroupingMethods(), orchestrationMethods(), analyticsMethods(), statusPageMethods(),
		teamMethods(), userMethods(), scheduleMethods(), onCallMethods(), alertGroupingMethods(), orchestrationMethods(), webhookMethods(), integrationMethods(),
		responseMethods(), workflowMethods(),
	} {
		maps.Copy(all, some)
	}
	return all
}

func everyPageOption() pagerduty.PageOptions {
	return pagerduty.PageOptions{PageSize: 50, Offset: 100, Total: true}
}

func since() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.FixedZone("CET", 3600)) }

func second[T any](_ T, err error) error { return err }

// reflected returns the methods that the services have, by reflection.
func reflected() map[string]reflect.Method {
	found := map[string]reflect.Method{}
	for field := range reflect.TypeFor[pagerduty.Client]().Fields() {
		if !field.IsExported() {
			continue
		}
		for method := range field.Type.Methods() {
			found[field.Name+"."+method.Name] = method
		}
	}
	return found
}

// takesID reports whether a method takes an id, as the string after the context or as the ID of a struct.
func takesID(method reflect.Method) bool {
	if method.Type.NumIn() < 3 {
		return false
	}
	argument := method.Type.In(2)
	if argument.Kind() == reflect.Slice {
		argument = argument.Elem()
	}
	if argument.Kind() == reflect.Struct {
		_, ok := argument.FieldByName("ID")
		return ok
	}
	return argument == reflect.TypeFor[string]() // an include has a type of its own
}

func TestMethodsAreClassified(t *testing.T) {
	t.Parallel()
	want := slices.Sorted(maps.Keys(reflected()))
	if len(want) < 30 {
		t.Fatalf("reflection found only %v", want)
	}
	got := methods()
	for _, name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is not among methods(): classify it there", name)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("methods() has %s, which no service has", name)
	}
}

func TestMethodsSucceed(t *testing.T) {
	t.Parallel()
	for name, method := range methods() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(method.success()), pagerduty.WithFrom(testEmail))
			if err := method.call(t.Context(), client, "PID"); err != nil {
				t.Fatal(err)
			}
			for _, request := range sent.requests() {
				if read := request.Method == http.MethodGet || method.posts; read == method.mutates {
					t.Errorf("%s; is its class wrong?", request.line())
				}
				if from := request.Header.Get("From"); (from == testEmail) != method.acts {
					t.Errorf("From is %q", from)
				}
			}
			if len(sent.requests()) != 1 {
				t.Errorf("requests: %q, want one", sent.lines())
			}
		})
	}
}

func TestReadOnlyClientSendsNoChange(t *testing.T) {
	t.Parallel()
	for name, method := range methods() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(method.success()), pagerduty.WithReadOnly(), pagerduty.WithFrom(testEmail))
			if !client.ReadOnly() {
				t.Error("ReadOnly() = false")
			}
			err := method.call(t.Context(), client, "PID")
			if errors.Is(err, pagerduty.ErrReadOnly) != method.mutates {
				t.Errorf("error %v of a method with mutates = %t", err, method.mutates)
			}
			if method.mutates && len(sent.requests()) > 0 {
				t.Errorf("sent %q", sent.lines())
			}
		})
	}
}

func TestIllegalIDsAreNotSent(t *testing.T) {
	t.Parallel()
	illegal := map[string]string{
		"empty": "", "dots": "..", "path": "../users/me", "query": "P1?x=y", "slash": "a/b", "escaped": "a%2Fb", "fragment": "a#b",
		"huge": strings.Repeat("P", 10<<20), "line break": "P1\r\nX: y", "nul": "P1\x00", "space": "P 1", "unicode": "ＰＩＤ", "not UTF-8": "P\xff",
	}
	found := reflected()
	for name, method := range methods() {
		if !takesID(found[name]) {
			continue
		}
		for _, options := range [][]pagerduty.Option{{pagerduty.WithFrom(testEmail)}, {pagerduty.WithReadOnly()}} {
			client, sent := newClient(t, everywhere(method.success()), options...)
			for kind, id := range illegal {
				err := method.call(t.Context(), client, id)
				if refused := client.ReadOnly() && method.mutates; !errors.Is(err, pagerduty.ErrInvalid) && (!refused || !errors.Is(err, pagerduty.ErrReadOnly)) {
					t.Errorf("%s with an id that is %s: error %.200v", name, kind, err)
				}
				if text := err.Error(); len(text) > 300 || strings.ContainsAny(text, "\r\n\x00") || !utf8.ValidString(text) {
					t.Errorf("%s with an id that is %s: unprintable error %.200q", name, kind, text)
				}
			}
			if lines := sent.lines(); len(lines) > 0 {
				t.Errorf("%s sent %.200q", name, lines)
			}
		}
	}
}

// Requests with every option set match PagerDuty's contract. PagerDuty ignores a misspelt parameter, so nobody would notice it.
func TestMethodsKeepTheContract(t *testing.T) {
	t.Parallel()
	refuse := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":{"message":"Invalid Input Provided","code":2001}}`))
	}
	for name, method := range methods() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checker := contract.New(func(err error) { t.Error(err) }, http.HandlerFunc(refuse))
			client, sent := newClient(t, listen(t, checker.ServeHTTP), pagerduty.WithBaseURL("http://127.0.0.1"), pagerduty.WithFrom(testEmail))
			if err := method.call(t.Context(), client, "PID"); err == nil {
				t.Error("no error")
			}
			if len(sent.requests()) == 0 {
				t.Error("nothing was sent")
			}
		})
	}
}
