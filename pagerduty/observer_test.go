package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// seen collects what an observer is told.
type seen struct {
	mutex sync.Mutex
	lines []string
}

func (s *seen) observe(ctx context.Context, attempt pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
	return context.WithValue(ctx, spanKey{}, attempt.Number), func(end pagerduty.AttemptEnd) {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.lines = append(s.lines, fmt.Sprintf("%s %s #%d %d %v %d/%d %s", attempt.Operation, attempt.Method, attempt.Number, end.StatusCode, end.Err,
			end.RateLimit.Remaining, end.RateLimit.Limit, end.RequestID))
	}
}

type spanKey struct{}

// Each attempt is observed once, in the context that the observer returned, with what PagerDuty's headers say.
func TestObserver(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		call    func(context.Context, *pagerduty.Client) error
		answers []httpmock.Responder
		want    []string
	}{
		"a retry": {
			read, []httpmock.Responder{answer(429, "", "Ratelimit-Limit: 960", "Ratelimit-Remaining: 0", "Ratelimit-Reset: 1"), answer(200, everyRoot, "X-Request-Id: r1", "Ratelimit-Limit: 960", "Ratelimit-Remaining: 12")},
			[]string{"getIncident GET #1 429 pagerduty: rate limited 0/960 ", "getIncident GET #2 200 <nil> 12/960 r1"},
		},
		"a change": {addNote, []httpmock.Responder{answer(403, `{"error":{"message":"Ada may not","code":2010}}`)}, []string{
			"getCurrentUser GET #1 403 pagerduty: not allowed 0/0 ",
		}},
		"no answer": {read, []httpmock.Responder{refused}, []string{
			"getIncident GET #1 0 pagerduty: unreachable 0/0 ", "getIncident GET #2 0 pagerduty: unreachable 0/0 ", "getIncident GET #3 0 pagerduty: unreachable 0/0 ",
		}},
		"another status": {read, []httpmock.Responder{answer(409, `{}`)}, []string{"getIncident GET #1 409 pagerduty: failed 0/0 "}},
		"an operation without a name": {func(ctx context.Context, c *pagerduty.Client) error {
			return c.Do(ctx, pagerduty.Request{Method: http.MethodGet, Path: []string{"tags", "PTAG"}}, new(any))
		}, []httpmock.Responder{answer(200, `{}`)}, []string{" GET #1 200 <nil> 0/0 "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var seen seen
				answers := test.answers
				client, _ := newClient(t, everywhere(func(r *http.Request) (*http.Response, error) {
					if r.Context().Value(spanKey{}) == nil {
						t.Error("the request is not sent in the observer's context")
					}
					respond := answers[0]
					answers = answers[min(1, len(answers)-1):]
					return respond(r)
				}), pagerduty.WithObserver(seen.observe))
				_ = test.call(t.Context(), client)
				if !slices.Equal(seen.lines, test.want) {
					t.Errorf("observed\n%s\nwant\n%s", strings.Join(seen.lines, "\n"), strings.Join(test.want, "\n"))
				}
			})
		})
	}
}

// The error that an observer gets is one of a few, so that it holds no text of the account's.
func TestObserverGetsErrorsWithoutTexts(t *testing.T) {
	t.Parallel()
	for status := 300; status < 600; status++ {
		var got error
		client, _ := newClient(t, everywhere(answer(status, `{"error":{"message":"Checkout is down","errors":["s3cr3t"]}}`)), pagerduty.WithMaxRetryWait(0),
			pagerduty.WithObserver(func(ctx context.Context, _ pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
				return ctx, func(end pagerduty.AttemptEnd) { got = end.Err }
			}))
		if err := read(t.Context(), client); got == nil || errors.Unwrap(got) != nil || strings.Contains(got.Error(), "Checkout") || err == nil {
			t.Errorf("%d: observed %v; the call returned %v", status, got, err)
		}
	}
}

// An attempt that its context ends is no failure of PagerDuty's.
func TestObserverOfAnEndedContext(t *testing.T) {
	t.Parallel()
	var got error
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	client, _ := newClient(t, everywhere(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}), pagerduty.WithObserver(func(ctx context.Context, _ pagerduty.Attempt) (context.Context, func(pagerduty.AttemptEnd)) {
		return ctx, func(end pagerduty.AttemptEnd) { got = end.Err }
	}))
	if err := read(ctx, client); got != context.DeadlineExceeded || err == nil {
		t.Errorf("observed %v", got)
	}
}
