package people

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/parallel"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// longestWindow is the longest period for which PagerDuty renders a schedule.
const longestWindow = 365 * 24 * time.Hour

// scheduleSnapshot is a schedule before overrides are created.
type scheduleSnapshot struct {
	schedule *schedule.Schedule
	windows  []pagerduty.ScheduleWindow
	rendered []*schedule.Schedule // for each window; nil if it could not be read

	otherShifts []pagerduty.OnCall // of the overrides' users, in any schedule
	notes       []string           // on what could not be read
}

// readSnapshot reads the schedule for the windows. It fails only if the schedule does not exist or cannot be read at all: overrides can be
// created without knowing whom they replace.
func readSnapshot(ctx context.Context, lookup *schedule.Lookup, windows []pagerduty.ScheduleWindow) (scheduleSnapshot, error) {
	snapshot := scheduleSnapshot{windows: windows, rendered: make([]*schedule.Schedule, len(windows))}
	var err error
	if len(windows) > 0 {
		if snapshot.schedule, err = lookup.Get(ctx, windows[0]); err == nil {
			snapshot.rendered[0] = snapshot.schedule
		} else if _, ok := errors.AsType[*pagerduty.Error](err); !ok || ctx.Err() != nil {
			return snapshot, err
		}
	}
	if snapshot.schedule == nil {
		if snapshot.schedule, err = lookup.Get(ctx, pagerduty.ScheduleWindow{}); err != nil {
			return snapshot, err
		}
	}
	if len(windows) < 2 {
		return snapshot, nil
	}
	return snapshot, parallel.Each(ctx, len(windows)-1, func(ctx context.Context, i int) error {
		if rendered, err := lookup.Again(ctx, windows[i+1]); err == nil {
			snapshot.rendered[i+1] = rendered
		}
		return ctx.Err()
	})
}

// windowsOf returns the fewest windows that contain the overrides. It leaves out overrides longer than longestWindow.
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

// windowOf returns the index of the window that contains an override; -1 if none does.
func (s scheduleSnapshot) windowOf(override pagerduty.NewOverride) int {
	return slices.IndexFunc(s.windows, func(w pagerduty.ScheduleWindow) bool {
		return !w.Since.After(override.Start) && !w.Until.Before(override.End)
	})
}

// shiftsDuring returns the shifts of other users that an override replaces, and the shifts that its user has anyway, cut to the override.
// known is false if they could not be read.
func (s scheduleSnapshot) shiftsDuring(override pagerduty.NewOverride) (others, own []pagerduty.ScheduleEntry, known bool) {
	i := s.windowOf(override)
	if i < 0 || s.rendered[i] == nil {
		return nil, nil, false
	}
	for _, shift := range s.rendered[i].Final.Entries {
		if shift.Start.Before(override.Start) {
			shift.Start.Time = override.Start
		}
		if shift.End.After(override.End) {
			shift.End.Time = override.End
		}
		switch {
		case !shift.Start.Before(shift.End.Time):
		case shift.User.ID == override.UserID:
			own = append(own, shift)
		default:
			others = append(others, shift)
		}
	}
	return others, own, true
}

// apply adds a created override to the snapshot. If the next override overlaps it, that one replaces its user: PagerDuty applies the
// override that was created last.
func (s scheduleSnapshot) apply(override pagerduty.NewOverride, user *view.Reference) {
	for i, rendered := range s.rendered {
		if rendered == nil || !s.windows[i].Since.Before(override.End) || !override.Start.Before(s.windows[i].Until) {
			continue
		}
		changed := *rendered
		changed.Final.Entries = append(without(rendered.Final.Entries, override), pagerduty.ScheduleEntry{
			Start: pagerduty.Time{Time: override.Start}, End: pagerduty.Time{Time: override.End},
			User: pagerduty.Reference{ID: override.UserID, Name: user.Name},
		})
		slices.SortStableFunc(changed.Final.Entries, func(a, b pagerduty.ScheduleEntry) int { return a.Start.Compare(b.Start.Time) })
		s.rendered[i] = &changed
	}
}

// without returns the shifts, or the parts of them, before and after an override.
func without(shifts []pagerduty.ScheduleEntry, override pagerduty.NewOverride) []pagerduty.ScheduleEntry {
	var rest []pagerduty.ScheduleEntry
	for _, shift := range shifts {
		if !shift.Start.Before(override.End) || !shift.End.After(override.Start) {
			rest = append(rest, shift)
			continue
		}
		first, last := shift, shift
		first.End.Time, last.Start.Time = override.Start, override.End
		rest = append(rest, first, last)
	}
	return slices.DeleteFunc(rest, func(shift pagerduty.ScheduleEntry) bool { return !shift.Start.Before(shift.End.Time) })
}

// otherShiftsDuring returns the shifts that an override's user has meanwhile in other schedules, or without a schedule.
func (s scheduleSnapshot) otherShiftsDuring(override pagerduty.NewOverride) []schedule.OnCall {
	var shown []schedule.OnCall
	for _, shift := range s.otherShifts {
		overlaps := shift.Start.Before(override.End) && (shift.End.IsZero() || shift.End.After(override.Start))
		if shift.User.ID == override.UserID && shift.Schedule.ID != s.schedule.ID && overlaps && len(shown) < maxShown {
			one := schedule.ShowOnCall(shift)
			one.User = nil
			shown = append(shown, one)
		}
	}
	return shown
}
