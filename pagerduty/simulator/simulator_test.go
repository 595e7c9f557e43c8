package simulator_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

const (
	accept = "application/vnd.pagerduty+json;version=2"
	amara  = "amara.okafor@lanternfield.example"
)

// noon is a Wednesday in the middle of the working day in Europe.
var noon = time.Date(2026, 10, 14, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

// api is a client of a simulator under test.
type api struct {
	t      *testing.T
	url    string
	client *http.Client // of its own: a server that another test closes ends the connections of the default client
}

// newAPI returns a client of a new account. Answers, including refusals, are checked against PagerDuty's contract. Requests are not
// checked, so that tests can send wrong ones.
func newAPI(t *testing.T, options ...simulator.Option) *api {
	t.Helper()
	s := simulator.New(append([]simulator.Option{simulator.WithClock(atNoon)}, options...)...)
	if len(options) > 0 { // Lenient and faults break the contract on purpose
		return serve(t, s)
	}
	return serve(t, contract.New(func(err error) {
		if violation, ok := errors.AsType[*contract.Violation](err); !ok || violation.InAnswer {
			t.Error(err)
		}
	}, s))
}

func serve(t *testing.T, handler http.Handler) *api {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &api{t, server.URL, server.Client()}
}

// held returns a client whose requests and answers are checked against the contract.
func held(t *testing.T, s *simulator.Simulator) (*api, *contract.Checker) {
	t.Helper()
	checker := contract.New(func(err error) { t.Error(err) }, s)
	return serve(t, checker), checker
}

// object is a JSON object.
type object map[string]any

// at returns the value at a path of members and indices, such as "incidents.0.service.id".
func (o object) at(path string) any {
	var value any = map[string]any(o)
	for step := range strings.SplitSeq(path, ".") {
		switch in := value.(type) {
		case map[string]any:
			value = in[step]
		case []any:
			var n int
			if _, err := fmt.Sscanf(step, "%d", &n); err != nil || n >= len(in) {
				return nil
			}
			value = in[n]
		default:
			return nil
		}
	}
	return value
}

// column returns one member of every object of a list.
func (o object) column(list, member string) []string {
	var values []string
	items, _ := o.at(list).([]any)
	for _, item := range items {
		values = append(values, fmt.Sprint(object(item.(map[string]any)).at(member)))
	}
	return values
}

// header is sent instead of the usual header. An empty value omits it.
type header struct{ name, value string }

// do sends a request with a user's key. It returns the status and the answer.
func (a *api) do(method, path, body string, headers ...header) (int, object) {
	a.t.Helper()
	response := a.send(method, path, body, headers...)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	answer, err := parse(text)
	if err != nil {
		a.t.Fatalf("%s %s: %d with %q: %v", method, path, response.StatusCode, text, err)
	}
	return response.StatusCode, answer
}

// parse parses an answer. An array is in the member "items". An empty body is nil.
func parse(text []byte) (object, error) {
	var answer object
	var err error
	switch {
	case len(text) == 0:
	case text[0] == '[':
		var items []any
		err = json.Unmarshal(text, &items)
		answer = object{"items": items}
	default:
		err = json.Unmarshal(text, &answer)
	}
	return answer, err
}

func (a *api) send(method, path, body string, headers ...header) *http.Response {
	a.t.Helper()
	response, err := cmp.Or(a.client, http.DefaultClient).Do(a.request(method, path, body, headers...))
	if err != nil {
		a.t.Fatal(err)
	}
	return response
}

func (a *api) request(method, path, body string, headers ...header) *http.Request {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	usual := []header{{"Authorization", "Token token=" + simulator.UserKey}, {"Accept", accept}}
	if body != "" {
		usual = append(usual, header{"Content-Type", "application/json"}, header{"From", amara})
	}
	for _, h := range append(usual, headers...) {
		request.Header.Set(h.name, h.value)
		if h.value == "" {
			request.Header.Del(h.name)
		}
	}
	return request
}

// ok is do for a request that must succeed.
func (a *api) ok(method, path, body string) object {
	a.t.Helper()
	status, answer := a.do(method, path, body)
	if status < 200 || status > 299 {
		a.t.Fatalf("%s %s: %d %v", method, path, status, answer)
	}
	return answer
}

// refused is do for a request that must fail with a status, a code, and a text in the error.
func (a *api) refused(status, code int, text, method, path, body string, headers ...header) {
	a.t.Helper()
	got, answer := a.do(method, path, body, headers...)
	whole := fmt.Sprint(answer.at("error"))
	if got != status || answer.at("error.code") != float64(code) || !strings.Contains(whole, text) {
		a.t.Errorf("%s %s: %d %v; want %d with code %d and %q", method, path, got, whole, status, code, text)
	}
}

func (a *api) equal(answer object, path string, want any) {
	a.t.Helper()
	if got := answer.at(path); fmt.Sprint(got) != fmt.Sprint(want) {
		a.t.Errorf("%s is %v, want %v", path, got, want)
	}
}
