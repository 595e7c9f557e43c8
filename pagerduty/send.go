package pagerduty

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// attempt sends r once, for the number-th time, and records in the context's changes.Watch whether it may have changed the account.
func (c *core) attempt(ctx context.Context, r request, p *prepared, as identity, number int) (*responseBody, *Error) {
	if !r.mutates {
		return c.observed(ctx, r, p, as, number)
	}
	reason := ctx.Err()
	if r.notifies && tooLate(ctx) {
		reason = ErrTooLate
	}
	if reason != nil {
		failure := r.newError()
		failure.Message, failure.cause, failure.unsent = "the request was not sent", reason, true
		return nil, failure
	}
	changes.Begin(ctx, r.operation)
	var connection connectionTrace
	body, failure := c.observed(connection.around(ctx), r, p, as, number)
	failure.unsent = failure.unsent || failure.StatusCode == 0 && connection.neverMade()
	if failure.refused() {
		changes.Refused(ctx, r.operation)
	}
	return body, failure
}

// minTimeLeft is the time that the context must have left for a request that notifies people.
const minTimeLeft = 250 * time.Millisecond

// tooLate reports whether the context would end before the answer, if that takes as long as the slowest so far.
func tooLate(ctx context.Context) bool {
	deadline, ends := ctx.Deadline()
	return ends && time.Until(deadline) < max(minTimeLeft, changes.Slowest(ctx))
}

// connectionTrace records whether a request got a connection. Without one, nothing was sent.
type connectionTrace struct{ wanted, made atomic.Bool }

func (t *connectionTrace) around(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.made.Store(true) },
	})
}

// neverMade reports whether no connection was made. It is false if the transport does not report connections.
func (t *connectionTrace) neverMade() bool { return t.wanted.Load() && !t.made.Load() }

// send sends r once. It returns the body of a 2xx answer, else nil, and always an Error that describes the outcome.
func (c *core) send(ctx context.Context, r request, p *prepared, as identity) (body *responseBody, failure *Error) {
	failure = r.newError()
	defer func() { failure.redact(as.token) }()
	httpRequest, err := http.NewRequestWithContext(ctx, r.method, p.url, bytes.NewReader(p.payload))
	if err != nil {
		failure.Message, failure.cause, failure.unsent = "the request could not be made", err, true
		return nil, failure
	}
	c.setHeaders(httpRequest, r, p, as)
	start := time.Now()
	defer func() { changes.Took(ctx, time.Since(start)) }()
	response, err := c.http.Do(httpRequest)
	if err != nil {
		failure.Message, failure.cause = "no answer came", withoutURL(err)
		if ctx.Err() != nil { // net/http returns context.Cause, which need not match context.Canceled or DeadlineExceeded
			failure.cause, failure.contextEnded = errors.Join(ctx.Err(), failure.cause), true
		}
		return nil, failure
	}
	defer response.Body.Close()
	failure.StatusCode = response.StatusCode
	failure.rateLimit = readRateLimit(response.Header)
	c.rate.observe(failure.rateLimit)
	c.clock.observe(response.Header)
	failure.RequestID = response.Header.Get("X-Request-Id")
	if response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable {
		failure.RetryAfter = retryAfter(response.Header)
	}
	body, err = c.read(ctx, response)
	if err != nil {
		failure.Message, failure.cause, failure.brokeOff = "the answer broke off", err, true
		if errors.Is(err, errTooLarge) {
			failure.Message, failure.brokeOff = "the answer is too large", false
		}
		return nil, failure
	}
	if failure.isSuccess() {
		return body, failure
	}
	defer body.release()
	if location := response.Header.Get("Location"); location != "" && response.StatusCode < 400 {
		failure.Message = "the answer is a redirection to " + hostOf(location) + ", which is not followed with the key: check the API's address"
		return nil, failure
	}
	failure.parse([]byte(as.token.redact(string(withoutByteOrderMark(body.Bytes())))))
	return nil, failure
}

func (c *core) setHeaders(request *http.Request, r request, p *prepared, as identity) {
	request.Header.Set("Authorization", as.token.header())
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	request.Header.Set("User-Agent", c.userAgent)
	if p.payload != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if as.from != "" {
		request.Header.Set("From", as.from)
	}
	if r.earlyAccess != "" {
		request.Header.Set("X-Early-Access", r.earlyAccess)
	}
}

// maxRetryAfter bounds the wait that an answer can ask for, so that sums with it do not overflow.
const maxRetryAfter = 24 * time.Hour

// retryAfter returns how long the answer asks to wait. PagerDuty sends seconds, never a date.
func retryAfter(header http.Header) time.Duration {
	for _, name := range []string{"Ratelimit-Reset", "Retry-After"} {
		if seconds, err := time.ParseDuration(header.Get(name) + "s"); err == nil && seconds >= 0 {
			return min(seconds, maxRetryAfter)
		}
	}
	return 0
}

// withoutURL removes the URL from a network error. The Error that wraps it names the path.
func withoutURL(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}

func hostOf(location string) string {
	target, err := url.Parse(location)
	if err != nil {
		return "another place"
	}
	return cmp.Or(target.Host, "another place")
}

// isProxyError reports whether the proxy failed. If the proxy refuses, the text of net/http's error is only that of the status.
func isProxyError(err error) bool {
	if connection, ok := errors.AsType[*net.OpError](err); ok && connection.Op == "proxyconnect" {
		return true
	}
	for status := http.StatusMultipleChoices; err != nil && status < 600; status++ {
		if text := http.StatusText(status); text != "" && err.Error() == text {
			return true
		}
	}
	return false
}

// isUntrusted reports whether the server's certificate is not trusted.
func isUntrusted(err error) bool {
	_, isVerification := errors.AsType[*tls.CertificateVerificationError](err)
	return isVerification
}
