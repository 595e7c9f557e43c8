package oncall

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/pcl"
)

// Event is an event on its way through an orchestration.
type Event struct {
	// Fields are what conditions read as event.…: the event in PagerDuty's common format. A value may be a pcl.NotKnown.
	Fields map[string]any
	// Raw is what conditions read as raw_event.…: the event as it was sent. nil means that it is not known.
	Raw map[string]any
}

// Sent is an event as somebody wrote it down.
type Sent struct {
	Event Event
	// Refused is why PagerDuty refuses the event, in the words of the Events API; nothing if it takes it.
	Refused []string
	// Missing is what an event needs and the fields do not name, in the same words. A whole body that lacks something is Refused.
	Missing []string
	Ignored []string // members that PagerDuty does not read
}

// ReadEvent reads an event: the body that is sent to the Events API v2, or only the fields of the common format, such as
// {"summary":"Disk full","source":"db-1","severity":"error"}. Of the latter, the event as it was sent is not known.
func ReadEvent(data []byte) (Sent, error) {
	written, err := decodeObject(data)
	if err != nil {
		return Sent{}, err
	}
	_, hasKey := written["routing_key"]
	_, hasPayload := written["payload"]
	isBody, body := hasKey || hasPayload, written
	if !isBody {
		body = bodyOf(written)
	}
	sent := Sent{Ignored: enqueue.Ignored(body, enqueue.Members(), enqueue.PayloadMembers())}
	for _, problem := range problemsOf(body, len(data)) {
		if problem.Missing && !isBody && len(written) > 0 {
			sent.Missing = append(sent.Missing, problem.Text)
			continue
		}
		sent.Refused = append(sent.Refused, problem.Text)
	}
	sent.Event = eventOf(body)
	if !isBody {
		sent.Event.Raw = nil
	}
	return sent, nil
}

// problemsOf returns why PagerDuty refuses a body of a size. The routing key is secret, so that people leave it out.
func problemsOf(body map[string]any, size int) []enqueue.Problem {
	if size > enqueue.MaxBytes {
		return []enqueue.Problem{{Text: fmt.Sprintf("the event has more than %d bytes", enqueue.MaxBytes)}}
	}
	if _, given := body["routing_key"]; !given {
		body = maps.Clone(body)
		body["routing_key"] = strings.Repeat("?", enqueue.RoutingKeySize)
	}
	return enqueue.Problems(body)
}

// bodyOf returns the body of an event of which only the fields are given. It triggers an alert if they do not say otherwise.
func bodyOf(fields map[string]any) map[string]any {
	body, payload := map[string]any{"event_action": enqueue.Trigger}, map[string]any{}
	for name, value := range fields {
		if slices.Contains(enqueue.Members(), name) {
			body[name] = value
		} else {
			payload[name] = value
		}
	}
	body["payload"] = payload
	return body
}

// eventOf returns the event that PagerDuty makes of a body.
func eventOf(body map[string]any) Event {
	if _, given := body["routing_key"]; given {
		body["routing_key"] = pcl.NotKnown{Reason: "the routing key is secret and not read"}
	}
	payload, _ := body["payload"].(map[string]any)
	fields := map[string]any{}
	take := func(from map[string]any, names ...string) {
		for _, name := range names {
			if value, given := from[name]; given {
				fields[name] = value
			}
		}
	}
	take(payload, enqueue.PayloadMembers()...)
	take(body, "event_action", "dedup_key", "client", "client_url", "links", "images")
	return Event{Fields: withArrival(fields), Raw: body}.clone()
}

// withArrival adds what PagerDuty adds to an event when it arrives.
func withArrival(fields map[string]any) map[string]any {
	for name, reason := range map[string]string{
		"dedup_key": "PagerDuty makes up a dedup_key when the event arrives", "timestamp": "PagerDuty sets the timestamp when the event arrives",
	} {
		if _, given := fields[name]; !given {
			fields[name] = pcl.NotKnown{Reason: reason}
		}
	}
	if _, given := fields["event_action"]; !given {
		fields["event_action"] = enqueue.Trigger
	}
	return fields
}

// EventOfAlert returns the event that an alert holds, with the changes that the rules made to it. What an alert does not hold is not
// known, and so is the event as it was sent.
func EventOfAlert(alert pagerduty.Alert) Event {
	fields := map[string]any{"event_action": enqueue.Trigger, "summary": known(alert.Summary), "severity": known(alert.Severity), "dedup_key": known(alert.AlertKey)}
	for _, name := range []string{"source", "component", "group", "class", "client", "client_url", "custom_details", "timestamp", "links", "images"} {
		fields[name] = notInAlert
	}
	if common := alert.Body.CEFDetails; common != nil {
		for name, text := range map[string]string{
			"source": common.SourceOrigin, "component": common.SourceComponent, "group": common.ServiceGroup, "class": common.EventClass,
			"client": common.Client, "client_url": common.ClientURL,
		} {
			if delete(fields, name); text != "" {
				fields[name] = text
			}
		}
		if alert.Summary == "" {
			fields["summary"] = known(common.Description)
		}
		if alert.Severity == "" {
			fields["severity"] = known(common.Severity)
		}
	}
	if details := alertDetails(alert.Body); details != nil {
		fields["custom_details"] = details
	}
	return Event{Fields: fields}
}

var notInAlert = pcl.NotKnown{Reason: "the alert does not hold it"}

func known(text string) any {
	if text == "" {
		return notInAlert
	}
	return text
}

// alertDetails returns the details of an alert; nil if it has none, or none that can be read.
func alertDetails(body pagerduty.AlertBody) any {
	raw := body.Details
	if body.CEFDetails != nil && len(body.CEFDetails.Details) > 0 && string(body.CEFDetails.Details) != "null" {
		raw = body.CEFDetails.Details
	}
	details, err := decode(raw)
	if err != nil {
		return nil
	}
	return details
}

func decodeObject(data []byte) (map[string]any, error) {
	value, err := decode(data)
	if errors.Is(err, errSeveral) {
		return nil, errors.New("there is more than one event: something follows the JSON object")
	}
	object, isObject := value.(map[string]any)
	if err != nil || !isObject {
		return nil, errors.New("the event is not a JSON object")
	}
	return object, nil
}

// decode keeps numbers as they were written: 3 and 3.0 differ as text.
func decode(data []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err = decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err = decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errSeveral
	}
	return value, nil
}

var errSeveral = errors.New("something follows the JSON")

// clone returns a copy whose fields can be changed without changing e.
func (e Event) clone() Event {
	fields, _ := copied(e.Fields).(map[string]any)
	return Event{Fields: fields, Raw: e.Raw}
}

func copied(value any) any {
	switch value := value.(type) {
	case map[string]any:
		object := make(map[string]any, len(value))
		for name, member := range value {
			object[name] = copied(member)
		}
		return object
	case []any:
		list := make([]any, len(value))
		for i, entry := range value {
			list[i] = copied(entry)
		}
		return list
	}
	return value
}

// roots returns what the paths of conditions begin with.
func (e Event) roots() map[string]any {
	roots := map[string]any{"event": e.Fields}
	if e.Raw != nil {
		roots["raw_event"] = e.Raw
	}
	return roots
}

// Text returns a field, and whether it is known. A field that is absent or not a text is "".
func (e Event) Text(field string) (text string, isKnown bool) {
	value := e.Fields[field]
	_, unknown := value.(pcl.NotKnown)
	text, _ = value.(string)
	return text, !unknown
}
