package people

import (
	"context"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// onCallDays is how many days ahead PagerDuty lists who is on call.
const onCallDays = 90

// window reads the window of the list, now by default. A since in the future without until means that moment.
func (in *listOnCallsInput) window(ctx context.Context, client *pagerduty.Client, now time.Time) (schedule.Window, error) {
	fallback := when.UserZone(ctx, client)
	if len(in.ScheduleIDs) == 1 {
		lookup := schedule.NewLookup(client, "schedule_ids[0]", in.ScheduleIDs[0])
		fallback = lookup.Zone(ctx)
		defer func() { in.ScheduleIDs = []string{lookup.Text} }() // the id, if the schedule was read
	}
	zone, err := when.ZoneOf(in.TimeZone, fallback)
	if err != nil {
		return schedule.Window{}, err
	}
	times := when.Parser{Now: now, Zone: zone}
	w := schedule.Window{}
	if w.Since, w.Until, err = times.Bounds(in.Since, in.Until, now, now); err != nil {
		return w, err
	}
	isMoment := true // since and until may be the same moment, but until may not be a day that ends at since
	if in.Until != "" {
		start, _ := times.Parse("until", in.Until)
		isMoment = start.Equal(w.Until)
	}
	switch {
	case in.Until == "" && w.Since.After(now):
		w.Until = w.Since
	case in.Since == "" && w.Until.Before(now):
		return w, fmt.Errorf("until (%s) is past, and without since the list begins now: give since too", w.Until.Format(time.RFC3339))
	case w.Until.Before(w.Since), w.Until.Equal(w.Since) && !isMoment:
		return w, when.CheckOrder("since", w.Since, "until", w.Until)
	}
	if w.Until.After(now.AddDate(0, 0, onCallDays)) {
		return w, fmt.Errorf("PagerDuty lists who is on call up to %d days ahead, until %s: choose an earlier until", onCallDays, now.AddDate(0, 0, onCallDays).Format(time.RFC3339))
	}
	w.Zone, w.Notes = times.ZoneName(), times.Notes()
	return w.In(in.TimeZone), nil
}
