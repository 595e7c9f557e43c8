package pagerduty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
)

// request is one operation of the API, before it is sent.
type request struct {
	operation string // PagerDuty's operationId
	method    string
	path      []string // elements, not escaped
	query     url.Values
	body      any  // sent as JSON; nil for none
	asUser    bool // the operation wants a From header
	uncounted bool // a list whose total PagerDuty does not tell
	mutates   bool // what the read-only guard acts on: the method does not tell
	safe      bool // repeating it after a failure that PagerDuty may not have noticed does no harm
}

// The four methods with what usually holds for them; a request that differs says so after.
func get(operation string, path ...string) request {
	return request{operation: operation, method: http.MethodGet, path: path, query: url.Values{}, safe: true}
}

func post(operation string, body any, path ...string) request {
	return request{operation: operation, method: http.MethodPost, path: path, body: body, mutates: true}
}

func put(operation string, body any, path ...string) request {
	return request{operation: operation, method: http.MethodPut, path: path, body: body, mutates: true, safe: true}
}

func remove(operation string, path ...string) request {
	return request{operation: operation, method: http.MethodDelete, path: path, query: url.Values{}, mutates: true, safe: true}
}

func (r request) acting() request {
	r.asUser = true
	return r
}

func (r request) displayPath() string { return "/" + strings.Join(r.path, "/") }

// failure is the start of every error of r.
func (r request) failure() *Error {
	return &Error{Operation: r.operation, Method: r.method, Path: r.displayPath(), Mutates: r.mutates}
}

// do sends r, repeats it where that is right, and gives the answer to decode.
func (c *core) do(ctx context.Context, r request, decode func(body []byte) error) error {
	if c.readOnly && r.mutates {
		return fmt.Errorf("%w: %s could change the account", ErrReadOnly, r.operation)
	}
	prepared, err := c.prepare(ctx, r)
	if err != nil {
		return err
	}
	body, failure, err := c.sendRepeatedly(ctx, r, prepared)
	if err != nil {
		return err
	}
	defer releaseBuffer(body)
	if decode == nil {
		return nil
	}
	if err := decode(body.Bytes()); err != nil {
		failure.Message, failure.cause = "the answer could not be understood", err
		if trimmed := bytes.TrimSpace(body.Bytes()); len(trimmed) == 0 || trimmed[0] == '<' {
			failure.Message, failure.cause = describeBody(trimmed), nil
		}
		return failure
	}
	return nil
}

// prepared is a request whose parts are settled: every attempt sends the same bytes.
type prepared struct {
	url     string
	payload []byte
	from    string
}

func (c *core) prepare(ctx context.Context, r request) (*prepared, error) {
	target, err := c.url(r)
	if err != nil {
		return nil, err
	}
	p := &prepared{url: target}
	if r.body != nil {
		if p.payload, err = json.Marshal(r.body); err != nil {
			return nil, fmt.Errorf("pagerduty: %s: encoding the request: %w", r.operation, err)
		}
	}
	return p, c.setFrom(ctx, r, p)
}

func (c *core) setFrom(ctx context.Context, r request, p *prepared) (err error) {
	if r.asUser {
		p.from, err = c.fromAddress(ctx)
	}
	return err
}

// url joins the path. PagerDuty's ids are letters, digits, "_" and "-": anything else would be
// another path, or a mistake.
func (c *core) url(r request) (string, error) {
	var target strings.Builder
	target.WriteString(c.base.String())
	for _, element := range r.path {
		if !legalPathElement(element) {
			return "", illegalID(element)
		}
		target.WriteString("/" + element)
	}
	if len(r.query) > 0 {
		target.WriteString("?" + r.query.Encode())
	}
	return target.String(), nil
}

func illegalID(id string) error {
	return &ArgumentError{Argument: "id", Message: fmt.Sprintf(
		"%.40q is not a PagerDuty id: ids are letters, digits, '_' and '-'", id)}
}

// checkIDs refuses ids that go into a body: PagerDuty would ignore an empty one, and do something else.
func checkIDs(ids ...string) error {
	for _, id := range ids {
		if !legalPathElement(id) {
			return illegalID(id)
		}
	}
	return nil
}

func legalPathElement(element string) bool {
	if element == "" || len(element) > 255 {
		return false
	}
	for i := range len(element) {
		c := element[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '_' && c != '-' {
			return false
		}
	}
	return true
}

// attempt sends r once, and lets the context's watch know of what may have changed the account.
func (c *core) attempt(ctx context.Context, r request, p *prepared, token Token) (*bytes.Buffer, *Error) {
	if !r.mutates {
		return c.send(ctx, r, p, token)
	}
	changes.Begin(ctx)
	body, failure := c.send(ctx, r, p, token)
	if failure.refused() {
		changes.Refused(ctx)
	}
	return body, failure
}

// send gives the body of a 2xx answer, nil for any other outcome, and in any case an Error that tells
// of the outcome as far as it is known.
func (c *core) send(ctx context.Context, r request, p *prepared, token Token) (*bytes.Buffer, *Error) {
	failure := r.failure()
	httpRequest, err := http.NewRequestWithContext(ctx, r.method, p.url, bytes.NewReader(p.payload))
	if err != nil {
		failure.Message, failure.cause = "the request could not be made", err
		return nil, failure
	}
	c.setHeaders(httpRequest, p, token)
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
	failure.answered, _ = http.ParseTime(response.Header.Get("Date")) // zero if it does not say
	failure.RequestID = response.Header.Get("X-Request-Id")
	if response.StatusCode == http.StatusTooManyRequests || response.StatusCode == http.StatusServiceUnavailable {
		failure.RetryAfter = retryAfter(response.Header)
	}
	body, err := c.readBody(response)
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
	defer releaseBuffer(body)
	if location := response.Header.Get("Location"); location != "" && response.StatusCode < 400 {
		failure.Message = "the answer is a redirection to " + hostOf(location) + ", which is not followed with the key: check the API's address"
		return nil, failure
	}
	failure.parse([]byte(token.redact(body.String())))
	failure.redact(token)
	return nil, failure
}

func (c *core) setHeaders(request *http.Request, p *prepared, token Token) {
	request.Header.Set("Authorization", token.header())
	request.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	request.Header.Set("User-Agent", c.userAgent)
	if p.payload != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if p.from != "" {
		request.Header.Set("From", p.from)
	}
}

var errTooLarge = errors.New("it is larger than any of PagerDuty's answers should be")

func (c *core) readBody(response *http.Response) (*bytes.Buffer, error) {
	body := acquireBuffer()
	n, err := body.ReadFrom(io.LimitReader(response.Body, c.maxResponseBytes+1))
	if err == nil && n > c.maxResponseBytes {
		err = errTooLarge
	}
	if err != nil {
		releaseBuffer(body)
		return nil, err
	}
	return body, nil
}

// retryAfter reads how long to wait; PagerDuty counts seconds, not a moment.
func retryAfter(header http.Header) time.Duration {
	for _, name := range []string{"Ratelimit-Reset", "Retry-After"} {
		if seconds, err := time.ParseDuration(header.Get(name) + "s"); err == nil && seconds >= 0 {
			return seconds
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
	if target, err := url.Parse(location); err == nil && target.Host != "" {
		return target.Host
	}
	return "another place"
}
