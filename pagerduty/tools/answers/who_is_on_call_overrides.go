package answers

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// heldBy is a user in a schedule.
type heldBy struct{ schedule, user string }

// readOverrides reads the ids of the overrides that are in force. They are needed to delete one.
func (a *onCallAnswer) readOverrides(r *reading, client *pagerduty.Client) error {
	schedules := slices.Collect(maps.Values(a.schedules))
	for _, s := range a.subjects {
		if s.schedule != nil {
			schedules = append(schedules, s.schedule)
		}
	}
	schedules = slices.DeleteFunc(schedules, func(s *schedule.Schedule) bool { return len(s.Overrides.Entries) == 0 })
	found := make([]map[heldBy]string, len(schedules))
	var parts []part
	for i, s := range schedules {
		parts = append(parts, part{"the ids of the overrides of the schedule " + s.ID, func(ctx context.Context) (err error) {
			found[i], err = overrideIDs(ctx, client, s, a.window.Since)
			return err
		}})
	}
	err := r.all(parts...)
	a.overrides = map[heldBy]string{}
	for _, ids := range found {
		maps.Copy(a.overrides, ids)
	}
	return err
}

// overrideIDs returns the ids of the overrides that put users on call at a moment.
func overrideIDs(ctx context.Context, client *pagerduty.Client, s *schedule.Schedule, at time.Time) (map[heldBy]string, error) {
	ids, until := map[heldBy]string{}, at.Add(time.Second)
	if s.Shifts == nil {
		overrides, err := client.Schedules.Overrides(ctx, s.ID, pagerduty.ListOverridesOptions{Since: at, Until: until})
		for _, o := range overrides {
			ids[heldBy{s.ID, o.User.ID}] = o.ID
		}
		return ids, err
	}
	options := pagerduty.ListShiftsOptions{ScheduleWindow: pagerduty.ScheduleWindow{Since: at, Until: until}}
	for o, err := range client.ShiftSchedules.AllOverrides(ctx, s.ID, options) {
		if err != nil {
			return ids, err
		}
		ids[heldBy{s.ID, o.Overriding.UserID}] = o.ID
	}
	return ids, nil
}
