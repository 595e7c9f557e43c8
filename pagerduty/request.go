package pagerduty

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/ids"
)

// request is one operation of the API, before it is sent.
type request struct {
	operation string // PagerDuty's operationId
	method    string
	path      []string // elements, not escaped
	object    string   // id of the object that the answer must hold; empty where only PagerDuty knows it
	query     url.Values
	body      any  // sent as JSON; nil for none
	asUser    bool // the operation wants a From header
	uncounted bool // a list whose total PagerDuty does not tell
	mutates   bool // what the read-only guard acts on: the method does not tell
	safe      bool // repeating it after a failure that PagerDuty may not have noticed does no harm
	pages     bool // it notifies people: it is not sent when there is no time left to hear of it
}

// The four methods with what usually holds for them; a request that differs says so after.
func get(operation string, path ...string) request {
	return request{operation: operation, method: http.MethodGet, path: path, object: objectIn(path), query: url.Values{}, safe: true}
}

func post(operation string, body any, path ...string) request {
	return request{operation: operation, method: http.MethodPost, path: path, body: body, mutates: true}
}

func put(operation string, body any, path ...string) request {
	return request{operation: operation, method: http.MethodPut, path: path, object: objectIn(path), body: body, mutates: true, safe: true}
}

func remove(operation string, path ...string) request {
	return request{operation: operation, method: http.MethodDelete, path: path, query: url.Values{}, mutates: true, safe: true}
}

// objectIn returns the id of the object that a path leads to or through, such as PT4KHLK in /incidents/PT4KHLK.
func objectIn(path []string) string {
	switch {
	case len(path) < 2 || path[1] == "me":
		return ""
	case path[1] == "services": // /event_orchestrations/services/PT4KHLK
		return path[len(path)-1]
	}
	return path[1]
}

func (r request) acting() request {
	r.asUser = true
	return r
}

func (r request) displayPath() string { return "/" + strings.Join(r.path, "/") }

// failure is the start of every error of r.
func (r request) failure() *Error {
	return &Error{Operation: r.operation, Method: r.method, Path: r.displayPath(), Mutates: r.mutates, ours: true}
}

// do sends r, repeats it where that is right, and hands the answer to decode; without decode, PagerDuty answers without content.
// What is refused here is not PagerDuty's answer: a change that was answered so may have been made or not.
func (c *core) do(ctx context.Context, r request, decode func(body []byte) error) error {
	if c.readOnly && r.mutates {
		return fmt.Errorf("%w: %s could change the account", ErrReadOnly, r.operation)
	}
	prepared, err := c.prepare(r)
	if err != nil {
		return err
	}
	body, failure, err := c.sendRepeatedly(ctx, r, prepared)
	if err != nil {
		return err
	}
	defer body.release()
	if decode == nil {
		if failure.StatusCode != http.StatusNoContent {
			failure.Message = "the answer is not PagerDuty's, who says 204 here"
			return failure
		}
		return nil
	}
	content := withoutByteOrderMark(body.Bytes())
	if err := decode(content); err != nil {
		failure.Message, failure.cause = "the answer could not be understood", err
		if trimmed := bytes.TrimSpace(content); len(trimmed) == 0 || trimmed[0] == '<' {
			failure.Message, failure.cause = describeBody(trimmed), nil
		}
		return failure
	}
	if !r.mutates {
		changes.Saw(ctx, r.displayPath())
	}
	return nil
}

// settle sends a change to which PagerDuty answers without content. Where its end is not known, stands looks whether it was made.
func (c *core) settle(ctx context.Context, r request, stands func() (bool, error)) error {
	err := c.do(ctx, r, nil)
	if !errors.Is(err, ErrUndecided) || ctx.Err() != nil {
		return err
	}
	made, lookErr := stands()
	if made {
		return nil
	}
	return errors.Join(err, lookErr)
}

// remove sends a deletion. Where its end is not known it has worked if there was something before and isGone finds nothing.
func (c *core) remove(ctx context.Context, r request, isGone func() (bool, error)) error {
	return c.settle(ctx, r, func() (bool, error) {
		if !changes.HasSeen(ctx, r.displayPath()) {
			return false, nil
		}
		return isGone()
	})
}

// isMissing turns the error of a look at an object into whether there is none.
func isMissing(err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}

func withoutByteOrderMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\ufeff")) }

// prepared is a request whose parts are settled: every attempt sends the same bytes.
type prepared struct {
	url     string
	payload []byte
}

func (c *core) prepare(r request) (*prepared, error) {
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
	return p, nil
}

// url joins the base URL, the path and the query.
func (c *core) url(r request) (string, error) {
	var target strings.Builder
	target.WriteString(c.base.String())
	for _, element := range r.path {
		if !ids.Legal(element) {
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
func checkIDs(given ...string) error {
	for _, id := range given {
		if !ids.Legal(id) {
			return illegalID(id)
		}
	}
	return nil
}
