package pagerduty_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// serve returns a client of a real server with the handler, on virtual time.
func serve(t *testing.T, handler http.HandlerFunc) (*pagerduty.Client, *wire) {
	t.Helper()
	return newClient(t, listen(t, handler), pagerduty.WithBaseURL("http://127.0.0.1:8080"), pagerduty.WithFrom(testEmail))
}

// cut sends less than its Content-Length.
func cut(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Length", "1000")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"incident":{"id":"PINC"`)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func TestBodyCutShort(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		call     func(context.Context, *pagerduty.Client) error
		status   int
		cuts     int // number of incomplete answers before the first complete one
		requests int
		is       error
	}{
		"a read":            {read, 200, 1, 2, nil},
		"a read, for ever":  {read, 200, 100, 6, io.ErrUnexpectedEOF},
		"an update":         {update, 200, 1, 2, nil},
		"an accepted note":  {addNote, 201, 1, 1, pagerduty.ErrUndecided},
		"an update, always": {update, 200, 100, 6, pagerduty.ErrUndecided},
		"an error's body":   {read, 500, 1, 2, nil},
		"a refused note":    {addNote, 400, 1, 1, pagerduty.ErrInvalid},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var answers int
				client, sent := serve(t, func(w http.ResponseWriter, _ *http.Request) {
					if answers++; answers <= test.cuts {
						cut(w, test.status)
					}
					_, _ = io.WriteString(w, everyRoot)
				})
				err := test.call(t.Context(), client)
				if !errors.Is(err, test.is) || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("error %v, want %v", err, test.is)
				}
				if got := len(sent.requests()); got != test.requests {
					t.Errorf("%d requests, want %d", got, test.requests)
				}
			})
		})
	}
}

// An answer that cannot be decoded is an error, not an empty list or incident.
func TestBodiesThatAreNoAnswer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want string // in the error of a list
	}{
		"HTML":                  {"  <!DOCTYPE html><html>Sign in</html>", "web page"},
		"nothing":               {"", "empty"},
		"white space":           {" \n", "empty"},
		"null":                  {"null", `no "incidents"`},
		"a list":                {"[]", `no "incidents"`},
		"a text":                {`"ok"`, `no "incidents"`},
		"another root":          {`{"users":[]}`, `no "incidents"`},
		"root of another type":  {`{"incidents":"x","incident":"x"}`, `"incidents" is not a JSON array`},
		"root after a mismatch": {`{"more":"x","total":"many","incidents":{"id":"PINC"},"incident":[]}`, `"incidents" is not a JSON array`},
		"root is a number":      {`{"incidents":7,"incident":7}`, `"incidents" is not a JSON array`},
		"half":                  {`{"incidents":[{"id":"P`, "unexpected end"},
		"two":                   {`{"incidents":[],"incident":{"id":"P1"}} {}`, "after top-level value"},
		"binary":                {"\x1f\x8b\x00\xff", "invalid character"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(answer(http.StatusOK, test.body, "X-Request-Id: req-1")), pagerduty.WithFrom(testEmail))
			page, err := client.Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{})
			if page != nil || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v; want an error with %q", page, err, test.want)
			}
			if failure, ok := errors.AsType[*pagerduty.Error](err); !ok || failure.StatusCode != 200 || failure.RequestID != "req-1" || failure.Attempts != 1 {
				t.Errorf("error %#v", failure)
			}
			if errors.Is(err, pagerduty.ErrUndecided) {
				t.Error("a read was accepted")
			}
			if incident, err := client.Incidents.Get(t.Context(), "PINC"); incident != nil || err == nil {
				t.Errorf("got %v, %v", incident, err)
			}
			if err := update(t.Context(), client); !errors.Is(err, pagerduty.ErrUndecided) {
				t.Errorf("update: error %v", err)
			}
			sent.expect(t, "GET /incidents", "GET /incidents/PINC", "PUT /incidents")
		})
	}
}

// An answer without its root or without an id is an error, not a success or an empty list.
func TestAnswersThatLackWhatTheyPromise(t *testing.T) {
	t.Parallel()
	for name, method := range methods() {
		for kind, body := range map[string]string{
			"null root":    nullRoot(method.body),
			"empty object": "{}",
			"error member": strings.TrimSuffix(method.body, "}") + `,"error":{"message":"Blocked"}}`,
			"HTML":         "<html>Blocked</html>",
			"a text":       `"ok"`,
		} {
			client, sent := newClient(t, everywhere(answer(http.StatusOK, body)), pagerduty.WithFrom(testEmail))
			err := method.call(t.Context(), client, "PID")
			failure, ok := errors.AsType[*pagerduty.Error](err)
			if !ok || failure.StatusCode != http.StatusOK || errors.Is(err, pagerduty.ErrUndecided) != method.mutates {
				t.Errorf("%s, %s %.100s: error %v", name, kind, body, err)
			}
			if writes := sent.writes(); len(writes) > 1 {
				t.Errorf("%s, %s: sent %q", name, kind, writes)
			}
		}
	}
}

// nullRoot returns body with null as its root.
func nullRoot(body string) string {
	root, _, found := strings.Cut(body, ":")
	if !found {
		return "null"
	}
	return root + ":null}"
}

// An answer whose object has no id is an error.
func TestObjectsWithoutAnID(t *testing.T) {
	t.Parallel()
	for name, method := range methods() {
		root, object, found := strings.Cut(method.body, ":")
		if !found || object[0] != '{' {
			continue
		}
		client, _ := newClient(t, everywhere(answer(http.StatusOK, root+":{}}")), pagerduty.WithFrom(testEmail))
		err := method.call(t.Context(), client, "PID")
		if err == nil || errors.Is(err, pagerduty.ErrUndecided) != method.mutates {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// endless is a body without an end. It counts the bytes that are read.
type endless struct{ read int }

func (e *endless) Close() error { return nil }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	return len(p), nil
}

func TestHugeBodyIsNotRead(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 502} {
		const bound = 100_000
		body := &endless{}
		client, sent := newClient(t, everywhere(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: body}, nil
		}), pagerduty.WithFrom(testEmail), pagerduty.WithMaxResponseBytes(bound))
		if err := read(t.Context(), client); err == nil || !strings.Contains(err.Error(), "larger than") {
			t.Errorf("error %v", err)
		}
		if body.read > bound+1 || len(sent.requests()) != 1 {
			t.Errorf("%d bytes were read by %d requests", body.read, len(sent.requests()))
		}
		if err := addNote(t.Context(), client); !errors.Is(err, pagerduty.ErrUndecided) {
			t.Errorf("note: error %v", err)
		}
	}
}

func TestBodiesAreBoundedByDefault(t *testing.T) {
	t.Parallel()
	body := &endless{}
	client, _ := newClient(t, everywhere(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body}, nil
	}))
	if err := read(t.Context(), client); err == nil || body.read > 40<<20 {
		t.Errorf("%d bytes were read, error %v", body.read, err)
	}
}

func TestLargeBodyIsRead(t *testing.T) {
	t.Parallel()
	body := `{"incident":{"id":"PINC","body":{"details":"` + strings.Repeat("x", 2<<20) + `"}}}`
	client, _ := newClient(t, everywhere(answer(http.StatusOK, body)))
	incident, err := client.Incidents.Get(t.Context(), "PINC")
	if err != nil || len(incident.Body.Details) != 2<<20+2 {
		t.Errorf("got %d bytes, %v", len(incident.Body.Details), err)
	}
}

func TestEveryStatusOfSuccessIsSuccess(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 201, 202, 206} {
		client, _ := newClient(t, everywhere(answer(status, everyRoot)), pagerduty.WithFrom(testEmail))
		for _, call := range []func(context.Context, *pagerduty.Client) error{read, update, addNote} {
			if err := call(t.Context(), client); err != nil {
				t.Errorf("%d: %v", status, err)
			}
		}
	}
}

// Large answers wait for each other. Small ones do not wait.
func TestLargeAnswersTakeTurns(t *testing.T) {
	t.Parallel()
	large := `{"incident":{"id":"PINC","body":{"details":"` + strings.Repeat("x", 5<<18) + `"}}}`
	var reading, most atomic.Int64
	client, _ := newClient(t, roundTripper(func(request *http.Request) (*http.Response, error) {
		if strings.HasSuffix(request.URL.Path, "PSMALL") {
			return answer(200, `{"incident":{"id":"PSMALL"}}`)(request)
		}
		body := &countedBody{Reader: strings.NewReader(large), reading: &reading, most: &most}
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body, Request: request}, nil
	}))
	var running sync.WaitGroup
	for range 10 {
		running.Go(func() {
			if err := read(t.Context(), client); err != nil {
				t.Error(err)
			}
		})
		running.Go(func() {
			if _, err := client.Incidents.Get(t.Context(), "PSMALL"); err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	if most.Load() > 2 {
		t.Errorf("%d large answers were read at once", most.Load())
	}
}

// countedBody counts the bodies that are read beyond their first MiB at the same time.
type countedBody struct {
	*strings.Reader
	reading, most *atomic.Int64
	counted       bool
}

func (b *countedBody) Read(p []byte) (int, error) {
	if !b.counted && b.Size()-int64(b.Len()) >= 1<<20 {
		b.counted = true
		if now := b.reading.Add(1); now > b.most.Load() {
			b.most.Store(now)
		}
		time.Sleep(5 * time.Millisecond)
	}
	n, err := b.Reader.Read(p)
	if err != nil && b.counted {
		b.counted = false
		b.reading.Add(-1)
	}
	return n, err
}

func (b *countedBody) Close() error { return nil }

func TestAnswerWithAByteOrderMark(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(200, "\ufeff"+everyRoot)), pagerduty.WithFrom(testEmail))
	for _, call := range []func(context.Context, *pagerduty.Client) error{read, update, addNote} {
		if err := call(t.Context(), client); err != nil {
			t.Error(err)
		}
	}
}

// A root whose name differs in case is missing.
func TestRootInOtherLetters(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, everywhere(answer(200, `{"incidents":[{"id":"PINC"}],"INCIDENTS":null,"incident":{"id":"PINC"},"INCIDENT":null}`)), pagerduty.WithFrom(testEmail))
	_, list := client.Incidents.List(t.Context(), pagerduty.ListIncidentsOptions{})
	for name, err := range map[string]error{"list": list, "read": read(t.Context(), client), "update": update(t.Context(), client)} {
		if err == nil || !strings.Contains(err.Error(), "is null") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
