package simulator

import (
	"bytes"
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

// WithControl serves what a test in any language needs beside the API, under /_simulator/ and without a key. None of it is
// PagerDuty's. Bodies are JSON, whatever their Content-Type says; what is wrong in one is answered with 400 and a sentence, as
// {"error":"…"}, and changes nothing.
//
//	GET    /_simulator/requests  what was asked, oldest first: {"requests":[{"method","path","query","header","body","status"}]},
//	                             the latest 1,000 requests, each with at most 64 KiB of its body;
//	                             ?method=POST&path=/incidents/*/notes finds some, as the settings of a fault do
//	DELETE /_simulator/requests  forgets it
//	GET    /_simulator/clock     {"now":"2026-10-14T10:00:00Z"}
//	PUT    /_simulator/clock     {"now":"2026-10-14T12:00:00Z"} makes the clock stand still there, {"advance":"90m"} moves it on;
//	                             it takes times from the year 2000 to the year 2099
//	POST   /_simulator/faults    {"faults":["rate-limit,times=2,path=/incidents"]}, as ParseFault reads them
//	DELETE /_simulator/faults    ends all faults
//	POST   /_simulator/reset     makes all as it was at the start, or with {"seed":"demo","scenarios":["incident-storm"],
//	                             "clock":"2026-10-14T10:00:00Z","live_time":true}, each of them optional, as if it had been
//	                             started so
//
// With live time (WithLiveTime), moving the clock on makes what is due by then happen before the next request is answered, and
// setting it back undoes nothing. Without, nothing happens by itself. The body of a request is the JSON that was sent, or a string
// where it is not JSON, or null where there was none.
func WithControl() Option { return func(s *Simulator) { s.control = newControl(s) } }

const controlRoot = "/_simulator/"

// control answers what is below controlRoot.
type control struct {
	simulator  *Simulator
	operations []controlOperation
}

// controlOperation returns what it answers, nil for nothing.
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
	body, _ := json.Marshal(value) // strings, numbers and JSON that was parsed: cannot fail
	answer{status, body}.write(w)
}

var errNoControl = errors.New("the simulator's control has")

func (c *control) answer(r *http.Request) (any, error) {
	name := strings.TrimPrefix(r.URL.Path, controlRoot)
	at := slices.IndexFunc(c.operations, func(o controlOperation) bool { return o.method == r.Method && o.name == name })
	if at < 0 {
		known := each(c.operations, func(o controlOperation) string { return o.method + " " + controlRoot + o.name })
		return nil, fmt.Errorf("%w no %s %s, but %s", errNoControl, r.Method, r.URL.Path, strings.Join(known, ", "))
	}
	operation := c.operations[at]
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("the query cannot be parsed: %w", err)
	}
	for parameter, values := range query {
		if !(operation.name == "requests" && operation.method == "GET" && (parameter == "method" || parameter == "path")) || len(values) > 1 {
			return nil, fmt.Errorf("%s %s takes no query parameter %q, or takes it once", r.Method, r.URL.Path, parameter)
		}
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("the body cannot be read: %w", err)
	}
	if reads := operation.method == "POST" || operation.method == "PUT"; len(body) > 0 && !reads {
		return nil, fmt.Errorf("%s %s takes no body", r.Method, r.URL.Path)
	}
	return operation.do(query, body)
}

// decodeControl reads a body strictly, without regard to what was there before.
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
		return nil, fmt.Errorf("path must begin with /, not be %q", path)
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
		return nil, errors.New(`the body must have one of "now", a time, and "advance", a duration`)
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

// read replaces what a body contains.
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
