package staffing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) overrideDeletion() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("delete_schedule_override", "Deletes an override, or ends one that has begun; returns who is on call instead.", t.deleteOverride, mcptools.WithQuestion(t.askDeleteOverride),
			mcptools.WithMarks(marks.Quiet, marks.Duty), mcptools.WithExample(`{"schedule_id":"PSPLSUN","override_id":"PSOVER1"}`)),
	}
}

type deleteOverrideInput struct {
	ScheduleID string `json:"schedule_id" jsonschema_description:"Id or name."`
	OverrideID string `json:"override_id" jsonschema_description:"From a list of overrides."`
}

// deletedOverride is an override that was deleted, and who is on call instead.
type deletedOverride struct {
	Deleted  overrideView     `json:"deleted"`
	Schedule view.Reference   `json:"schedule"`
	From     string           `json:"from"` // when the change takes effect
	OnCall   []schedule.Shift `json:"on_call_instead,omitempty"`
	Gaps     []gapView        `json:"gaps,omitempty"`
	Notes    []string         `json:"notes,omitempty"`
}

func (t *tools) deleteOverride(ctx context.Context, in deleteOverrideInput) (*deletedOverride, error) {
	id, err := identify.ID("override_id", in.OverrideID)
	if err != nil {
		return nil, err
	}
	client, lookup, found, err := t.findSchedule(ctx, in.ScheduleID)
	if err != nil {
		return nil, err
	}
	now := when.Now(ctx)
	o, err := findOverride(ctx, client, found, id, now)
	if err != nil {
		return nil, err
	}
	if isPast(o.turn, now) {
		return nil, fmt.Errorf("override_id: the override ended at %s, and PagerDuty deletes no past ones. It puts nobody on call any more", timeIn(o.turn.End, found.Location()))
	}
	if found.Shifts == nil {
		err = client.Schedules.DeleteOverride(ctx, found.ID, id)
	} else {
		err = client.ShiftSchedules.DeleteOverride(ctx, found.ID, id)
	}
	if err != nil {
		return nil, err
	}
	shown, remains := showDeleted(ctx, lookup, found, *o, now)
	if remains {
		if again, err := findOverride(ctx, client, found, id, now); err == nil && again.turn.End.Equal(o.turn.End) { // and did not end either
			return nil, errors.New("PagerDuty answered that the override was deleted, but lists it still. Look again with list_schedule_overrides before you repeat the call")
		}
	}
	return shown, nil
}

// findOverride reads an override. PagerDuty returns a single one only of a shift-based schedule; of layers it lists those of a year.
func findOverride(ctx context.Context, client *pagerduty.Client, s *schedule.Schedule, id string, now time.Time) (*override, error) {
	if s.Shifts != nil {
		found, err := client.ShiftSchedules.GetOverride(ctx, s.ID, id)
		if errors.Is(err, pagerduty.ErrNotFound) {
			if _, err := client.ShiftSchedules.GetCustomShift(ctx, s.ID, id); err == nil {
				return nil, fmt.Errorf("override_id: %s is an added shift of %s, not an override: use remove_schedule_shift", id, s.Name)
			}
			return nil, unknownOverride(s, id)
		}
		if err != nil {
			return nil, err
		}
		o := fromShiftOverride(*found)
		nameUsers(ctx, client, s, []override{o})
		return &o, ctx.Err()
	}
	const back, ahead = 60 * day, 300 * day // PagerDuty lists a year
	overrides, err := readOverrides(ctx, client, s, oncall.Window{Since: now.Add(-back), Until: now.Add(ahead)})
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(overrides, func(o override) bool { return o.id == id }); at >= 0 {
		return &overrides[at], nil
	}
	return nil, unknownOverride(s, id)
}

func unknownOverride(s *schedule.Schedule, id string) error {
	return fmt.Errorf("override_id: %s has no override %s now or in the coming months. list_schedule_overrides returns the ids", s.Name, id)
}

// showDeleted returns who is on call after an override was deleted, and whether an override seems to put the same user on call still. The
// deletion is a success even if that cannot be read.
func showDeleted(ctx context.Context, lookup *schedule.Lookup, s *schedule.Schedule, o override, now time.Time) (shown *deletedOverride, remains bool) {
	rest := restOf(o.turn, now)
	shown = &deletedOverride{
		Deleted:  overrideView{ID: o.id, Shift: s.ShowTurns([]oncall.Turn{o.turn}, s.Names())[0]},
		Schedule: view.Reference{ID: s.ID, Name: s.Name}, From: timeIn(rest.Since, s.Location()),
	}
	if o.turn.UserID == "" {
		shown.Deleted.User = nil
	}
	after, err := lookup.Again(ctx, pagerduty.ScheduleWindow{Since: rest.Since, Until: rest.Until})
	shown.OnCall, shown.Gaps, shown.Notes = onCallIn(after, err, rest, now)
	return shown, err == nil && slices.ContainsFunc(after.Overrides.Entries, func(e pagerduty.ScheduleEntry) bool { return e.User.ID == o.turn.UserID })
}

// restOf returns what is left of a turn.
func restOf(turn oncall.Turn, now time.Time) oncall.Window {
	if turn.Start.Before(now) {
		turn.Start = now
	}
	return oncall.Window{Since: turn.Start, Until: turn.End}
}

// onCallIn returns who is on call in a window after a change, with gaps, and notes on what is not known. err is that of reading it.
func onCallIn(after *schedule.Schedule, err error, window oncall.Window, now time.Time) ([]schedule.Shift, []gapView, []string) {
	if err != nil {
		return nil, nil, []string{"The change was made, but who is on call now could not be read."}
	}
	turns := oncall.Joined(after.Turns())
	if window.Since.Equal(now) {
		window = sinceInForce(turns, window)
	}
	turns = oncall.Cut(turns, window)
	gaps := showGaps(oncall.Gaps(turns, window), after.Location())
	var notes []string
	if gaps != nil {
		notes = append(notes, "Nobody is on call in this schedule in the gaps.")
	}
	if len(turns)+len(gaps) > 2*maxTurns {
		notes = append(notes, fmt.Sprintf("Only the first %d shifts and gaps of each are shown.", maxTurns))
	}
	return after.ShowTurns(turns[:min(maxTurns, len(turns))], after.Names()), gaps[:min(maxTurns, len(gaps))], notes
}

func (t *tools) askDeleteOverride(ctx context.Context, in deleteOverrideInput) mcptools.Question {
	return mcptools.NewQuestion("Delete override %s of schedule %s?", []string{in.OverrideID}, identify.Labels(ctx, t.source, identify.Schedule().Name, in.ScheduleID))
}
