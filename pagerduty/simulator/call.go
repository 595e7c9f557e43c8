package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// call is one request while its operation runs.
type call struct {
	account   *account
	request   *http.Request
	operation *operation
	path      map[string]string
	query     url.Values
	body      []byte
	now       time.Time
	lenient   bool
	user      *user     // owner of the key; nil for the account's key
	scopes    []string  // of the token of an app; nil for other keys
	from      *user     // user in the From header; nil if the operation does not need one
	pages     FaultKind // a fault of list pages, if any
	status    int       // of success, if other than the route's

	problems []string
}

// problem records a problem with the request, which is then refused. An operation that changes the account must check refusal before.
func (c *call) problem(format string, arguments ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, arguments...))
}

func (c *call) refusal() error {
	if c.problems == nil {
		return nil
	}
	return invalid(c.problems...)
}

// takeProblems returns and clears the recorded problems. It is for operations that report problems per item.
func (c *call) takeProblems() []string {
	taken := c.problems
	c.problems = nil
	return taken
}

// checkHeaders refuses headers for which PagerDuty would silently use another API version or body format.
func (c *call) checkHeaders() {
	if c.lenient {
		return
	}
	const wanted = "application/vnd.pagerduty+json;version=2"
	kind, parameters, err := mime.ParseMediaType(c.request.Header.Get("Accept"))
	if err != nil || kind != "application/vnd.pagerduty+json" || parameters["version"] != "2" {
		c.problem("the Accept header must be %q", wanted)
	}
	if len(c.body) == 0 || c.request.Method != http.MethodPost && c.request.Method != http.MethodPut {
		return
	}
	if kind, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		c.problem(`the Content-Type header must be "application/json"`)
	}
}

// checkQuery refuses query parameters and values of include[] that the operation does not have.
func (c *call) checkQuery() {
	if c.lenient {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		switch {
		case !c.operation.knows(name):
			c.problem("this operation has no query parameter %q%s", name, c.operation.suggestion(name))
		case !strings.HasSuffix(name, "[]") && len(c.query[name]) > 1:
			c.problem("query parameter %q is given %d times", name, len(c.query[name]))
		}
	}
	c.list("include[]", c.operation.Include...)
}

func (o *operation) suggestion(name string) string {
	for _, other := range []string{name + "[]", strings.TrimSuffix(name, "[]")} {
		if o.knows(other) && other != name {
			return fmt.Sprintf(": did you mean %q?", other)
		}
	}
	return ""
}

// text returns a query parameter, or "" if it is absent.
func (c *call) text(name string) string { return c.query.Get(name) }

// list returns the values of an array in the query. allowed are the legal values; without any, all are legal.
func (c *call) list(name string, allowed ...string) []string {
	values := c.query[name]
	for _, value := range values {
		if value == "" || allowed != nil && !slices.Contains(allowed, value) && !c.lenient {
			c.problem("query parameter %q has the value %q; it must be one of %s", name, value, alternatives(allowed))
		}
	}
	return values
}

func alternatives(allowed []string) string {
	if len(allowed) == 0 {
		return "the ids that exist"
	}
	return strings.Join(allowed, ", ")
}

func (c *call) integer(name string, fallback int) int {
	if !c.query.Has(name) {
		return fallback
	}
	value, err := strconv.Atoi(c.text(name))
	if err != nil {
		c.problem("query parameter %q must be an integer, not %q", name, c.text(name))
		return fallback
	}
	return value
}

func (c *call) boolean(name string) bool {
	switch value := c.text(name); value {
	case "true", "1":
		return true
	case "", "false", "0":
	default:
		c.problem("query parameter %q must be true or false, not %q", name, value)
	}
	return false
}

// decode decodes the body into target. It refuses a member that the operation does not have, unless the simulator is lenient.
func (c *call) decode(target any) error {
	if len(c.body) > maxBody {
		return &refusal{http.StatusRequestEntityTooLarge, 2001, "Invalid Input Provided", []string{"the body is larger than 1 MiB"}}
	}
	if !c.lenient {
		if unknown := c.operation.unknownMember(c.body, c.operation.route.also); unknown != "" {
			return invalid(fmt.Sprintf("unknown body member %q", unknown))
		}
	}
	if problem := decodePart(json.NewDecoder(bytes.NewReader(c.body)), target); problem != "" {
		return invalid(problem)
	}
	return nil
}

// decodePart decodes the only JSON value in a decoder. It returns the problem, or "".
func decodePart(decoder *json.Decoder, target any) (problem string) {
	if err := decoder.Decode(target); err != nil {
		return bodyProblem(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return "the body must be one JSON object: something follows it"
	}
	return ""
}

func bodyProblem(err error) string {
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF):
		return "the body is empty: it must be a JSON object"
	case errors.As(err, &mismatch) && mismatch.Field == "":
		return fmt.Sprintf("a body member is of the wrong type: %s where %s is wanted", mismatch.Value, mismatch.Type)
	case errors.As(err, &mismatch):
		return fmt.Sprintf("body member %q is of the wrong type: it must not be of type %s", mismatch.Field, mismatch.Value)
	}
	if member, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return "unknown body member " + member
	}
	return fmt.Sprintf("the body is not the JSON that is wanted: %v", err)
}

// checkType refuses an object whose type is wrong for its position. PagerDuty ignores the type.
func (c *call) checkType(member, got string, wanted ...string) {
	if !slices.Contains(wanted, got) && !c.lenient {
		c.problem("%s.type must be %s, not %q", member, strings.Join(wanted, " or "), got)
	}
}

// renderer returns the renderer for this call's answer.
func (c *call) renderer() *renderer {
	r := &renderer{account: c.account, now: c.now, zone: time.UTC, include: map[string]bool{}, lenient: c.lenient}
	for _, value := range c.query["include[]"] {
		r.include[value] = true
	}
	if name := c.text("time_zone"); name != "" {
		zone, err := c.account.location(name)
		if err != nil {
			c.problem("time zone %q is not known", name)
			return r
		}
		r.zone = zone
	}
	return r
}
