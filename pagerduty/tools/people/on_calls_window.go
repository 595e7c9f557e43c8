package people

import (
	"context"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// onCallDays is how many days ahead PagerDuty lists who is on call.
const onCallDays = 90

// window reads the window of the list, now by default. A since in the future without until means that moment.
func (in *listOnCallsInput) window(ctx context.Context, client *pagerduty.Client, now time.Time) (window, error) {
	fallback := when.UserZone(ctx, client)
	if len(in.ScheduleIDs) == 1 {
		schedule := &scheduleLookup{client, "schedule_ids[0]", in.ScheduleIDs[0]}
		fallback = schedule.zone(ctx)
		defer func() { in.ScheduleIDs = []string{schedule.text} }() // the id, if the schedule was read
	}
	zone, err := when.ZoneOf(in.TimeZone, fallback)
	if err != nil {
		return window{}, err
	}
	times := when.Parser{Now: now, Zone: zone}
	w := window{}
	if w.since, w.until, err = times.Bounds(in.Since, in.Until, now, now); err != nil {
		return w, err
	}
	isMoment := true // since and until may be the same moment, but until may not be a day that ends at since
	if in.Until != "" {
		start, _ := times.Parse("until", in.Until)
		isMoment = start.Equal(w.until)
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
		return w, fmt.Errorf("PagerDuty lists who is on call up to %d days ahead, until %s: choose an earlier until", onCallDays, now.AddDate(0, 0, onCallDays).Format(time.RFC3339))
	}
	w.zone, w.notes = times.ZoneName(), times.Notes()
	return w.in(in.TimeZone), nil
}
