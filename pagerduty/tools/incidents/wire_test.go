package incidents_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/simulator"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/blackbox"
)

const getCheckout = `{"incident_id":"` + checkout + `"}`

// Failures that pass are retried, and the model does not see them.
func TestFailuresThatPass(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]simulator.Fault{
		"rate limit":              {Kind: simulator.FaultRateLimit, Times: 1, Reset: time.Second},
		"rate limit that is bare": {Kind: simulator.FaultRateLimitBare, Times: 1},
		"server error":            {Kind: simulator.FaultServerError, Times: 1},
		"page of an error":        {Kind: simulator.FaultHTMLError, Times: 1},
		"cut answer":              {Kind: simulator.FaultCutBody, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := failing(t, blackbox.Account{Unchecked: true}, fault)
			s.Call("get_incident", getCheckout).Expect(map[string]any{"id": checkout})
			if got := len(s.Requests()); got != 2 {
				t.Errorf("took %d requests, want 2", got)
			}
		})
	}
}

func TestFailuresThatStay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault simulator.Fault
		want  []string
	}{
		"rate limit":              {simulator.Fault{Kind: simulator.FaultRateLimit, Reset: 12 * time.Second}, []string{"429", "Rate Limit Exceeded", "Retry after 12 s."}},
		"rate limit that is bare": {simulator.Fault{Kind: simulator.FaultRateLimitBare}, []string{"429", "Retry after a minute"}},
		"server error":            {simulator.Fault{Kind: simulator.FaultServerError}, []string{"500", "Internal Server Error", "code 2000", "Try again in a minute"}},
		"page of an error":        {simulator.Fault{Kind: simulator.FaultHTMLError}, []string{"500", "web page instead of PagerDuty's JSON"}},
		"cut answer":              {simulator.Fault{Kind: simulator.FaultCutBody}, []string{"response was cut off", "Try again", "address of the API"}},
		"half an answer":          {simulator.Fault{Kind: simulator.FaultMalformedJSON}, []string{"could not be understood", "address of the API"}},
		"forbidden":               {simulator.Fault{Kind: simulator.FaultStatus, Status: 403}, []string{"403", "Access Denied", "code 2010", "admin"}},
		"a proxy's answer":        {simulator.Fault{Kind: simulator.FaultStatus, Status: 418, Body: `{}`}, []string{"418", "address of the API"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := failing(t, blackbox.Account{Unchecked: true, Options: withoutRetries()}, test.fault)
			for tool, arguments := range map[string]string{"get_incident": getCheckout, "list_incidents": `{}`, "get_past_incidents": getCheckout} {
				sentence := s.CallError(tool, arguments)
				for _, word := range test.want {
					if !strings.Contains(sentence, word) {
						t.Errorf("%s: %q does not say %q", tool, sentence, word)
					}
				}
			}
		})
	}
}

// A rate limit that lasts too long is an error at once.
func TestLongRateLimitIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := failing(t, blackbox.Account{}, simulator.Fault{Kind: simulator.FaultRateLimit, Reset: 50 * time.Second})
	begin := time.Now()
	if sentence := s.CallError("get_incident", getCheckout); !strings.Contains(sentence, "Retry after 50 s.") || time.Since(begin) > 5*time.Second {
		t.Errorf("%q after %s", sentence, time.Since(begin))
	}
}

func TestAPageInsteadOfPagerDuty(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><body>Please log in</body></html>")
	})})
	for tool, arguments := range map[string]string{"get_incident": getCheckout, "list_incidents": `{}`, "get_related_incidents": getCheckout} {
		if sentence := s.CallError(tool, arguments); !strings.Contains(sentence, "web page") || !strings.Contains(sentence, "address of the API") || len(s.Requests()) != 1 {
			t.Errorf("%s: %q after %v", tool, sentence, s.Sent())
		}
	}
}

func TestListsWithoutAnEnd(t *testing.T) {
	t.Parallel()
	s := failing(t, blackbox.Account{}, simulator.Fault{Kind: simulator.FaultEndlessPages})
	list := s.Call("list_incidents", `{"limit":120,"all_time":true}`)
	if ids := list.Column("items", "id"); len(ids) < 50 || !unique(ids) || list.At("more") != true || len(s.Requests()) != 3 || !strings.Contains(list.JSON, "the list may be incomplete") {
		t.Errorf("%d items, each once: %t, and more %v after %v", len(ids), unique(ids), list.At("more"), s.Sent())
	}
	if sentence := s.CallError("list_incidents", `{"service_ids":["No such name"]}`); len(s.Requests()) > 120 {
		t.Errorf("%q after %d requests", sentence, len(s.Requests()))
	}
	s = failing(t, blackbox.Account{}, simulator.Fault{Kind: simulator.FaultEmptyPages})
	if sentence := s.CallError("list_incidents", `{}`); !strings.Contains(sentence, "empty") || len(s.Requests()) != 1 {
		t.Errorf("empty pages: %q after %v", sentence, s.Sent())
	}
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Options: withoutRetries(pagerduty.WithBaseURL("http://127.0.0.1:1"))})
	if sentence := s.CallError("list_incidents", `{}`); !strings.Contains(sentence, "could not be reached") || !strings.Contains(sentence, "address of the API") {
		t.Errorf("read: %q", sentence)
	}
	if sentence := s.CallError("manage_incidents", `{"incident_ids":["`+checkout+`"],"status":"resolved"}`); !strings.Contains(sentence, "could not be reached") {
		t.Errorf("write: %q", sentence)
	}
}

func TestAWrongKey(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Key: "wrong-key-1234567890"})
	for _, tool := range []string{"get_incident", "get_past_incidents"} {
		sentence := s.CallError(tool, getCheckout)
		for _, word := range []string{"401", "check the key", "address of the API", "revoked", "https://api.eu.pagerduty.com"} {
			if !strings.Contains(sentence, word) {
				t.Errorf("%q does not say %q", sentence, word)
			}
		}
		if strings.Contains(sentence, "wrong-key") {
			t.Errorf("%q contains the key", sentence)
		}
	}
}

// If the response to a change cannot be read, the client finds out the outcome if it can. Otherwise the error says that it is unknown.
func TestWritesWithUnreadableAnswers(t *testing.T) {
	t.Parallel()
	for tool, arguments := range writingCalls() {
		for _, kind := range []simulator.FaultKind{simulator.FaultMalformedJSON, simulator.FaultCutBody} {
			t.Run(tool+"/"+string(kind), func(t *testing.T) {
				t.Parallel()
				s := failing(t, blackbox.Account{Unchecked: true}, simulator.Fault{Kind: kind, Method: http.MethodPut}, simulator.Fault{Kind: kind, Method: http.MethodPost})
				switch tool {
				case "create_incident": // found by its key
					s.Call(tool, arguments).Expect(map[string]any{"created": true})
				case "manage_incidents": // found by a look at the incidents
					s.Call(tool, arguments).Expect(map[string]any{"changed": 1, "items.0.after.status": "resolved"})
				default:
					sentence := s.CallError(tool, arguments)
					if !strings.HasPrefix(sentence, "The change may have been made. Read the incident's ") || len(s.Writes()) != 1 {
						t.Errorf("%s after %v", sentence, s.Writes())
					}
				}
			})
		}
	}
}

// once replaces the response to the first request of a method, which the account carries out.
func once(method string, spoil func(http.ResponseWriter)) func(http.Handler) http.Handler {
	var met atomic.Bool
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == method && !met.Swap(true) {
				next.ServeHTTP(httptest.NewRecorder(), r)
				spoil(w)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// PagerDuty makes the change but responds with an error. The client's second attempt finds the incident already resolved.
func TestAChangeThatHadToBeRepeated(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(http.ResponseWriter){
		"server error": func(w http.ResponseWriter) { w.WriteHeader(http.StatusBadGateway) },
		"no answer":    func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		for change, want := range map[string]string{
			`"status":"resolved"`:     "resolved",
			`"status":"acknowledged"`: "acknowledged",
			`"urgency":"low"`:         "triggered",
		} {
			t.Run(name+"/"+change, func(t *testing.T) {
				t.Parallel()
				s := start(t, blackbox.Account{Around: once(http.MethodPut, spoil)})
				changed := s.Call("manage_incidents", `{"incident_ids":["`+postgres+`","`+payments+`"],`+change+`}`)
				changed.Expect(map[string]any{"items.0.before.status": "triggered", "items.0.after.status": want, "items.1.after.status": want})
			})
		}
	}
}

// A note is not retried: without a response it may have been written.
func TestANoteIsNotRepeated(t *testing.T) {
	t.Parallel()
	s := start(t, blackbox.Account{Around: once(http.MethodPost, func(http.ResponseWriter) { panic(http.ErrAbortHandler) })})
	sentence := s.CallError("add_note_to_incident", `{"incident_id":"`+postgres+`","note":"x"}`)
	if !strings.Contains(sentence, "may have been made") || len(s.Writes()) != 1 {
		t.Errorf("%q after %v", sentence, s.Writes())
	}
	s.Call("get_incident", `{"incident_id":"`+postgres+`","include":["notes"]}`).Expect(map[string]any{"notes.0.text": "x", "notes.1": nil})
}
