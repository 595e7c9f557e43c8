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

// namedSchedule is the schedule that an argument names by id or name. Its zone may be needed to read the times for which the
// schedule itself is then asked.
type namedSchedule struct {
	client   *pagerduty.Client
	argument string
	text     string
}

// get is the schedule, rendered for a window.
func (s *namedSchedule) get(ctx context.Context, window pagerduty.ScheduleWindow) (*pagerduty.Schedule, error) {
	schedule, err := identify.Find(ctx, s.client, identify.Schedule(), s.argument, s.text, func(ctx context.Context, id string) (*pagerduty.Schedule, error) {
		return s.client.Schedules.Get(ctx, id, window)
	})
	if err == nil {
		s.text = cmp.Or(schedule.ID, s.text) // the next time by its id
	}
	return schedule, err
}

// zone is the schedule's time zone, or the user's where the schedule does not tell.
func (s *namedSchedule) zone(ctx context.Context) func() (*time.Location, error) {
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
