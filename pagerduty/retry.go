package pagerduty

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

const (
	maxAttempts           = 6
	maxUnreachable        = 3 // attempts without an answer; fewer, so that the caller soon learns of it
	firstBackoff          = 250 * time.Millisecond
	firstRateLimitBackoff = time.Second
)

// sendWithRetries sends r until it succeeds or a retry would be wrong, useless or too late. With a body it also returns the Error to
// use if the body cannot be decoded.
func (c *core) sendWithRetries(ctx context.Context, r request, p *prepared) (*responseBody, *Error, error) {
	as, err := c.identity(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	start, replaced, uncertain := time.Now(), false, false
	for attempts := 1; ; attempts++ {
		body, failure := c.attempt(ctx, r, p, as, attempts)
		failure.Attempts, failure.uncertain = attempts, uncertain
		if body != nil {
			return body, failure, nil
		}
		uncertain = uncertain || !failure.refused()
		if failure.StatusCode == http.StatusUnauthorized && !replaced {
			var changed bool
			if as, changed, err = c.replace(ctx, r, as); err != nil {
				failure.cause = as.token.redactError(err)
				return nil, nil, failure
			}
			if changed {
				replaced = true
				continue
			}
		}
		wait, ok := c.backoff(r, failure)
		if !ok || time.Since(start)+wait > c.maxRetryWait || endsWithin(ctx, wait) {
			return nil, nil, failure
		}
		if err := sleep(ctx, wait); err != nil {
			failure.cause = errors.Join(err, failure.cause)
			return nil, nil, failure
		}
	}
}

// endsWithin reports whether ctx ends before a wait is over. Then the failure itself tells more than "deadline exceeded" would.
func endsWithin(ctx context.Context, wait time.Duration) bool {
	deadline, ends := ctx.Deadline()
	return ends && time.Until(deadline) <= wait
}

// backoff returns how long to wait before a retry, and whether there should be one.
func (c *core) backoff(r request, failure *Error) (time.Duration, bool) {
	attempts := failure.Attempts
	wait := jitter(firstBackoff << (attempts - 1))
	switch {
	case attempts >= maxAttempts, errors.Is(failure.cause, context.Canceled), errors.Is(failure.cause, errTooLarge),
		errors.Is(failure, ErrTooLate), errors.Is(failure, ErrUntrusted):
		return 0, false
	case failure.StatusCode == http.StatusTooManyRequests: // never carried out, so r need not be repeatable
		if failure.RetryAfter > 0 {
			return failure.RetryAfter + jitter(firstBackoff), true
		}
		return jitter(firstRateLimitBackoff << (attempts - 1)), true
	case failure.StatusCode == 0 && failure.neverSent() && attempts < maxUnreachable:
		return wait, true
	case !r.repeatable:
		return 0, false
	case failure.StatusCode == 0:
		return wait, attempts < maxUnreachable
	case failure.isSuccess(), errors.Is(failure, ErrUnavailable) && failure.StatusCode != http.StatusNotImplemented:
		return max(failure.RetryAfter, wait), true
	}
	return 0, false
}

// jitter returns 1 to 1.5 times wait, so that clients that failed at the same time do not retry at the same time.
func jitter(wait time.Duration) time.Duration {
	return wait + rand.N(wait/2+1)
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
