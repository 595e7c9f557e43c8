package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// scheduleLookup finds the schedule that an argument names. A call may need the schedule's time zone to read the window for which it
// then fetches the schedule.
type scheduleLookup struct {
	client   *pagerduty.Client
	argument string
	text     string // id or name; the id once the schedule was read
}

// get returns the schedule, rendered for a window.
func (s *scheduleLookup) get(ctx context.Context, window pagerduty.ScheduleWindow) (*pagerduty.Schedule, error) {
	schedule, err := identify.Find(ctx, s.client, identify.Schedule(), s.argument, s.text, func(ctx context.Context, id string) (*pagerduty.Schedule, error) {
		return s.client.Schedules.Get(ctx, id, window)
	})
	if err == nil {
		s.text = cmp.Or(schedule.ID, s.text)
	}
	return schedule, err
}

// zone returns a function that finds the schedule's time zone, or the user's if the schedule has none.
func (s *scheduleLookup) zone(ctx context.Context) func() (*time.Location, error) {
	return func() (*time.Location, error) {
		schedule, err := s.get(ctx, pagerduty.ScheduleWindow{})
		switch {
		case errors.Is(err, pagerduty.ErrShiftBased), err == nil && schedule.TimeZone == "":
			return when.UserZone(ctx, s.client)()
		case err != nil:
			return nil, err
		}
		zone, err := when.Named("time zone of the schedule", schedule.TimeZone)
		if err != nil {
			return nil, fmt.Errorf("%w. Write the times with an offset, such as 2026-11-23T09:00:00+01:00", err)
		}
		return zone, nil
	}
}

// window reads the window of a call. It begins now and spans a week by default.
func (s *scheduleLookup) window(ctx context.Context, since, until, timeZone string) (window, error) {
	zone, err := when.ZoneOf(timeZone, s.zone(ctx))
	if err != nil {
		return window{}, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: zone}
	from, to, err := times.Span(since, until, 7*24*time.Hour)
	return window{from, to, times.ZoneName(), times.Notes()}.in(timeZone), err
}
