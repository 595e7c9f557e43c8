package pagerduty

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/changes"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/ids"
)

// request is one operation of the API, before it is sent.
type request struct {
	operation string // PagerDuty's operationId
	method    string
	path      []string // elements, not escaped
	object    string   // id of the object that the answer must hold; "" if it is not known before
	query     url.Values
	body      any // sent as JSON; nil for none

	needsFrom    bool // needs a From header
	withoutTotal bool // for lists whose records PagerDuty does not count
	withoutMore  bool // for lists of which PagerDuty may not say whether they go on
	mayBeEmpty   bool // an answer without content is a success, too, unless its status is 200
	accepted     int  // status of a success without content, if it is not 204
	mutates      bool // could change the account; refused by a read-only client
	repeatable   bool // can be retried although the last attempt may have been carried out
	notifies     bool // notifies people; not sent if the context ends too soon to get the answer

	cursor      string // parameter with the cursor of a list; "" means after
	maxPageSize int    // of a list; 0 means the usual 100
	okRoot      string // success without content may also be a 200, empty or with this member; "" if it may not
	earlyAccess string // value of the header X-EARLY-ACCESS
	unnamed     bool   // operation is made up, and may hold ids
}

// get, post, put and del return requests with the usual properties of the method.
func get(operation string, path ...string) request {
	return request{operation: operation, method: http.MethodGet, path: path, object: objectIn(path), query: url.Values{}, repeatable: true}
}

func post(operation string, body any, path ...string) request {
	return request{operation: operation, method: http.MethodPost, path: path, body: body, mutates: true}
}

func put(operation string, body any, path ...string) request {
	return request{operation: operation, method: http.MethodPut, path: path, object: objectIn(path), body: body, mutates: true, repeatable: true}
}

func del(operation string, path ...string) request {
	return request{operation: operation, method: http.MethodDelete, path: path, query: url.Values{}, mutates: true, repeatable: true}
}

// objectIn returns the id of the object that a path belongs to, such as PT4KHLK in /incidents/PT4KHLK/notes.
func objectIn(path []string) string {
	switch {
	case len(path) < 2 || path[1] == "me":
		return ""
	case path[0] == "v3": // /v3/schedules/PT4KHLK/rotations/AGL7U3W2IR53BMSLIC2L7F7IQN
		return path[len(path)-1]
	case path[1] == "services": // /event_orchestrations/services/PT4KHLK
		return path[len(path)-1]
	}
	return path[1]
}

// reading marks a POST that changes nothing.
func (r request) reading() request {
	r.query, r.mutates, r.repeatable = url.Values{}, false, true
	return r
}

func (r request) withFrom() request {
	r.needsFrom = true
	return r
}

func (r request) displayPath() string { return "/" + strings.Join(r.path, "/") }

func (r request) newError() *Error {
	return &Error{Operation: r.operation, Method: r.method, Path: r.displayPath(), Mutates: r.mutates, ownMessage: true}
}

// do sends r, with retries, and passes the body of the answer to decode, which is nil if PagerDuty answers 204. If decode fails, the
// answer is not PagerDuty's, so that a change may have been made or not.
func (c *core) do(ctx context.Context, r request, decode func(body []byte) error) error {
	if c.readOnly && r.mutates {
		return fmt.Errorf("%w: %s could change the account", ErrReadOnly, r.operation)
	}
	prepared, err := c.prepare(r)
	if err != nil {
		return err
	}
	body, failure, err := c.sendWithRetries(ctx, r, prepared)
	if err != nil {
		return err
	}
	defer body.release()
	if decode == nil {
		if wanted := cmp.Or(r.accepted, http.StatusNoContent); failure.StatusCode != wanted && !r.isPlainOK(failure.StatusCode, body.Bytes()) {
			failure.Message = fmt.Sprintf("the answer is not PagerDuty's, which would be %d", wanted)
			return failure
		}
		return nil
	}
	content := withoutByteOrderMark(body.Bytes())
	if r.mayBeEmpty && failure.StatusCode != http.StatusOK && len(bytes.TrimSpace(content)) == 0 {
		return nil
	}
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

// isPlainOK reports whether an answer is a 200 that PagerDuty sends in place of a 204.
func (r request) isPlainOK(status int, body []byte) bool {
	if r.okRoot == "" || status != http.StatusOK {
		return false
	}
	body = bytes.TrimSpace(withoutByteOrderMark(body))
	_, _, err := unwrap[map[string]any](body, r.okRoot)
	return len(body) == 0 || err == nil
}

// doVerified sends a change that PagerDuty answers with 204. If the outcome is unknown, it calls wasMade to find out.
func (c *core) doVerified(ctx context.Context, r request, wasMade func() (bool, error)) error {
	err := c.do(ctx, r, nil)
	if !errors.Is(err, ErrUndecided) || ctx.Err() != nil {
		return err
	}
	made, lookErr := wasMade()
	if made {
		return nil
	}
	return errors.Join(err, lookErr)
}

// deleteVerified sends a deletion. If the outcome is unknown, it succeeded if the object was seen before and isGone reports true.
func (c *core) deleteVerified(ctx context.Context, r request, isGone func() (bool, error)) error {
	return c.doVerified(ctx, r, func() (bool, error) {
		if !changes.HasSeen(ctx, r.displayPath()) {
			return false, nil
		}
		return isGone()
	})
}

// isPast reports whether a time of PagerDuty's has come by PagerDuty's own clock: that of this machine may be wrong.
func (c *core) isPast(t Time) bool { return !t.After(c.clock.at(time.Now())) }

// isMissing reports whether err, the error of getting an object, shows that there is no such object. It returns any other error.
func isMissing(err error) (bool, error) {
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}

func withoutByteOrderMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\ufeff")) }

// prepared is an encoded request: every attempt sends the same bytes.
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

// checkIDs checks ids that go into a body. PagerDuty ignores empty ones, so the change would be another than was meant.
func checkIDs(given ...string) error {
	for _, id := range given {
		if !ids.Legal(id) {
			return illegalID(id)
		}
	}
	return nil
}
