package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
)

// read returns the raw answer to GET path, and the error of reading its body.
func (a *api) read(path string) (*http.Response, string, error) {
	a.t.Helper()
	response := a.send("GET", path, "")
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response, string(body), err
}

func TestFaultsOnTheWire(t *testing.T) {
	t.Parallel()
	for kind, check := range map[string]func(*testing.T, *http.Response, string, error){
		"rate-limit,reset=7s": func(t *testing.T, r *http.Response, body string, _ error) {
			if r.StatusCode != 429 || r.Header.Get("ratelimit-remaining") != "0" || r.Header.Get("ratelimit-reset") != "7" || !strings.Contains(body, `"code":2020`) {
				t.Errorf("%d %v %s", r.StatusCode, r.Header, body)
			}
		},
		"rate-limit-bare": func(t *testing.T, r *http.Response, body string, _ error) {
			if r.StatusCode != 429 || r.Header.Get("ratelimit-reset") != "" || body != "" {
				t.Errorf("%d %v %s", r.StatusCode, r.Header, body)
			}
		},
		"server-error": func(t *testing.T, r *http.Response, body string, _ error) {
			if r.StatusCode != 500 || !strings.HasPrefix(body, `{"error":`) {
				t.Errorf("%d %s", r.StatusCode, body)
			}
		},
		"html-error": func(t *testing.T, r *http.Response, body string, _ error) {
			if r.StatusCode != 500 || !strings.HasPrefix(body, "<!DOCTYPE html>") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
				t.Errorf("%d %s", r.StatusCode, body)
			}
		},
		"status=402": func(t *testing.T, r *http.Response, body string, _ error) {
			if r.StatusCode != 402 || !strings.Contains(body, `"code":2014`) {
				t.Errorf("%d %s", r.StatusCode, body)
			}
		},
		`status=403,body={"error":"no, not you"}`: func(t *testing.T, r *http.Response, body string, _ error) {
			if r.StatusCode != 403 || body != `{"error":"no, not you"}` {
				t.Errorf("%d %s", r.StatusCode, body)
			}
		},
		"cut-body": func(t *testing.T, r *http.Response, body string, err error) {
			if r.StatusCode != 200 || !errors.Is(err, io.ErrUnexpectedEOF) || int64(len(body)) >= r.ContentLength || len(body) == 0 {
				t.Errorf("%d, %d of %d bytes, %v", r.StatusCode, len(body), r.ContentLength, err)
			}
		},
		"malformed-json": func(t *testing.T, r *http.Response, body string, err error) {
			if r.StatusCode != 200 || err != nil || !strings.HasPrefix(body, "{") || strings.HasSuffix(body, "}") && strings.Count(body, "{") == strings.Count(body, "}") {
				t.Errorf("%d %s %v", r.StatusCode, body, err)
			}
		},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			fault, err := simulator.ParseFault(kind)
			if err != nil {
				t.Fatal(err)
			}
			response, body, err := newAPI(t, simulator.WithFaults(fault)).read("/users/me")
			check(t, response, body, err)
		})
	}
}

func TestFaultyPages(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithFaults(
		simulator.Fault{Kind: simulator.FaultEndlessPages, Path: "/teams"}, simulator.Fault{Kind: simulator.FaultEmptyPages, Path: "/users/{$}"}))
	for _, offset := range []string{"0", "4", "20000"} {
		answer := a.ok("GET", "/teams?limit=3&offset="+offset, "")
		if len(answer.at("teams").([]any)) != 3 || answer.at("more") != true {
			t.Errorf("at %s: %v", offset, answer)
		}
	}
	empty := a.ok("GET", "/users", "")
	if len(empty.at("users").([]any)) != 0 || empty.at("more") != true {
		t.Errorf("%v", empty)
	}
	a.equal(a.ok("GET", "/users/me", ""), "user.id", "PUAMARA")
}

// TestFaultMatching sends requests in order and compares their statuses.
func TestFaultMatching(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault simulator.Fault
		want  string
	}{
		"everything":     {simulator.Fault{}, "500 500 500 500 500 500"},
		"method":         {simulator.Fault{Method: "POST"}, "200 200 200 500 200 200"},
		"prefix":         {simulator.Fault{Path: "/incidents"}, "500 500 500 500 200 200"},
		"prefix of more": {simulator.Fault{Path: "/incidents/" + checkoutIncident}, "200 500 500 500 200 200"},
		"no half name":   {simulator.Fault{Path: "/incident"}, "200 200 200 200 200 200"},
		"the list alone": {simulator.Fault{Path: "/incidents/{$}"}, "500 200 200 200 200 200"},
		"pattern":        {simulator.Fault{Path: "/incidents/*/notes"}, "200 200 500 500 200 200"},
		"times":          {simulator.Fault{Times: 2}, "500 500 200 200 200 200"},
		"after":          {simulator.Fault{After: 4}, "200 200 200 200 500 500"},
		"after, times":   {simulator.Fault{After: 1, Times: 2, Path: "/incidents"}, "200 500 500 200 200 200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulator.New(simulator.WithClock(atNoon))
			a := serve(t, s)
			c.fault.Kind = simulator.FaultServerError
			s.Inject(c.fault)
			var got []string
			for _, r := range []write{
				{"GET", "/incidents", ""}, {"GET", "/incidents/" + checkoutIncident, ""}, {"GET", noteOf, ""}, {"POST", noteOf, `{"note":{"content":"x"}}`},
				{"GET", "/users/me", ""}, {"GET", "/users/me", ""},
			} {
				response := a.send(r.method, r.path, r.body)
				response.Body.Close()
				got = append(got, response.Status[:3])
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

// TestFaultsAndTheAccount: a fault that replaces the operation does not change the account. One that spoils the answer does.
func TestFaultsAndTheAccount(t *testing.T) {
	t.Parallel()
	for kind, changed := range map[simulator.FaultKind]bool{simulator.FaultServerError: false, simulator.FaultRateLimit: false, simulator.FaultMalformedJSON: true} {
		a := newAPI(t, simulator.WithFaults(simulator.Fault{Kind: kind, Times: 1}))
		a.send("POST", noteOf, `{"note":{"content":"Was it written?"}}`).Body.Close()
		notes := a.ok("GET", noteOf, "").column("notes", "content")
		if written := notes[len(notes)-1] == "Was it written?"; written != changed {
			t.Errorf("%s: written is %v", kind, written)
		}
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := simulator.New(simulator.WithFaults(
			simulator.Fault{Kind: simulator.FaultLatency, Latency: 3 * time.Second}, simulator.Fault{Kind: simulator.FaultRateLimitBare, Latency: time.Second}))
		request, _ := http.NewRequestWithContext(t.Context(), "GET", "/users/me", http.NoBody)
		start, answer := time.Now(), &statusWriter{}
		s.ServeHTTP(answer, request)
		if took := time.Since(start); took != 4*time.Second || answer.status != 429 {
			t.Errorf("%d after %v, want 429 after 4 s", answer.status, took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start = time.Now()
		func() {
			defer func() {
				if recover() != http.ErrAbortHandler {
					t.Error("a request whose client went away is answered")
				}
			}()
			s.ServeHTTP(&statusWriter{}, request.WithContext(ctx))
		}()
		if took := time.Since(start); took != time.Second {
			t.Errorf("waited %v for a client that went away after 1 s", took)
		}
	})
}

type statusWriter struct {
	header http.Header
	status int
}

func (w *statusWriter) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}
func (w *statusWriter) Write(b []byte) (int, error) { return len(b), nil }
func (w *statusWriter) WriteHeader(status int)      { w.status = status }

func TestParseFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]simulator.Fault{
		"rate-limit,times=2,path=/incidents,method=GET": {Kind: simulator.FaultRateLimit, Times: 2, Path: "/incidents", Method: "GET"},
		"latency=3s":                         {Kind: simulator.FaultLatency, Latency: 3 * time.Second},
		"latency=250ms, method=put":          {Kind: simulator.FaultLatency, Latency: 250 * time.Millisecond, Method: "PUT"},
		"server-error,after=1,latency=500ms": {Kind: simulator.FaultServerError, After: 1, Latency: 500 * time.Millisecond},
		"html-error":                         {Kind: simulator.FaultHTMLError},
		"cut-body":                           {Kind: simulator.FaultCutBody},
		"endless-pages":                      {Kind: simulator.FaultEndlessPages},
		"empty-pages":                        {Kind: simulator.FaultEmptyPages},
		"malformed-json":                     {Kind: simulator.FaultMalformedJSON},
		"rate-limit-bare":                    {Kind: simulator.FaultRateLimitBare},
		"status=402":                         {Kind: simulator.FaultStatus, Status: 402},
		`status=418,body={"a":1,"b":2}`:      {Kind: simulator.FaultStatus, Status: 418, Body: `{"a":1,"b":2}`},
	} {
		if got, err := simulator.ParseFault(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for text, reason := range map[string]string{
		"":                          "has no kind",
		"times=2":                   "has no kind",
		"rate-limits":               `unknown kind "rate-limits"; the kinds are`,
		"rate-limit,server-error":   "two kinds, rate-limit and server-error",
		"rate-limit,status=402":     "two kinds, rate-limit and status",
		"rate-limit,time=2":         `unknown setting "time"; the settings are`,
		"rate-limit,times=two":      "not a non-negative number",
		"rate-limit,times=-1":       "not a non-negative number",
		"latency":                   "needs a duration",
		"latency=3":                 "not a duration",
		"latency=-3s":               "not a duration",
		"status":                    "needs a status",
		"status=99":                 "200 to 599",
		"server-error,path=teams":   "must begin with /",
		"server-error,method=FETCH": "GET, POST, PUT or DELETE",
		"server-error,body=x":       "can have a body",
	} {
		if got, err := simulator.ParseFault(text); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: %+v, %v; want an error with %q", text, got, err, reason)
		}
	}
}

// TestWrongFaultsInGo: Inject and WithFaults panic at faults that ParseFault refuses.
func TestWrongFaultsInGo(t *testing.T) {
	t.Parallel()
	for want, fault := range map[string]simulator.Fault{
		"has no kind":                            {Times: 1},
		`unknown kind "rate-limits"`:             {Kind: "rate-limits"},
		"needs a status":                         {Kind: simulator.FaultStatus},
		"200 to 599, not 99":                     {Kind: simulator.FaultStatus, Status: 99},
		"200 to 599, not 600":                    {Kind: simulator.FaultStatus, Status: 600},
		"needs a duration":                       {Kind: simulator.FaultLatency},
		"must begin with /":                      {Kind: simulator.FaultServerError, Path: "teams"},
		"GET, POST, PUT or DELETE":               {Kind: simulator.FaultServerError, Method: "FETCH"},
		"only the kind status can have a status": {Kind: simulator.FaultServerError, Status: 500},
		"can have a body":                        {Kind: simulator.FaultServerError, Body: "x"},
		"must not be negative":                   {Kind: simulator.FaultServerError, Times: -1},
	} {
		s := simulator.New(simulator.WithClock(atNoon))
		for name, use := range map[string]func(){
			"Inject":     func() { s.Inject(simulator.Fault{Kind: simulator.FaultServerError}, fault) },
			"WithFaults": func() { simulator.New(simulator.WithFaults(fault)) },
		} {
			if text := panicOf(use); !strings.HasPrefix(text, "simulator: fault {") || !strings.Contains(text, want) {
				t.Errorf("%s of %+v panics with %q, want %q", name, fault, text, want)
			}
		}
		serve(t, s).ok("GET", "/users/me", "") // all or none
	}
	for _, fault := range []simulator.Fault{{Latency: time.Nanosecond}, {Kind: simulator.FaultServerError, Method: "post"}} {
		if text := panicOf(func() { simulator.New().Inject(fault) }); text != "" {
			t.Errorf("%+v panics with %s", fault, text)
		}
	}
}

func panicOf(f func()) (text string) {
	defer func() {
		if problem := recover(); problem != nil {
			text = fmt.Sprint(problem)
		}
	}()
	f()
	return ""
}

// TestLatencyGoesWithOtherFaults: a fault that is only a latency does not prevent later faults.
func TestLatencyGoesWithOtherFaults(t *testing.T) {
	t.Parallel()
	a := newAPI(t, simulator.WithFaults(simulator.Fault{Latency: time.Nanosecond}, simulator.Fault{Kind: simulator.FaultServerError}))
	if status, _ := a.do("GET", "/users/me", ""); status != 500 {
		t.Errorf("%d", status)
	}
}

func TestClearFaultsAndReset(t *testing.T) {
	t.Parallel()
	s := simulator.New(simulator.WithClock(atNoon), simulator.WithFaults(simulator.Fault{Kind: simulator.FaultServerError, Path: "/teams"}))
	a := serve(t, s)
	s.Inject(simulator.Fault{Kind: simulator.FaultServerError, Path: "/users"})
	s.ClearFaults()
	a.ok("GET", "/teams", "")
	a.ok("GET", "/users", "")
	a.ok("POST", noteOf, `{"note":{"content":"A note"}}`)
	before := len(a.ok("GET", noteOf, "").column("notes", "id"))
	s.Clock().Advance(time.Hour)
	s.Inject(simulator.Fault{Kind: simulator.FaultServerError, Path: "/users"})
	s.Reset()
	if got := s.Requests(); len(got) > 0 || !s.Clock().Now().Equal(noon) {
		t.Errorf("at %v there are requests: %v", s.Clock().Now(), got)
	}
	a.ok("GET", "/users", "")
	if after := len(a.ok("GET", noteOf, "").column("notes", "id")); after != before-1 {
		t.Errorf("%d notes after %d", after, before)
	}
	if status, _ := a.do("GET", "/teams", ""); status != 500 {
		t.Errorf("a fault of the start is gone: %d", status)
	}
}
