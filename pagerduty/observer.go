package pagerduty

import (
	"context"
	"errors"
	"time"
)

// Observer is told of each attempt to send a request, for logs, metrics and traces; see WithObserver. It is called before the attempt. It
// returns the context with which the attempt is sent, derived from ctx, and a function that is called when the attempt has ended, or nil.
// Both are called by many goroutines at once, and must be quick.
//
// What an Observer gets holds nothing of the account, so that it can become a label or a line of a log: operations, methods and
// statuses are few, and keys, ids and texts are left out.
type Observer func(ctx context.Context, attempt Attempt) (context.Context, func(AttemptEnd))

// Attempt is an attempt to send a request.
type Attempt struct {
	Operation string // PagerDuty's operationId, such as "getIncident"; "" if the Request of Client.Do names none
	Method    string // HTTP method
	Mutates   bool   // whether the operation could change the account
	Number    int    // 1 for the first attempt, more for retries
}

// AttemptEnd is how an attempt ended.
type AttemptEnd struct {
	StatusCode int           // HTTP status; 0 if no answer came
	Duration   time.Duration // until the whole answer was read
	RateLimit  RateLimit     // what the answer says about the account's rate limit
	RequestID  string        // PagerDuty's id of the request, for its support; "" if it sent none

	// Err is nil after a status that begins with 2. Otherwise it is one of the errors of this package, such as ErrRateLimited, or
	// context.Canceled or context.DeadlineExceeded, without a text of its own. What follows may differ: the next attempt may succeed, and
	// an answer may turn out not to be PagerDuty's.
	Err error
}

// RateLimit is how many requests the account may send.
type RateLimit struct {
	Known     bool          // whether PagerDuty sent it
	Limit     int           // requests in a period; 0 if it did not say
	Remaining int           // of them, in this period
	Reset     time.Duration // until the next period begins
}

// WithObserver calls observer for each attempt to send a request. The default observes nothing, and costs nothing.
func WithObserver(observer Observer) Option { return func(s *settings) { s.observer = observer } }

// errFailed is the AttemptEnd.Err of a failure of no other kind.
var errFailed = errors.New("pagerduty: failed")

// observed is send, with the observer.
func (c *core) observed(ctx context.Context, r request, p *prepared, as identity, number int) (*responseBody, *Error) {
	if c.observer == nil {
		return c.send(ctx, r, p, as)
	}
	attempt := Attempt{Operation: r.operation, Method: r.method, Mutates: r.mutates, Number: number}
	if r.unnamed {
		attempt.Operation = ""
	}
	ctx, ended := c.observer(ctx, attempt)
	start := time.Now()
	body, failure := c.send(ctx, r, p, as)
	if ended != nil {
		ended(AttemptEnd{
			StatusCode: failure.StatusCode, Duration: time.Since(start), RateLimit: failure.rateLimit, RequestID: failure.RequestID,
			Err: kindOf(failure, body != nil),
		})
	}
	return body, failure
}

// kindOf returns the error of this package or of package context that describes a failure.
func kindOf(failure *Error, succeeded bool) error {
	if succeeded {
		return nil
	}
	kinds := []error{
		context.Canceled, context.DeadlineExceeded, ErrUntrusted, ErrProxy, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrInvalid, ErrPlan,
		ErrRateLimited, ErrUnavailable, ErrUnreachable,
	}
	for _, kind := range kinds {
		if errors.Is(failure, kind) {
			return kind
		}
	}
	return errFailed
}
