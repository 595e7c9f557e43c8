// Package enqueue knows which events PagerDuty's Events API v2 refuses, and in which words. The simulator takes events by it, and a
// prediction of where an event goes begins with it.
package enqueue

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxBytes is how long the body of an event may be.
const MaxBytes = 512 << 10

// RoutingKeySize is how many characters a routing key has.
const RoutingKeySize = 32

const (
	maxSummary  = 1024 // characters
	maxDedupKey = 255  // characters
)

// The actions of events.
const (
	Trigger     = "trigger"
	Acknowledge = "acknowledge"
	Resolve     = "resolve"
)

// Problem is a reason for which PagerDuty refuses an event.
type Problem struct {
	Text    string // in PagerDuty's words
	Missing bool   // a required member is absent or blank
}

// Members returns the members of the body of an event outside of its payload.
func Members() []string {
	return []string{"routing_key", "event_action", "dedup_key", "payload", "images", "links", "client", "client_url"}
}

// PayloadMembers returns the members of the payload of an event.
func PayloadMembers() []string {
	return []string{"summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"}
}

// Problems returns why PagerDuty refuses the body of an event; nothing if it takes it. Whether a routing key exists is not checked.
func Problems(body map[string]any) []Problem {
	c := newCheck(body)
	c.routingKey()
	action := c.text("event_action", body, "event_action", true, 0)
	key := c.text("dedup_key", body, "dedup_key", false, maxDedupKey)
	switch action {
	case Trigger:
		c.checkPayload()
	case Acknowledge, Resolve:
		if key == "" {
			c.missing("dedup_key")
		}
	case "":
	default:
		c.refuse("'event_action' must be trigger, acknowledge or resolve, not %q", action)
	}
	c.contexts("links", "href")
	c.contexts("images", "src")
	return c.problems
}

// ChangeProblems is Problems for the body of a change event.
func ChangeProblems(body map[string]any) []Problem {
	c := newCheck(body)
	c.routingKey()
	if c.payload == nil {
		c.missing("payload")
	}
	c.text("payload.summary", c.payload, "summary", true, maxSummary)
	c.text("payload.source", c.payload, "source", false, 0)
	c.timestamp()
	c.contexts("links", "href")
	c.details()
	c.contexts("images", "src")
	return c.problems
}

// Ignored returns the members of a body that are not among those that PagerDuty reads, such as payload.host.
func Ignored(body map[string]any, members, payloadMembers []string) []string {
	var ignored []string
	payload, _ := body["payload"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(body)) {
		if !slices.Contains(members, name) {
			ignored = append(ignored, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(payload)) {
		if !slices.Contains(payloadMembers, name) {
			ignored = append(ignored, "payload."+name)
		}
	}
	return ignored
}

// check collects what is wrong with a body.
type check struct {
	body, payload map[string]any
	problems      []Problem
}

func newCheck(body map[string]any) *check {
	payload, _ := body["payload"].(map[string]any)
	return &check{body: body, payload: payload}
}

func (c *check) refuse(format string, arguments ...any) {
	c.problems = append(c.problems, Problem{Text: fmt.Sprintf(format, arguments...)})
}

func (c *check) missing(name string) {
	c.problems = append(c.problems, Problem{"'" + name + "' is missing or blank", true})
}

// text checks a member that is a text, and returns it. longest is in characters; 0 is for any length.
func (c *check) text(name string, in map[string]any, member string, required bool, longest int) string {
	value, given := in[member]
	text, isText := value.(string)
	switch {
	case !given || value == nil:
		if required {
			c.missing(name)
		}
	case !isText:
		c.refuse("'%s' must be a text", name)
	case required && strings.TrimSpace(text) == "":
		c.missing(name)
	case longest > 0 && utf8.RuneCountInString(text) > longest:
		c.refuse("Length of '%s' is incorrect (should be at most %d characters)", name, longest)
	}
	return text
}

func (c *check) routingKey() {
	if key := c.text("routing_key", c.body, "routing_key", true, 0); key != "" && len(key) != RoutingKeySize {
		c.refuse("Length of 'routing_key' is incorrect (should be %d characters)", RoutingKeySize)
	}
}

func (c *check) checkPayload() {
	if c.payload == nil {
		c.missing("payload")
		return
	}
	c.text("payload.summary", c.payload, "summary", true, maxSummary)
	c.text("payload.source", c.payload, "source", true, 0)
	severity := c.text("payload.severity", c.payload, "severity", true, 0)
	if severity != "" && !slices.Contains([]string{"critical", "error", "warning", "info"}, severity) {
		c.refuse("'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')")
	}
	for _, member := range []string{"component", "group", "class"} {
		c.text("payload."+member, c.payload, member, false, 0)
	}
	c.timestamp()
	c.details()
}

func (c *check) timestamp() {
	text := c.text("payload.timestamp", c.payload, "timestamp", false, 0)
	if _, isTime := ParseTime(text); text != "" && !isTime {
		c.refuse("'payload.timestamp' must be an ISO 8601 time")
	}
}

func (c *check) details() {
	details := c.payload["custom_details"]
	if _, isObject := details.(map[string]any); details != nil && !isObject {
		c.refuse("'payload.custom_details' must be an object")
	}
}

// contexts checks the links or the images, each of which needs a member.
func (c *check) contexts(name, required string) {
	value := c.body[name]
	list, isList := value.([]any)
	if value != nil && !isList {
		c.refuse("'%s' must be a list", name)
	}
	for _, item := range list {
		object, _ := item.(map[string]any)
		if text, _ := object[required].(string); text == "" {
			c.refuse("'%s' must contain objects with '%s'", name, required)
		}
	}
}

// ParseTime parses a time as PagerDuty does, in events and elsewhere: ISO 8601, with an optional time of day and an optional offset, with or without a colon. The
// default offset is UTC.
func ParseTime(text string) (time.Time, bool) {
	for _, clock := range [...]string{"T15:04:05", "T15:04"} { // time.Parse also accepts a fraction of a second
		for _, offset := range [...]string{"Z07:00", "Z0700", "Z07", ""} {
			if t, err := time.Parse(time.DateOnly+clock+offset, text); err == nil {
				return t, true
			}
		}
	}
	t, err := time.Parse(time.DateOnly, text)
	return t, err == nil
}
