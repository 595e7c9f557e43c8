package people

import (
	"context"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// onCallDays is how far ahead PagerDuty knows who is on call.
const onCallDays = 90

// window settles which time is listed: now, unless the call says otherwise. A since ahead is a moment by itself.
func (in *listOnCallsInput) window(ctx context.Context, client *pagerduty.Client, now time.Time) (window, error) {
	fallback := when.UserZone(ctx, client)
	if len(in.ScheduleIDs) == 1 {
		schedule := &namedSchedule{client, "schedule_ids[0]", in.ScheduleIDs[0]}
		fallback = schedule.zone(ctx)
		defer func() { in.ScheduleIDs = []string{schedule.text} }() // its id, if it was asked for
	}
	zone, err := when.ZoneOf(in.TimeZone, fallback)
	if err != nil {
		return window{}, err
	}
	times := when.Parser{Now: now, Zone: zone}
	w := window{since: now, until: now}
	if in.Since != "" {
		if w.since, err = times.Parse("since", in.Since); err != nil {
			return w, err
		}
	}
	isMoment := true // since and until may be one; a day that ends where since begins is none
	if in.Until != "" {
		if w.until, err = times.ParseEnd("until", in.Until); err != nil {
			return w, err
		}
		begin, _ := times.Parse("until", in.Until)
		isMoment = begin.Equal(w.until)
	}
	switch {
	case in.Until == "" && w.since.After(now):
		w.until = w.since
	case in.Since == "" && w.until.Before(now):
		return w, fmt.Errorf("until (%s) is past, and without since the list begins now: give since too", w.until.Format(time.RFC3339))
	case w.until.Before(w.since), w.until.Equal(w.since) && !isMoment:
		return w, when.CheckOrder("since", w.since, "until", w.until)
	}
	if w.until.After(now.AddDate(0, 0, onCallDays)) {
		return w, fmt.Errorf("PagerDuty knows who is on call up to %d days ahead, until %s: bring until closer", onCallDays, now.AddDate(0, 0, onCallDays).Format(time.RFC3339))
	}
	w.zone, w.notes = times.ZoneName(), times.Notes()
	return w.in(in.TimeZone), nil
}
