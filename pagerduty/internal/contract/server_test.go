package contract_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/contract"
)

// When a client has its answer, the check is done, also with concurrent clients.
func TestConcurrentClients(t *testing.T) {
	t.Parallel()
	checker := contract.New(func(err error) { t.Error(err) }, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, list("incidents", incident))
	}))
	server := httptest.NewServer(checker)
	t.Cleanup(server.Close)
	const clients, requests = 8, 5
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for range requests {
				response, err := server.Client().Get(server.URL + "/incidents?limit=1")
				if err != nil {
					t.Error(err)
					return
				}
				_ = response.Body.Close()
			}
		})
	}
	wg.Wait()
	if got := checker.Checked()["listIncidents"]; got != clients*requests {
		t.Errorf("checked %d times, want %d", got, clients*requests)
	}
}

// A request reaches the handler unchanged, with its body.
func TestRequestsPassUnchanged(t *testing.T) {
	t.Parallel()
	e := legal()["updateIncident"]
	var got string
	checker := contract.New(func(err error) { t.Error(err) }, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got = r.Method + " " + r.URL.String() + " " + string(body)
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	request := httptest.NewRequest(e.method, e.target, strings.NewReader(e.body))
	request.Header.Set("From", "earline@example.com")
	request.Header.Set("Content-Type", "application/json")
	checker.ServeHTTP(httptest.NewRecorder(), request)
	if want := e.method + " " + e.target + " " + e.body; got != want {
		t.Errorf("the handler got %s, want %s", got, want)
	}
}

// The answers of a handler that breaks off are passed on and not checked.
func TestAnswersCutShort(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		handler http.HandlerFunc
		want    string // what the client gets before the connection breaks
		err     error
	}{
		{name: "before the answer", err: io.EOF, handler: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{name: "in the answer", want: `{"team":`, err: io.ErrUnexpectedEOF, handler: func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"team":`)
			panic(http.ErrAbortHandler)
		}},
		{name: "by taking the connection", want: `{"te`, err: io.ErrUnexpectedEOF, handler: func(w http.ResponseWriter, _ *http.Request) {
			conn, rw, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = rw.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"te")
			_ = rw.Flush()
			_ = conn.Close()
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			checker := contract.New(func(err error) { t.Error(err) }, test.handler)
			server := httptest.NewServer(checker)
			t.Cleanup(server.Close)
			body, err := read(server, "/teams/PQ9K7I8")
			if !errors.Is(err, test.err) || body != test.want {
				t.Errorf("the client got %q and the error %v, want %q and %v", body, err, test.want, test.err)
			}
			if checked := checker.Checked(); len(checked) != 0 {
				t.Errorf("checked %v, want nothing", checked)
			}
		})
	}
}

func read(server *httptest.Server, path string) (string, error) {
	response, err := server.Client().Get(server.URL + path)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// A body shorter than its Content-Length breaks off at the client, and the check reports that it is not JSON.
func TestBodyShorterThanItsLength(t *testing.T) {
	t.Parallel()
	var violations []error
	server := httptest.NewServer(contract.New(func(err error) { violations = append(violations, err) },
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"team":`)
		})))
	body, err := read(server, "/teams/PQ9K7I8")
	server.Close()
	if !errors.Is(err, io.ErrUnexpectedEOF) || body != `{"team":` {
		t.Errorf("the client got %q and the error %v", body, err)
	}
	if len(violations) != 1 || !strings.Contains(violations[0].Error(), "is not JSON") {
		t.Errorf("reported %v, want one that the body is not JSON", violations)
	}
}

func BenchmarkAnswerOfAHundredIncidents(b *testing.B) {
	answer := list("incidents", strings.Repeat(incident+",", 99)+incident)
	checker := contract.New(func(err error) { b.Error(err) }, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	}))
	for b.Loop() {
		checker.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/incidents", nil))
	}
}
