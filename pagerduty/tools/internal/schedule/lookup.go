package schedule

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

// Lookup finds the schedule that an argument names. A call may need the schedule's time zone to read the window for which it
// then fetches the schedule.
type Lookup struct {
	Client   *pagerduty.Client
	Argument string // the name of the argument, for errors
	Text     string // id or name; the id once the schedule was read
}

// NewLookup returns the lookup of the schedule that text names, by its id or its name. argument is the name of the argument, for errors.
func NewLookup(client *pagerduty.Client, argument, text string) *Lookup {
	return &Lookup{client, argument, text}
}

// Get returns the schedule, rendered for a window.
func (l *Lookup) Get(ctx context.Context, window pagerduty.ScheduleWindow) (*pagerduty.Schedule, error) {
	schedule, err := identify.Find(ctx, l.Client, identify.Schedule(), l.Argument, l.Text, func(ctx context.Context, id string) (*pagerduty.Schedule, error) {
		return l.Client.Schedules.Get(ctx, id, window)
	})
	if err == nil {
		l.Text = cmp.Or(schedule.ID, l.Text)
	}
	return schedule, err
}

// Zone returns a function that finds the schedule's time zone, or the user's if the schedule has none.
func (l *Lookup) Zone(ctx context.Context) func() (*time.Location, error) {
	return func() (*time.Location, error) {
		schedule, err := l.Get(ctx, pagerduty.ScheduleWindow{})
		switch {
		case errors.Is(err, pagerduty.ErrShiftBased), err == nil && schedule.TimeZone == "":
			return when.UserZone(ctx, l.Client)()
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

// Window reads the window of a call. It begins now and spans a week by default.
func (l *Lookup) Window(ctx context.Context, since, until, timeZone string) (Window, error) {
	zone, err := when.ZoneOf(timeZone, l.Zone(ctx))
	if err != nil {
		return Window{}, err
	}
	times := when.Parser{Now: when.Now(ctx), Zone: zone}
	from, to, err := times.Span(since, until, 7*24*time.Hour)
	return Window{from, to, times.ZoneName(), times.Notes()}.In(timeZone), err
}
