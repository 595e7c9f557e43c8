package people

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// longestWindow is for how long PagerDuty renders a schedule at once.
const longestWindow = 365 * 24 * time.Hour

// before is a schedule as it is before overrides change it.
type before struct {
	schedule *pagerduty.Schedule
	windows  []pagerduty.ScheduleWindow
	rendered []*pagerduty.Schedule // for each window; nil where it could not be read

	elsewhere []pagerduty.OnCall // turns of those who take over, in whatever schedule
	notes     []string           // on what of this could not be read
}

// before reads the schedule for the times of the overrides. Only a schedule that is not there, or cannot be read at all, is an
// error: whom the overrides replace is not worth refusing them.
func (s *namedSchedule) before(ctx context.Context, windows []pagerduty.ScheduleWindow) (before, error) {
	b := before{windows: windows}
	b.rendered = make([]*pagerduty.Schedule, len(b.windows))
	var err error
	if len(b.windows) > 0 {
		if b.schedule, err = s.get(ctx, b.windows[0]); err == nil {
			b.rendered[0] = b.schedule
		} else if _, ok := errors.AsType[*pagerduty.Error](err); !ok || errors.Is(err, pagerduty.ErrShiftBased) || ctx.Err() != nil {
			return b, err
		}
	}
	if b.schedule == nil {
		if b.schedule, err = s.get(ctx, pagerduty.ScheduleWindow{}); err != nil {
			return b, err
		}
	}
	if len(b.windows) < 2 {
		return b, nil
	}
	return b, parallel.Each(ctx, len(b.windows)-1, func(ctx context.Context, i int) error {
		if rendered, err := s.client.Schedules.Get(ctx, b.schedule.ID, b.windows[i+1]); err == nil {
			b.rendered[i+1] = rendered
		}
		return ctx.Err()
	})
}

// windowsOf are as few windows as hold the overrides that PagerDuty can render a schedule for.
func windowsOf(overrides []pagerduty.NewOverride) []pagerduty.ScheduleWindow {
	ordered := slices.SortedFunc(slices.Values(overrides), func(a, b pagerduty.NewOverride) int { return a.Start.Compare(b.Start) })
	var windows []pagerduty.ScheduleWindow
	for _, o := range ordered {
		last := len(windows) - 1
		switch {
		case o.End.Sub(o.Start) > longestWindow:
		case last >= 0 && o.End.Sub(windows[last].Since) <= longestWindow:
			if o.End.After(windows[last].Until) {
				windows[last].Until = o.End
			}
		default:
			windows = append(windows, pagerduty.ScheduleWindow{Since: o.Start, Until: o.End})
		}
	}
	return windows
}

// during are the turns, or the parts of them, that others would have had during an override, and those that its user has anyway.
// It is false if that is not known.
func (b before) during(override pagerduty.NewOverride) (others, own []pagerduty.ScheduleEntry, known bool) {
	i := slices.IndexFunc(b.windows, func(w pagerduty.ScheduleWindow) bool {
		return !w.Since.After(override.Start) && !w.Until.Before(override.End)
	})
	if i < 0 || b.rendered[i] == nil {
		return nil, nil, false
	}
	for _, turn := range b.rendered[i].Final.Entries {
		if turn.Start.Before(override.Start) {
			turn.Start.Time = override.Start
		}
		if turn.End.After(override.End) {
			turn.End.Time = override.End
		}
		switch {
		case !turn.Start.Before(turn.End.Time):
		case turn.User.ID == override.UserID:
			own = append(own, turn)
		default:
			others = append(others, turn)
		}
	}
	return others, own, true
}

// take puts an override that was made into the schedule, so that the next one replaces its user and not whoever had the turn
// before: of several, PagerDuty applies the one that was made last.
func (b before) take(override pagerduty.NewOverride, user *view.Reference) {
	for i, rendered := range b.rendered {
		if rendered == nil || !b.windows[i].Since.Before(override.End) || !override.Start.Before(b.windows[i].Until) {
			continue
		}
		taken := *rendered
		taken.Final.Entries = append(without(rendered.Final.Entries, override), pagerduty.ScheduleEntry{
			Start: pagerduty.Time{Time: override.Start}, End: pagerduty.Time{Time: override.End},
			User: pagerduty.Reference{ID: override.UserID, Name: user.Name},
		})
		slices.SortStableFunc(taken.Final.Entries, func(a, b pagerduty.ScheduleEntry) int { return a.Start.Compare(b.Start.Time) })
		b.rendered[i] = &taken
	}
}

// without are the turns, or the parts of them, before and after an override.
func without(turns []pagerduty.ScheduleEntry, override pagerduty.NewOverride) []pagerduty.ScheduleEntry {
	var left []pagerduty.ScheduleEntry
	for _, turn := range turns {
		if !turn.Start.Before(override.End) || !turn.End.After(override.Start) {
			left = append(left, turn)
			continue
		}
		first, last := turn, turn
		first.End.Time, last.Start.Time = override.Start, override.End
		left = append(left, first, last)
	}
	return slices.DeleteFunc(left, func(turn pagerduty.ScheduleEntry) bool { return !turn.Start.Before(turn.End.Time) })
}

// elsewhereDuring are the turns in other schedules, or without one, that the user of an override has meanwhile.
func (b before) elsewhereDuring(override pagerduty.NewOverride) []onCallView {
	var shown []onCallView
	for _, turn := range b.elsewhere {
		isMeanwhile := turn.Start.Before(override.End) && (turn.End.IsZero() || turn.End.After(override.Start))
		if turn.User.ID == override.UserID && turn.Schedule.ID != b.schedule.ID && isMeanwhile && len(shown) < mostShown {
			one := showOnCall(turn)
			one.User = nil
			shown = append(shown, one)
		}
	}
	return shown
}
