package answers

import (
	"context"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// clock shows times as the asker reads them: in the asker's zone, with the offset.
type clock struct {
	now  time.Time
	zone *time.Location
}

// zoneTime limits how long an answer waits for the asker's zone, which is read before the rest.
const zoneTime = 3 * time.Second

// askersClock returns the clock of a call. If the asker's zone cannot be read, it falls back to UTC, and not_known says so.
func (r *reading) askersClock(client *pagerduty.Client) clock {
	ctx, cancel := context.WithTimeout(r.ctx, zoneTime)
	defer cancel()
	zone, err := when.KnownUserZone(ctx, client)
	if err != nil {
		r.lacks("your time zone, so times are in UTC", err)
		zone = time.UTC
	}
	return clock{when.Now(ctx), zone}
}

// parser returns a parser of times in the asker's zone.
func (c clock) parser() *when.Parser {
	return &when.Parser{Now: c.now, Zone: func() (*time.Location, error) { return c.zone, nil }}
}

// show returns a time; "" for the zero time.
func (c clock) show(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	return moment.In(c.zone).Format(time.RFC3339)
}

// at is show for a time of PagerDuty's.
func (c clock) at(moment pagerduty.Time) string { return c.show(moment.Time) }

// since returns the time since a moment; "" for the zero time.
func (c clock) since(moment pagerduty.Time) string { return between(moment, c.now) }

// between returns the length of a span; "" if its ends are not known or in the wrong order.
func between(from pagerduty.Time, to time.Time) string {
	if from.IsZero() || to.IsZero() || to.Before(from.Time) {
		return ""
	}
	return view.Length(to.Sub(from.Time))
}
