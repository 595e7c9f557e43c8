package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The Events API: events and change events of monitoring. It needs no API key, because a routing key in the body names the integration.

const (
	maxEvent        = 512 << 10 // bytes
	maxEventsMinute = 120       // of a routing key, approximately PagerDuty's limit
	maxSummary      = 1024      // characters
	maxDedupKey     = 255       // characters
	routingKeySize  = 32
)

// The actions of events.
const (
	eventTrigger     = "trigger"
	eventAcknowledge = "acknowledge"
	eventResolve     = "resolve"
)

// intake is the state of the Events API.
type intake struct {
	sent     map[string][]time.Time // the events of the last minute, by routing key
	triggers map[string][]time.Time // for the counts in conditions
	held     []*heldAlert
}

// event is an event on its way.
type event struct {
	routingKey, action, dedupKey string
	normal                       map[string]any // in the common event format; rules change it
	raw                          any            // as it was sent
	contexts                     []alertContext
}

func eventRoutes() []route {
	return []route{
		{method: "POST", path: "/v2/enqueue", hidden: true, open: true, status: http.StatusAccepted, handle: takeEvent},
		{method: "POST", path: "/v2/change/enqueue", hidden: true, open: true, status: http.StatusAccepted, handle: takeChangeEvent},
	}
}

// eventAnswer is the answer of the Events API, which has another form than those of the REST API.
type eventAnswer struct {
	Status   string   `json:"status"`
	Message  string   `json:"message"`
	DedupKey string   `json:"dedup_key,omitempty"`
	Errors   []string `json:"errors,omitempty"`
}

// eventReader reads a body, and collects what is wrong with it.
type eventReader struct {
	*call
	in      map[string]any
	payload map[string]any
}

// readEvent returns a reader of the body, or nil after it answered a body that cannot be read.
func (c *call) readEvent(members, payload []string) (*eventReader, *eventAnswer) {
	r := &eventReader{call: c}
	switch {
	case len(c.body) > maxEvent:
		c.problem("the event has more than %d bytes", maxEvent)
	default:
		value, problem := decodeEvent(c.body)
		if r.in, _ = value.(map[string]any); r.in == nil {
			c.problem("the body must be a JSON object%s", problem)
		}
	}
	if answer := r.invalid(); answer != nil {
		return nil, answer
	}
	r.payload, _ = r.in["payload"].(map[string]any)
	if !c.lenient {
		r.refuseUnknown("", r.in, members)
		r.refuseUnknown("payload.", r.payload, payload)
	}
	return r, nil
}

func decodeEvent(body []byte) (value any, problem string) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, ": " + err.Error()
	}
	return value, ""
}

func (r *eventReader) refuseUnknown(prefix string, in map[string]any, known []string) {
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if !slices.Contains(known, name) {
			r.problem("'%s%s' is unknown: PagerDuty would ignore it", prefix, name)
		}
	}
}

// invalid returns the refusal of the body; nil if nothing is wrong with it.
func (r *eventReader) invalid() *eventAnswer {
	problems := r.takeProblems()
	if problems == nil {
		return nil
	}
	r.status = http.StatusBadRequest
	return &eventAnswer{Status: "invalid event", Message: "Event object is invalid", Errors: problems}
}

// throttled returns the refusal of an event if its routing key had too many in the last minute.
func (r *eventReader) throttled(routingKey string) *eventAnswer {
	in := &r.account.intake
	recent := filterTimes(in.sent[routingKey], r.now.Add(-time.Minute))
	if len(recent) >= maxEventsMinute {
		r.status = http.StatusTooManyRequests
		return &eventAnswer{Status: "throttle exceeded", Message: "Requests for this service are arriving too quickly.  Please retry later."}
	}
	if in.sent == nil {
		in.sent = map[string][]time.Time{}
	}
	in.sent[routingKey] = append(recent, r.now)
	return nil
}

// text reads a member that is a text.
func (r *eventReader) text(name string, in map[string]any, member string, required bool, longest int) string {
	value, given := in[member]
	text, ok := value.(string)
	switch {
	case !given || value == nil:
		if required {
			r.problem("'%s' is missing or blank", name)
		}
	case !ok:
		r.problem("'%s' must be a text", name)
	case required && strings.TrimSpace(text) == "":
		r.problem("'%s' is missing or blank", name)
	case longest > 0 && utf8.RuneCountInString(text) > longest:
		r.problem("Length of '%s' is incorrect (should be at most %d characters)", name, longest)
	}
	return text
}

func (r *eventReader) routingKey() string {
	key := r.text("routing_key", r.in, "routing_key", true, 0)
	switch {
	case key == "":
	case len(key) != routingKeySize:
		r.problem("Length of 'routing_key' is incorrect (should be %d characters)", routingKeySize)
	case r.account.integrationWith(key) == nil && r.account.orchestrationWith(key) == nil:
		r.problem("Invalid routing key")
	}
	return key
}

// timestamp reads an ISO 8601 time.
func (r *eventReader) timestamp() (at time.Time) {
	text := r.text("payload.timestamp", r.payload, "timestamp", false, 0)
	if text == "" {
		return r.now
	}
	at, ok := parseTime(text)
	if !ok {
		r.problem("'payload.timestamp' must be an ISO 8601 time")
	}
	return at
}

// contexts reads the links or the images.
func (r *eventReader) contexts(name, kind, required string) []alertContext {
	value := r.in[name]
	list, ok := value.([]any)
	if value != nil && !ok {
		r.problem("'%s' must be a list", name)
	}
	return each(list, func(item any) alertContext {
		object, _ := item.(map[string]any)
		text := func(member string) string { text, _ := object[member].(string); return text }
		if text(required) == "" {
			r.problem("'%s' must contain objects with '%s'", name, required)
		}
		c := alertContext{Type: kind, Href: text("href"), Src: text("src"), Text: text("text")}
		if kind == "image" {
			c.Text = text("alt")
		}
		return c
	})
}

func (r *eventReader) details() any {
	details := r.payload["custom_details"]
	if _, isObject := details.(map[string]any); details != nil && !isObject {
		r.problem("'payload.custom_details' must be an object")
	}
	return details
}

func (a *account) integrationWith(key string) *integration {
	for _, s := range a.services.order {
		for _, i := range s.integrations.order {
			if i.key == key && !i.takesMail() {
				return i
			}
		}
	}
	return nil
}

func (a *account) orchestrationWith(key string) *orchestration {
	for _, o := range a.orchestrations.order {
		if slices.ContainsFunc(o.integrations.order, func(i *orchestrationIntegration) bool { return i.routingKey == key }) {
			return o
		}
	}
	return nil
}

// takeEvent accepts an event, and deals with it before it answers. PagerDuty does that a little later.
func takeEvent(c *call) (any, error) {
	r, refused := c.readEvent([]string{"routing_key", "event_action", "dedup_key", "payload", "images", "links", "client", "client_url"},
		[]string{"summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"})
	if refused != nil {
		return refused, nil
	}
	e := r.event()
	if refused := r.invalid(); refused != nil {
		return refused, nil
	}
	if refused := r.throttled(e.routingKey); refused != nil {
		return refused, nil
	}
	if e.dedupKey == "" {
		e.dedupKey = strings.ToLower(c.account.newID("", 32))
		e.normal["dedup_key"] = e.dedupKey
	}
	sent := e.dedupKey
	c.account.dealWith(e, c.now)
	return eventAnswer{Status: "success", Message: "Event processed", DedupKey: sent}, nil
}

// event reads the members of an event.
func (r *eventReader) event() *event {
	e := &event{
		routingKey: r.routingKey(), action: r.text("event_action", r.in, "event_action", true, 0),
		dedupKey: r.text("dedup_key", r.in, "dedup_key", false, maxDedupKey), raw: r.in,
	}
	switch e.action {
	case eventTrigger:
		r.checkPayload()
	case eventAcknowledge, eventResolve:
		if e.dedupKey == "" {
			r.problem("'dedup_key' is missing or blank")
		}
	case "":
	default:
		r.problem("'event_action' must be trigger, acknowledge or resolve, not %q", e.action)
	}
	e.contexts = slices.Concat(r.contexts("links", "link", "href"), r.contexts("images", "image", "src"))
	e.normal = r.normal(e)
	return e
}

func (r *eventReader) checkPayload() {
	if r.payload == nil {
		r.problem("'payload' is missing or blank")
		return
	}
	r.text("payload.summary", r.payload, "summary", true, maxSummary)
	r.text("payload.source", r.payload, "source", true, 0)
	severity := r.text("payload.severity", r.payload, "severity", true, 0)
	if severity != "" && !slices.Contains([]string{"critical", "error", "warning", "info"}, severity) {
		r.problem("'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')")
	}
	for _, member := range []string{"component", "group", "class"} {
		r.text("payload."+member, r.payload, member, false, 0)
	}
	r.timestamp()
	r.details()
}

// normal returns the event in the common event format, in which the members of the payload are on the first level.
func (r *eventReader) normal(e *event) map[string]any {
	copied, _ := decodeEvent(r.body) // rules change it, and must not change the event as it was sent
	whole, _ := copied.(map[string]any)
	payload, _ := whole["payload"].(map[string]any)
	normal := map[string]any{"event_action": e.action, "event_type": "alert", "dedup_key": e.dedupKey, "timestamp": r.now.UTC().Format(time.RFC3339)}
	for _, from := range []struct {
		members map[string]any
		names   []string
	}{
		{whole, []string{"client", "client_url", "links", "images"}},
		{payload, []string{"summary", "source", "severity", "component", "group", "class", "custom_details", "timestamp"}},
	} {
		for _, name := range from.names {
			if value, given := from.members[name]; given {
				normal[name] = value
			}
		}
	}
	return normal
}

// text returns a member of the normalised event; "" if it is no text.
func (e *event) text(member string) string {
	switch value := e.normal[member].(type) {
	case string:
		return value
	case nil:
		return ""
	default:
		return fmt.Sprint(value)
	}
}
