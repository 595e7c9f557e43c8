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

// Lookup finds the schedule of either kind that an argument names. A call may need the schedule's time zone to read the window for which
// it then fetches the schedule.
type Lookup struct {
	Client   *pagerduty.Client
	Argument string // the name of the argument, for errors
	Text     string // id or name; the id once the schedule was read

	kind identify.Type // once it is known
}

// NewLookup returns the lookup of the schedule that text names, by its id or its name. argument is the name of the argument, for errors.
func NewLookup(client *pagerduty.Client, argument, text string) *Lookup {
	return &Lookup{Client: client, Argument: argument, Text: text}
}

// Get returns the schedule, rendered for a window.
func (l *Lookup) Get(ctx context.Context, window pagerduty.ScheduleWindow) (*Schedule, error) {
	found, err := identify.FindOf(ctx, l.Client, identify.Schedule(), l.Argument, l.Text, func(ctx context.Context, candidate identify.Candidate) (*Schedule, error) {
		l.kind = cmp.Or(candidate.Type, l.kind)
		return l.read(ctx, candidate.ID, window)
	})
	if err == nil {
		l.Text = cmp.Or(found.ID, l.Text)
	}
	return found, err
}

// read reads the schedule with an id. Unless its kind is known, PagerDuty tells by refusing the wrong one.
func (l *Lookup) read(ctx context.Context, id string, window pagerduty.ScheduleWindow) (*Schedule, error) {
	if l.kind != identify.IsShiftBased {
		layered, err := l.Client.Schedules.Get(ctx, id, window)
		if err == nil {
			l.kind = identify.IsLayered
			return &Schedule{Schedule: *layered}, nil
		}
		if !errors.Is(err, pagerduty.ErrShiftBased) {
			return nil, err
		}
	}
	shifts, err := l.Client.ShiftSchedules.Get(ctx, id, window)
	if err != nil {
		return nil, err
	}
	l.kind = identify.IsShiftBased
	return fromShifts(ctx, l.Client, shifts, window.TimeZone)
}

// Again reads a schedule that was read before, rendered for another window.
func (l *Lookup) Again(ctx context.Context, window pagerduty.ScheduleWindow) (*Schedule, error) {
	return l.read(ctx, l.Text, window)
}

// Zone returns a function that finds the schedule's time zone, or the user's if the schedule has none.
func (l *Lookup) Zone(ctx context.Context) func() (*time.Location, error) {
	return func() (*time.Location, error) {
		found, err := l.Get(ctx, pagerduty.ScheduleWindow{})
		switch {
		case err != nil:
			return nil, err
		case found.TimeZone == "":
			return when.UserZone(ctx, l.Client)()
		}
		zone, err := when.Named("time zone of the schedule", found.TimeZone)
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

// Read returns the schedule with an id, rendered for a window. kind may be "" if it is not known.
func Read(ctx context.Context, client *pagerduty.Client, id string, kind identify.Type, window pagerduty.ScheduleWindow) (*Schedule, error) {
	return (&Lookup{Client: client, kind: kind}).read(ctx, id, window)
}
