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

const (
	// zoneTime limits how long an answer waits for the asker's zone, which is read before the rest.
	zoneTime = 3 * time.Second
	// zoneTimeToParse is the same for an answer whose window depends on the zone.
	zoneTimeToParse = 10 * time.Second
)

// askersClock returns the clock of a call. If the asker's zone cannot be read, it falls back to UTC, and not_known says so.
func (r *reading) askersClock(client *pagerduty.Client) clock {
	return clock{r.now, r.askersZone(client, zoneTime)}
}

// parser returns a parser of times in the asker's zone. It reads the zone only if it needs it.
func (r *reading) parser(client *pagerduty.Client) *when.Parser {
	return &when.Parser{Now: r.now, Zone: func() (*time.Location, error) { return r.askersZone(client, zoneTimeToParse), nil }}
}

func (r *reading) askersZone(client *pagerduty.Client, limit time.Duration) *time.Location {
	r.zoneRead.Do(func() {
		ctx, cancel := context.WithTimeout(r.ctx, limit)
		defer cancel()
		var err error
		if r.zone, err = when.KnownUserZone(ctx, client); err != nil {
			r.lacks("your time zone, so times are in UTC", err)
			r.zone = time.UTC
		}
	})
	return r.zone
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
