package staffing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

type removeShiftInput struct {
	ScheduleID string `json:"schedule_id" jsonschema_description:"Id or name."`
	ShiftID    string `json:"shift_id" jsonschema_description:"From get_schedule."`
}

// removedShift is a shift that was removed, and who is on call then.
type removedShift struct {
	Removed  overrideView     `json:"removed"`
	Schedule view.Reference   `json:"schedule"`
	From     string           `json:"from"` // when the change takes effect
	OnCall   []schedule.Shift `json:"on_call,omitempty"`
	Gaps     []gapView        `json:"gaps,omitempty"`
	Notes    []string         `json:"notes,omitempty"`
}

func (t *tools) removeShift(ctx context.Context, in removeShiftInput) (*removedShift, error) {
	id, err := identify.ID("shift_id", in.ShiftID)
	if err != nil {
		return nil, err
	}
	client, lookup, found, err := t.findSchedule(ctx, in.ScheduleID)
	if err != nil {
		return nil, err
	}
	if found.Shifts == nil {
		return nil, fmt.Errorf("schedule_id: %s is made of layers, and has overrides in place of shifts: use delete_schedule_override", found.Name)
	}
	shift, err := client.ShiftSchedules.GetCustomShift(ctx, found.ID, id)
	if errors.Is(err, pagerduty.ErrNotFound) {
		return nil, fmt.Errorf("shift_id: %s has no added shift %s. The schedule shows the ids in added_shifts; what a rotation produces is no added shift", found.Name, id)
	}
	if err != nil {
		return nil, err
	}
	now := when.Now(ctx)
	turn := oncall.Turn{UserID: shift.Member().UserID, Start: shift.Start.Time, End: shift.End.Time}
	if isPast(turn, now) {
		return nil, fmt.Errorf("shift_id: the shift ended at %s, and PagerDuty removes no past ones. It puts nobody on call any more", timeIn(turn.End, found.Location()))
	}
	nameUsers(ctx, client, found, []override{{turn: turn}})
	if err := client.ShiftSchedules.DeleteCustomShift(ctx, found.ID, id); err != nil {
		return nil, err
	}
	return showRemoved(ctx, lookup, found, id, turn, now), nil
}

// showRemoved returns who is on call after a shift was removed.
func showRemoved(ctx context.Context, lookup *schedule.Lookup, s *schedule.Schedule, id string, turn oncall.Turn, now time.Time) *removedShift {
	rest := restOf(turn, now)
	shown := &removedShift{
		Removed:  overrideView{ID: id, Shift: s.ShowTurns([]oncall.Turn{turn}, s.Names())[0]},
		Schedule: view.Reference{ID: s.ID, Name: s.Name}, From: timeIn(rest.Since, s.Location()),
	}
	after, err := lookup.Again(ctx, pagerduty.ScheduleWindow{Since: rest.Since, Until: rest.Until})
	shown.OnCall, shown.Gaps, shown.Notes = onCallIn(after, err, rest, now)
	return shown
}

func (t *tools) askRemoveShift(ctx context.Context, in removeShiftInput) mcptools.Question {
	return mcptools.NewQuestion("Remove shift %s of schedule %s?", []string{in.ShiftID}, identify.Labels(ctx, t.source, identify.Schedule().Name, in.ScheduleID))
}
