package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
)

// The Events API: events and change events of monitoring. It needs no API key, because a routing key in the body names the integration.

// maxEventsMinute is how many events of a routing key are taken in a minute, approximately PagerDuty's limit.
const maxEventsMinute = 120

// intake is the state of the Events API.
type intake struct {
	sent     map[string][]time.Time  // the events of the last minute, by routing key
	triggers map[string]triggerTimes // for the counts in conditions
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

// readEvent returns a reader of the body, or nil after it answered a body that cannot be read. problems says what is wrong with one.
func (c *call) readEvent(problems func(map[string]any) []enqueue.Problem, members, payload []string) (*eventReader, *eventAnswer) {
	r := &eventReader{call: c}
	switch {
	case len(c.body) > enqueue.MaxBytes:
		c.problem("the event has more than %d bytes", enqueue.MaxBytes)
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
		for _, name := range enqueue.Ignored(r.in, members, payload) {
			r.problem("'%s' is unknown: PagerDuty would ignore it", name)
		}
	}
	for _, problem := range problems(r.in) {
		r.problem("%s", problem.Text)
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
	r.account.forgetPastEvents(r.now)
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

// textIn returns a member that is a text; "" if it is none.
func textIn(object map[string]any, member string) string {
	text, _ := object[member].(string)
	return text
}

// routingKey returns the routing key. It refuses one that nothing in the account has.
func (r *eventReader) routingKey() string {
	key := textIn(r.in, "routing_key")
	if r.problems == nil && r.account.integrationWith(key) == nil && r.account.orchestrationWith(key) == nil {
		r.problem("Invalid routing key")
	}
	return key
}

// timestamp returns the time of the event.
func (r *eventReader) timestamp() time.Time {
	at, isTime := parseTime(textIn(r.payload, "timestamp"))
	if !isTime {
		return r.now
	}
	return at
}

// contexts returns the links or the images.
func (r *eventReader) contexts(name, kind string) []alertContext {
	list, _ := r.in[name].([]any)
	return each(list, func(item any) alertContext {
		object, _ := item.(map[string]any)
		c := alertContext{Type: kind, Href: textIn(object, "href"), Src: textIn(object, "src"), Text: textIn(object, "text")}
		if kind == "image" {
			c.Text = textIn(object, "alt")
		}
		return c
	})
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
	r, refused := c.readEvent(enqueue.Problems, enqueue.Members(), enqueue.PayloadMembers())
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
		routingKey: r.routingKey(), action: textIn(r.in, "event_action"), dedupKey: textIn(r.in, "dedup_key"), raw: r.in,
		contexts: slices.Concat(r.contexts("links", "link"), r.contexts("images", "image")),
	}
	e.normal = r.normal(e)
	return e
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
		{payload, enqueue.PayloadMembers()},
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
