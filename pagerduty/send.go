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

// attempt sends r once, and lets the context's watch know of what may have changed the account.
func (c *core) attempt(ctx context.Context, r request, p *prepared, as identity) (*answerBody, *Error) {
	if r.pages && tooLate(ctx) {
		failure := r.failure()
		failure.Message, failure.cause, failure.unsent = "the request was not sent", ErrTooLate, true
		return nil, failure
	}
	if !r.mutates {
		return c.send(ctx, r, p, as)
	}
	if err := ctx.Err(); err != nil {
		failure := r.failure()
		failure.Message, failure.cause, failure.unsent = "the request was not sent", err, true
		return nil, failure
	}
	changes.Begin(ctx, r.operation)
	var connection connectionTrace
	body, failure := c.send(connection.around(ctx), r, p, as)
	failure.unsent = failure.unsent || failure.StatusCode == 0 && connection.neverMade()
	if failure.refused() {
		changes.Refused(ctx, r.operation)
	}
	return body, failure
}

// leastTime is how much of a context must be left for a request that notifies people.
const leastTime = 250 * time.Millisecond

// tooLate reports whether the context is likely to end before an answer comes: it takes as long as the slowest before.
func tooLate(ctx context.Context) bool {
	deadline, ends := ctx.Deadline()
	return ends && time.Until(deadline) < max(leastTime, changes.Slowest(ctx))
}

// connectionTrace sees whether there was a connection for a request. Without one, nothing was sent.
type connectionTrace struct{ wanted, made atomic.Bool }

func (t *connectionTrace) around(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.wanted.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.made.Store(true) },
	})
}

// neverMade is false where the transport does not tell.
func (t *connectionTrace) neverMade() bool { return t.wanted.Load() && !t.made.Load() }

// send returns the body of a 2xx answer, nil for any other outcome, and in any case an Error that tells
// the outcome as far as it is known.
func (c *core) send(ctx context.Context, r request, p *prepared, as identity) (body *answerBody, failure *Error) {
	failure = r.failure()
	defer func() { failure.redact(as.token) }()
	httpRequest, err := http.NewRequestWithContext(ctx, r.method, p.url, bytes.NewReader(p.payload))
	if err != nil {
		failure.Message, failure.cause, failure.unsent = "the request could not be made", err, true
		return nil, failure
	}
	c.setHeaders(httpRequest, p, as)
	start := time.Now()
	defer func() { changes.Took(ctx, time.Since(start)) }()
	response, err := c.http.Do(httpRequest)
	if err != nil {
		failure.Message, failure.cause = "no answer came", withoutURL(err)
		if ctx.Err() != nil { // net/http gives the context's cause, by which its end is not recognised
			failure.cause, failure.ended = errors.Join(ctx.Err(), failure.cause), true
		}
		return nil, failure
	}
	defer response.Body.Close()
	failure.StatusCode = response.StatusCode
	c.rate.observe(response.Header)
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
	if failure.accepted() {
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

func (c *core) setHeaders(request *http.Request, p *prepared, as identity) {
	request.Header.Set("Authorization", as.token.header())
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	request.Header.Set("User-Agent", c.userAgent)
	if p.payload != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if as.from != "" {
		request.Header.Set("From", as.from)
	}
}

// longestRetryAfter bounds what an answer can say of a wait, so that sums with it stay what they are.
const longestRetryAfter = 24 * time.Hour

// retryAfter reads how long to wait; PagerDuty counts seconds, not a moment.
func retryAfter(header http.Header) time.Duration {
	for _, name := range []string{"Ratelimit-Reset", "Retry-After"} {
		if seconds, err := time.ParseDuration(header.Get(name) + "s"); err == nil && seconds >= 0 {
			return min(seconds, longestRetryAfter)
		}
	}
	return 0
}

// withoutURL drops the address from a network error: the Error that wraps it names the path.
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

// ofProxy reports whether an error is the proxy's. Where the proxy refuses, net/http gives the words of its status alone.
func ofProxy(err error) bool {
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

// untrusted reports whether the certificate of the other side is the reason: asking again does not change it.
func untrusted(err error) bool {
	_, isVerification := errors.AsType[*tls.CertificateVerificationError](err)
	return isVerification
}
