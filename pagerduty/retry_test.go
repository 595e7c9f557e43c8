package pagerduty_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
)

// The three kinds of operation for retries: a read, a change that may be retried, and one that may not.
func read(ctx context.Context, c *pagerduty.Client) error {
	return second(c.Incidents.Get(ctx, "PINC"))
}

func update(ctx context.Context, c *pagerduty.Client) error {
	return second(c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", Title: new("Checkout is down")}))
}

// escalate makes a change that notifies people each time.
func escalate(ctx context.Context, c *pagerduty.Client) error {
	return second(c.Incidents.Update(ctx, pagerduty.IncidentUpdate{ID: "PINC", EscalationLevel: new(2)}))
}

func addNote(ctx context.Context, c *pagerduty.Client) error {
	return second(c.Incidents.AddNote(ctx, "PINC", "Restarted it."))
}

// everyRoot is a successful answer for all of them.
const everyRoot = `{"responder_request":{"requester":{"id":"PADA"}},"incident":{"id":"PINC"},"incidents":[{"id":"PINC"}],"note":{"id":"PNOTE"}}`

// refused is the error of a port without a listener.
func refused(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
}

func TestRepeating(t *testing.T) {
	t.Parallel()
	type call = func(context.Context, *pagerduty.Client) error
	ok := answer(http.StatusOK, everyRoot)
	status := func(status int, headers ...string) httpmock.Responder { return answer(status, "", headers...) }
	tests := map[string]struct {
		call     call
		answers  []httpmock.Responder // the last one is repeated
		requests int
		min, max time.Duration
		is       error // nil for success
	}{
		"429 with a reset":       {read, []httpmock.Responder{status(429, "Ratelimit-Reset: 7"), ok}, 2, 7 * time.Second, 8 * time.Second, nil},
		"429 with Retry-After":   {read, []httpmock.Responder{status(429, "Retry-After: 7"), ok}, 2, 7 * time.Second, 8 * time.Second, nil},
		"429 with nothing":       {read, []httpmock.Responder{status(429), ok}, 2, time.Second, 2 * time.Second, nil},
		"429 with reset 0":       {read, []httpmock.Responder{status(429, "Ratelimit-Reset: 0"), ok}, 2, time.Second, 2 * time.Second, nil},
		"429 with rubbish":       {read, []httpmock.Responder{status(429, "Ratelimit-Reset: soon"), ok}, 2, time.Second, 2 * time.Second, nil},
		"429 with minus one":     {read, []httpmock.Responder{status(429, "Ratelimit-Reset: -1"), ok}, 2, time.Second, 2 * time.Second, nil},
		"429 with a huge reset":  {read, []httpmock.Responder{status(429, "Ratelimit-Reset: 9223372036.8"), ok}, 1, 0, 0, pagerduty.ErrRateLimited},
		"429 twice":              {read, []httpmock.Responder{status(429), status(429), ok}, 3, 3 * time.Second, 5 * time.Second, nil},
		"429 to a note":          {addNote, []httpmock.Responder{status(429, "Ratelimit-Reset: 2"), ok}, 2, 2 * time.Second, 3 * time.Second, nil},
		"429 to an update":       {update, []httpmock.Responder{status(429, "Ratelimit-Reset: 2"), ok}, 2, 2 * time.Second, 3 * time.Second, nil},
		"too long a reset":       {read, []httpmock.Responder{status(429, "Ratelimit-Reset: 21")}, 1, 0, 0, pagerduty.ErrRateLimited},
		"503 with Retry-After":   {read, []httpmock.Responder{status(503, "Retry-After: 5"), ok}, 2, 5 * time.Second, 6 * time.Second, nil},
		"500 to an escalation":   {escalate, []httpmock.Responder{status(500)}, 1, 0, 0, pagerduty.ErrUnavailable},
		"429 to an escalation":   {escalate, []httpmock.Responder{status(429, "Ratelimit-Reset: 2"), ok}, 2, 2 * time.Second, 3 * time.Second, nil},
		"500 to a read":          {read, []httpmock.Responder{status(500), ok}, 2, 250 * time.Millisecond, 400 * time.Millisecond, nil},
		"500 to an update":       {update, []httpmock.Responder{status(500), ok}, 2, 250 * time.Millisecond, 400 * time.Millisecond, nil},
		"500 to a note":          {addNote, []httpmock.Responder{status(500)}, 1, 0, 0, pagerduty.ErrUnavailable},
		"503 for ever":           {read, []httpmock.Responder{status(503)}, 6, 7 * time.Second, 20 * time.Second, pagerduty.ErrUnavailable},
		"408 to a read":          {read, []httpmock.Responder{status(408), ok}, 2, 250 * time.Millisecond, 400 * time.Millisecond, nil},
		"501 to a read":          {read, []httpmock.Responder{status(501)}, 1, 0, 0, pagerduty.ErrUnavailable},
		"400 to a read":          {read, []httpmock.Responder{status(400)}, 1, 0, 0, pagerduty.ErrInvalid},
		"404 to a read":          {read, []httpmock.Responder{status(404)}, 1, 0, 0, pagerduty.ErrNotFound},
		"refused, then answered": {read, []httpmock.Responder{refused, ok}, 2, 250 * time.Millisecond, 400 * time.Millisecond, nil},
		"refused for ever":       {read, []httpmock.Responder{refused}, 3, 750 * time.Millisecond, 1200 * time.Millisecond, pagerduty.ErrUnreachable},
		"refused to an update":   {update, []httpmock.Responder{refused}, 3, 750 * time.Millisecond, 1200 * time.Millisecond, pagerduty.ErrUnreachable},
		"refused to a note":      {addNote, []httpmock.Responder{refused}, 3, 750 * time.Millisecond, 1200 * time.Millisecond, pagerduty.ErrUnreachable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				left := test.answers
				client, sent := newClient(t, everywhere(func(request *http.Request) (*http.Response, error) {
					next := left[0]
					left = left[min(1, len(left)-1):]
					return next(request)
				}), pagerduty.WithFrom(testEmail))
				start := time.Now()
				err := test.call(t.Context(), client)
				if !errors.Is(err, test.is) {
					t.Errorf("error %v, want %v", err, test.is)
				}
				if took := time.Since(start); took < test.min || took > test.max {
					t.Errorf("took %v, want %v to %v", took, test.min, test.max)
				}
				if got := len(sent.requests()); got != test.requests {
					t.Errorf("%d requests, want %d", got, test.requests)
				}
				expectFailure(t, err, test.requests, test.is)
				for _, request := range sent.requests() {
					if request.Body != sent.requests()[0].Body {
						t.Errorf("sent %q, then %q", sent.requests()[0].Body, request.Body)
					}
				}
			})
		})
	}
}

// expectFailure checks the *Error in err, if a failure is wanted.
func expectFailure(t *testing.T, err error, attempts int, want error) {
	t.Helper()
	failure, ok := errors.AsType[*pagerduty.Error](err)
	switch {
	case ok != (want != nil):
		t.Errorf("error %v", err)
	case ok && failure.Attempts != attempts:
		t.Errorf("Attempts = %d, want %d", failure.Attempts, attempts)
	case want == pagerduty.ErrUnreachable && !errors.Is(err, syscall.ECONNREFUSED):
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestRetryAfterIsTold(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer httpmock.Responder
		want   time.Duration
	}{
		"429":                      {answer(429, `{"error":{"message":"Rate Limit Exceeded","code":2020}}`, "Ratelimit-Reset: 45"), 45 * time.Second},
		"429, cut short":           {cutShort(429, "Ratelimit-Reset: 45"), 45 * time.Second},
		"503":                      {answer(503, "", "Retry-After: 120"), 120 * time.Second},
		"429, negative":            {answer(429, "", "Ratelimit-Reset: -5"), 0},
		"429, negative, then not":  {answer(429, "", "Ratelimit-Reset: -5", "Retry-After: 3"), 3 * time.Second},
		"404 of a limited account": {answer(404, "", "Ratelimit-Remaining: 900", "Ratelimit-Reset: 45"), 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, sent := newClient(t, everywhere(test.answer), pagerduty.WithMaxRetryWait(0))
			failure, ok := errors.AsType[*pagerduty.Error](read(t.Context(), client))
			if !ok || failure.RetryAfter != test.want || failure.Attempts != 1 {
				t.Errorf("got %+v, want %v", failure, test.want)
			}
			sent.expect(t, "GET /incidents/PINC")
		})
	}
}

// cutShort returns an answer whose body breaks off.
func cutShort(status int, headers ...string) httpmock.Responder {
	return func(request *http.Request) (*http.Response, error) {
		response, err := answer(status, "", headers...)(request)
		response.Body = &brokenBody{}
		return response, err
	}
}

var errBroken = errors.New("connection reset by peer")

type brokenBody struct{ read bool }

func (b *brokenBody) Close() error { return nil }

func (b *brokenBody) Read(p []byte) (int, error) {
	if b.read {
		return 0, errBroken
	}
	b.read = true
	return copy(p, `{"incident":{"id":"PI`), nil
}

func TestTotalWaitIsBounded(t *testing.T) {
	t.Parallel()
	for _, limit := range []time.Duration{0, 2 * time.Second, 5 * time.Second, 20 * time.Second} {
		for _, status := range []int{429, 500} {
			t.Run(fmt.Sprintf("%d within %v", status, limit), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					client, sent := newClient(t, everywhere(answer(status, "")), pagerduty.WithMaxRetryWait(limit))
					start := time.Now()
					failure, ok := errors.AsType[*pagerduty.Error](read(t.Context(), client))
					if !ok || failure.StatusCode != status || failure.Attempts != len(sent.requests()) {
						t.Errorf("error %v", failure)
					}
					if took := time.Since(start); took > limit {
						t.Errorf("took %v", took)
					}
					if got := len(sent.requests()); (got == 1) != (limit == 0) || got > 6 {
						t.Errorf("%d requests", got)
					}
				})
			})
		}
	}
}

func TestSlowAttemptsCountAsWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := func(request *http.Request) (*http.Response, error) {
			<-request.Context().Done()
			return nil, request.Context().Err()
		}
		client, sent := newClient(t, everywhere(hang), pagerduty.WithTimeout(15*time.Second))
		start := time.Now()
		err := read(t.Context(), client)
		if !errors.Is(err, pagerduty.ErrUnreachable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); len(sent.requests()) != 2 || took > 31*time.Second {
			t.Errorf("%d requests in %v", len(sent.requests()), took)
		}
	})
}

func TestCancellationEndsWaiting(t *testing.T) {
	t.Parallel()
	refused := httpmock.NewErrorResponder(syscall.ECONNREFUSED)
	tests := map[string]struct {
		answer httpmock.Responder
		cause  error // the failure before the cancellation
	}{
		"rate limit": {answer(429, "", "Ratelimit-Reset: 10"), pagerduty.ErrRateLimited},
		"failure":    {answer(500, ""), pagerduty.ErrUnavailable},
		"no network": {refused, syscall.ECONNREFUSED},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, sent := newClient(t, everywhere(test.answer))
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(100*time.Millisecond, cancel)
				start := time.Now()
				err := read(ctx, client)
				if !errors.Is(err, context.Canceled) || !errors.Is(err, test.cause) || errors.Is(err, pagerduty.ErrUnreachable) {
					t.Errorf("error %v", err)
				}
				if took := time.Since(start); took != 100*time.Millisecond || len(sent.requests()) != 1 {
					t.Errorf("took %v and %d requests", took, len(sent.requests()))
				}
			})
		})
	}
}

func TestCancelledRequestIsNotRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, sent := newClient(t, &inFlight{respond: answer(200, everyRoot)})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		if err := read(ctx, client); !errors.Is(err, context.Canceled) || errors.Is(err, pagerduty.ErrUnreachable) {
			t.Errorf("error %v", err)
		}
		if err := read(ctx, client); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		if got := len(sent.requests()); got > 2 {
			t.Errorf("%d requests", got)
		}
	})
}

// net/http returns context.Cause instead of ctx.Err.
func TestCancelledWithACauseIsCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	stopping := errors.New("the server is stopping")
	client, _ := newClient(t, everywhere(func(*http.Request) (*http.Response, error) {
		cancel(stopping)
		return nil, context.Cause(ctx)
	}), pagerduty.WithFrom(testEmail))
	err := addNote(ctx, client)
	if !errors.Is(err, context.Canceled) || !errors.Is(err, stopping) || errors.Is(err, pagerduty.ErrUnreachable) {
		t.Errorf("error %v", err)
	}
	if failure, ok := errors.AsType[*pagerduty.Error](err); !ok || !failure.Undecided() {
		t.Errorf("error %v does not say that the note may have been written", err)
	}
}

func TestUndecided(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		respond httpmock.Responder
		want    bool
	}{
		"refused":      {refused, false},
		"unknown host": {httpmock.NewErrorResponder(&net.DNSError{Name: "api.example.com"}), false},
		"no answer":    {httpmock.ConnectionFailure, true},
		"500":          {answer(500, ""), true},
		"400":          {answer(400, ""), false},
		"unreadable":   {answer(201, "<html>"), true},
	} {
		client, _ := newClient(t, everywhere(test.respond), pagerduty.WithFrom(testEmail), pagerduty.WithMaxRetryWait(0))
		failure, _ := errors.AsType[*pagerduty.Error](addNote(t.Context(), client))
		if failure == nil || failure.Undecided() != test.want {
			t.Errorf("%s: error %v, want undecided %v", name, failure, test.want)
		}
		failure, _ = errors.AsType[*pagerduty.Error](read(t.Context(), client))
		if failure != nil && failure.Undecided() {
			t.Errorf("%s: a read is undecided", name)
		}
	}
}

// If the context would end during a wait, the failure is returned at once, since it tells more than "deadline exceeded".
func TestNoWaitBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, sent := newClient(t, everywhere(answer(http.StatusTooManyRequests, "", "Ratelimit-Reset: 10")))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		err := read(ctx, client)
		if !errors.Is(err, pagerduty.ErrRateLimited) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the rate limit", err)
		}
		if waited := time.Since(start); waited > time.Second || len(sent.requests()) != 1 {
			t.Errorf("%d requests in %v, want one at once", len(sent.requests()), waited)
		}
	})
}
