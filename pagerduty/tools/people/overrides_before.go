package people

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
)

// longestWindow is for how long PagerDuty renders a schedule at once.
const longestWindow = 365 * 24 * time.Hour

// before is a schedule as it is before overrides change it.
type before struct {
	schedule *pagerduty.Schedule
	windows  []pagerduty.ScheduleWindow
	rendered []*pagerduty.Schedule // for each window; nil where it could not be read
}

// before reads the schedule for the times of the overrides. Only a schedule that is not there, or cannot be read at all, is an
// error: whom the overrides replace is not worth refusing them.
func (s *namedSchedule) before(ctx context.Context, overrides []pagerduty.NewOverride) (before, error) {
	b := before{windows: windowsOf(overrides)}
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

// replaced are the turns, or the parts of them, that others would have had during an override. It is false if that is not known.
func (b before) replaced(override pagerduty.NewOverride) ([]pagerduty.ScheduleEntry, bool) {
	i := slices.IndexFunc(b.windows, func(w pagerduty.ScheduleWindow) bool {
		return !w.Since.After(override.Start) && !w.Until.Before(override.End)
	})
	if i < 0 || b.rendered[i] == nil {
		return nil, false
	}
	var parts []pagerduty.ScheduleEntry
	for _, turn := range b.rendered[i].Final.Entries {
		if turn.Start.Before(override.Start) {
			turn.Start.Time = override.Start
		}
		if turn.End.After(override.End) {
			turn.End.Time = override.End
		}
		if turn.Start.Before(turn.End.Time) && turn.User.ID != override.UserID {
			parts = append(parts, turn)
		}
	}
	return parts, true
}
