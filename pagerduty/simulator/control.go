package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// WithControl adds an API for tests in any language under /_simulator/. It needs no key. It is not part of PagerDuty's API. Bodies are
// JSON, whatever their Content-Type. A wrong body changes nothing and is answered with 400 and {"error":"…"}.
//
//	GET    /_simulator/requests  returns the latest 1,000 requests, oldest first, each with at most 64 KiB of its body:
//	                             {"requests":[{"method","path","query","header","body","status"}]}. ?method=POST&path=/incidents/*/notes
//	                             filters them; the path is a pattern as in Fault
//	DELETE /_simulator/requests  clears the list of requests
//	GET    /_simulator/clock     returns {"now":"2026-10-14T10:00:00Z"}
//	PUT    /_simulator/clock     stops the clock at {"now":"2026-10-14T12:00:00Z"}, or moves it forward by {"advance":"90m"}; times must
//	                             be in the years 2000 to 2099
//	POST   /_simulator/faults    adds {"faults":["rate-limit,times=2,path=/incidents"]}; see ParseFault
//	DELETE /_simulator/faults    removes all faults
//	PUT    /_simulator/secret    replaces the client secret of the app: {"secret":"…"}
//	DELETE /_simulator/tokens    ends all tokens of the app
//	GET    /_simulator/webhooks  waits for the deliveries of WithWebhooks, and returns the latest 1,000, oldest first:
//	                             {"webhooks":[{"subscription","event","url","body","signature","status","problem"}]}
//	POST   /_simulator/reset     restores the state at the start, or restarts with other options: {"seed":"demo",
//	                             "scenarios":["incident-storm"],"clock":"2026-10-14T10:00:00Z","live_time":true}, each optional
//
// In the list of requests, body is the JSON that was sent, a string if it is not JSON, or null if there was none. See Clock for what
// happens when the clock is moved.
func WithControl() Option { return func(s *Simulator) { s.control = newControl(s) } }

const controlRoot = "/_simulator/"

// control answers requests below controlRoot.
type control struct {
	simulator  *Simulator
	operations []controlOperation
}

// controlOperation is an operation of the control. do returns the answer, nil for none.
type controlOperation struct {
	method, name string
	do           func(query url.Values, body []byte) (any, error)
}

func newControl(s *Simulator) *control {
	c := &control{simulator: s}
	c.operations = []controlOperation{
		{"GET", "requests", c.listRequests},
		{"DELETE", "requests", func(url.Values, []byte) (any, error) { s.requests.clear(); return nil, nil }},
		{"GET", "clock", func(url.Values, []byte) (any, error) { return c.clock(), nil }},
		{"PUT", "clock", c.moveClock},
		{"POST", "faults", c.addFaults},
		{"DELETE", "faults", func(url.Values, []byte) (any, error) { s.ClearFaults(); return nil, nil }},
		{"PUT", "secret", c.rotateSecret},
		{"DELETE", "tokens", func(url.Values, []byte) (any, error) { s.RevokeTokens(); return nil, nil }},
		{"GET", "webhooks", c.listDeliveries},
		{"POST", "reset", c.reset},
	}
	return c
}

func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	value, err := c.answer(r)
	switch {
	case errors.Is(err, errNoControl):
		writeControl(w, http.StatusNotFound, map[string]string{"error": err.Error()})
	case err != nil:
		writeControl(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
	case value == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		writeControl(w, http.StatusOK, value)
	}
}

func writeControl(w http.ResponseWriter, status int, value any) {
	body, _ := json.Marshal(value) // cannot fail: strings, numbers and parsed JSON
	answer{status, body}.write(w)
}

var errNoControl = errors.New("the simulator has no control operation")

func (c *control) answer(r *http.Request) (any, error) {
	name := strings.TrimPrefix(r.URL.Path, controlRoot)
	at := slices.IndexFunc(c.operations, func(o controlOperation) bool { return o.method == r.Method && o.name == name })
	if at < 0 {
		known := each(c.operations, func(o controlOperation) string { return o.method + " " + controlRoot + o.name })
		return nil, fmt.Errorf("%w %s %s; it has %s", errNoControl, r.Method, r.URL.Path, strings.Join(known, ", "))
	}
	operation := c.operations[at]
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("the query cannot be parsed: %w", err)
	}
	for parameter, values := range query {
		if !(operation.name == "requests" && operation.method == "GET" && (parameter == "method" || parameter == "path")) || len(values) > 1 {
			return nil, fmt.Errorf("%s %s does not accept the query parameter %q, or not twice", r.Method, r.URL.Path, parameter)
		}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("the body cannot be read: %w", err)
	}
	if reads := operation.method == "POST" || operation.method == "PUT"; len(body) > 0 && !reads {
		return nil, fmt.Errorf("%s %s does not accept a body", r.Method, r.URL.Path)
	}
	return operation.do(query, body)
}

// decodeControl decodes a body, and refuses unknown members.
func decodeControl(body []byte, target any) error {
	if len(body) > maxBody {
		return errors.New("the body is larger than 1 MiB")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if problem := decodePart(decoder, target); problem != "" {
		return errors.New(problem)
	}
	return nil
}

type controlRequest struct {
	Method string      `json:"method"`
	Path   string      `json:"path"`
	Query  url.Values  `json:"query"`
	Header http.Header `json:"header"`
	Body   any         `json:"body"`
	Status int         `json:"status"`
}

func (c *control) listRequests(query url.Values, _ []byte) (any, error) {
	if path := query.Get("path"); path != "" && !strings.HasPrefix(path, "/") {
		return nil, fmt.Errorf("path must begin with /, and is %q", path)
	}
	found := slices.DeleteFunc(c.simulator.Requests(), func(r Request) bool { return !r.Matches(query.Get("method"), query.Get("path")) })
	return map[string]any{"requests": each(found, func(r Request) controlRequest {
		return controlRequest{r.Method, r.Path, r.Query, r.Header, r.bodyValue(), r.Status}
	})}, nil
}

func (r Request) bodyValue() any {
	switch {
	case len(r.Body) == 0:
		return nil
	case json.Valid(r.Body):
		return json.RawMessage(bytes.TrimSpace(r.Body))
	}
	return string(r.Body)
}

func (c *control) clock() any {
	return map[string]string{"now": c.simulator.clock.Now().UTC().Format(time.RFC3339Nano)}
}

func (c *control) moveClock(_ url.Values, body []byte) (any, error) {
	var in struct {
		Now     string `json:"now"`
		Advance string `json:"advance"`
	}
	if err := decodeControl(body, &in); err != nil {
		return nil, err
	}
	switch {
	case (in.Now == "") == (in.Advance == ""):
		return nil, errors.New(`the body must have either "now", a time, or "advance", a duration`)
	case in.Now != "":
		now, err := ParseClock(in.Now)
		if err != nil {
			return nil, fmt.Errorf("now: %w", err)
		}
		c.simulator.clock.Set(now)
	default:
		by, err := positive(in.Advance)
		if err != nil {
			return nil, fmt.Errorf("advance: %w", err)
		}
		if err := checkClock(c.simulator.clock.Now().Add(by)); err != nil {
			return nil, fmt.Errorf("advance: %w", err)
		}
		c.simulator.clock.Advance(by)
	}
	return c.clock(), nil
}

type controlDelivery struct {
	Subscription string          `json:"subscription"`
	Event        string          `json:"event"`
	URL          string          `json:"url"`
	Body         json.RawMessage `json:"body"`
	Signature    string          `json:"signature"`
	Status       int             `json:"status"`
	Problem      string          `json:"problem,omitempty"`
}

func (c *control) listDeliveries(url.Values, []byte) (any, error) {
	if c.simulator.courier == nil {
		return nil, errors.New("the simulator delivers no webhooks: start it with them")
	}
	ctx, cancel := context.WithTimeout(context.Background(), deliveryTime)
	defer cancel()
	all, err := c.simulator.Deliveries(ctx)
	return map[string]any{"webhooks": each(all, func(d Delivery) controlDelivery {
		return controlDelivery{d.Subscription, d.Event, d.URL, d.Body, d.Signature, d.Status, d.Problem}
	})}, err
}

func (c *control) rotateSecret(_ url.Values, body []byte) (any, error) {
	var in struct {
		Secret string `json:"secret"`
	}
	if err := decodeControl(body, &in); err != nil {
		return nil, err
	}
	if in.Secret == "" {
		return nil, errors.New(`the body must have "secret", the new client secret`)
	}
	c.simulator.RotateSecret(in.Secret)
	return nil, nil
}

func (c *control) addFaults(_ url.Values, body []byte) (any, error) {
	var in struct {
		Faults []string `json:"faults"`
	}
	if err := decodeControl(body, &in); err != nil {
		return nil, err
	}
	if len(in.Faults) == 0 {
		return nil, errors.New(`the body must have "faults", a list such as ["rate-limit,times=2"]`)
	}
	var faults []Fault
	for _, text := range in.Faults {
		fault, err := ParseFault(text)
		if err != nil {
			return nil, err
		}
		faults = append(faults, fault)
	}
	c.simulator.Inject(faults...)
	return nil, nil
}

func (c *control) reset(_ url.Values, body []byte) (any, error) {
	from := c.simulator.start
	if len(body) > 0 {
		if err := from.read(body); err != nil {
			return nil, err
		}
	}
	c.simulator.begin(from)
	return nil, nil
}

// read replaces the options that a body contains.
func (from *start) read(body []byte) error {
	var in struct {
		Seed      string   `json:"seed"`
		Scenarios []string `json:"scenarios"`
		Clock     string   `json:"clock"`
		LiveTime  *bool    `json:"live_time"`
	}
	if err := decodeControl(body, &in); err != nil {
		return err
	}
	if in.Seed != "" {
		seed, err := ParseSeed(in.Seed)
		if err != nil {
			return err
		}
		from.seed = seed
	}
	if in.Scenarios == nil {
		in.Scenarios = each(from.scenarios, func(s Scenario) string { return string(s) })
	}
	from.scenarios = nil
	for _, name := range in.Scenarios {
		scenario, err := ParseScenario(name, from.seed)
		if err != nil {
			return err
		}
		from.scenarios = append(from.scenarios, scenario)
	}
	from.liveTime = valueOr(in.LiveTime, from.liveTime)
	if in.Clock != "" {
		at, err := ParseClock(in.Clock)
		if err != nil {
			return fmt.Errorf("clock: %w", err)
		}
		from.at = &at
	}
	return nil
}
