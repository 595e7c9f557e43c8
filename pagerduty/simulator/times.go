package simulator

import (
	"time"
	_ "time/tzdata" // for the same zones on every machine

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/internal/enqueue"
)

// parseTime parses a time as PagerDuty does. The default offset is that of the account's zone, UTC.
func parseTime(text string) (time.Time, bool) { return enqueue.ParseTime(text) }

// readTime is parseTime, and lenient also reads the form of Go's time.Time.String, which PagerDuty's Terraform provider sends.
func (c *call) readTime(text string) (time.Time, bool) {
	t, ok := parseTime(text)
	if ok || !c.lenient {
		return t, ok
	}
	t, err := time.Parse("2006-01-02 15:04:05 -0700 MST", text)
	return t, err == nil
}

// isTimeOfDay reports whether text is a time of day such as 09:00:00.
func isTimeOfDay(text string) bool {
	_, err := time.Parse(time.TimeOnly, text)
	return err == nil
}

// time returns a time in the query, or fallback if it is absent.
func (c *call) time(name string, fallback time.Time) time.Time {
	text := c.text(name)
	if text == "" {
		return fallback
	}
	t, ok := c.readTime(text)
	if !ok {
		c.problem("query parameter %q must be an ISO 8601 time, not %q", name, text)
	}
	return t
}

// span is a period. A zero time means no bound.
type span struct{ since, until time.Time }

// span returns the since and until of the query.
func (c *call) span() span {
	return span{c.time("since", time.Time{}), c.time("until", time.Time{})}
}

func (s span) holds(t time.Time) bool {
	return !t.Before(s.since) && (s.until.IsZero() || !t.After(s.until))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
