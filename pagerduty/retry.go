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
	maxUnreachable        = 3 // attempts where nothing answers: someone is waiting for the message
	firstBackoff          = 250 * time.Millisecond
	firstRateLimitBackoff = time.Second
)

// sendRepeatedly sends r until it succeeds or repeating it is wrong, useless or too slow. With a body
// comes the Error to return should the body turn out to be useless.
func (c *core) sendRepeatedly(ctx context.Context, r request, p *prepared) (*answerBody, *Error, error) {
	as, err := c.identity(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	start, replaced, uncertain := time.Now(), false, false
	for attempts := 1; ; attempts++ {
		body, failure := c.attempt(ctx, r, p, as)
		failure.Attempts, failure.uncertain = attempts, uncertain
		if body != nil {
			return body, failure, nil
		}
		uncertain = uncertain || failure.undecided()
		if failure.StatusCode == http.StatusUnauthorized && !replaced {
			var changed bool
			if as, changed, err = c.replace(ctx, r, as); err != nil {
				failure.cause = as.token.hide(err)
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

// endsWithin reports whether ctx ends before a wait is over: then the reason for the wait is better to know now.
func endsWithin(ctx context.Context, wait time.Duration) bool {
	deadline, ends := ctx.Deadline()
	return ends && time.Until(deadline) <= wait
}

// backoff returns how long to wait before r is sent again, and whether it should be.
func (c *core) backoff(r request, failure *Error) (time.Duration, bool) {
	attempts := failure.Attempts
	switch {
	case attempts >= maxAttempts, errors.Is(failure.cause, context.Canceled), errors.Is(failure.cause, errTooLarge),
		errors.Is(failure, ErrTooLate), errors.Is(failure, ErrUntrusted):
		return 0, false
	case failure.StatusCode == http.StatusTooManyRequests: // not carried out, whatever the method
		if failure.RetryAfter > 0 {
			return failure.RetryAfter + jitter(firstBackoff), true
		}
		return jitter(firstRateLimitBackoff << (attempts - 1)), true
	case failure.StatusCode == 0 && failure.neverSent() && attempts < maxUnreachable:
		return jitter(firstBackoff << (attempts - 1)), true
	case !r.safe:
		return 0, false
	case failure.StatusCode == 0:
		return jitter(firstBackoff << (attempts - 1)), attempts < maxUnreachable
	case failure.accepted(), errors.Is(failure, ErrUnavailable) && failure.StatusCode != http.StatusNotImplemented:
		return max(failure.RetryAfter, jitter(firstBackoff<<(attempts-1))), true
	}
	return 0, false
}

// jitter spreads waits between the whole and one and a half times of it, so that clients that
// failed together do not come back together.
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
