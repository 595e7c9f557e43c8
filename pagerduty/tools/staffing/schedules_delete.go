package staffing

import (
	"context"
	"fmt"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) scheduleDeletion() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Destructive("delete_schedule", "Deletes a schedule that no escalation policy uses.", t.deleteSchedule, mcptools.WithQuestion(t.askDeleteSchedule),
			mcptools.WithMarks(marks.Quiet, marks.NoDuty), mcptools.WithExample(`{"schedule_id":"Partner Line"}`)),
	}
}

type deleteScheduleInput struct {
	ScheduleID string `json:"schedule_id" jsonschema_description:"Id or name."`
}

type deletedSchedule struct {
	Deleted   view.Reference `json:"deleted"`
	Kind      schedule.Kind  `json:"kind"`
	Rotations []string       `json:"former_rotations,omitempty"`
}

func (t *tools) deleteSchedule(ctx context.Context, in deleteScheduleInput) (*deletedSchedule, error) {
	client, _, found, err := t.findSchedule(ctx, in.ScheduleID)
	if err != nil {
		return nil, err
	}
	if used := found.EscalationPolicies; len(used) > 0 {
		return nil, fmt.Errorf("schedule_id: these escalation policies use %s, and PagerDuty deletes no schedule in use: %s. Take it out of them with update_escalation_policy first", found.Name, labelsOf(used))
	}
	shown := &deletedSchedule{view.Reference{ID: found.ID, Name: found.Name}, found.Kind(), formerRotations(found)}
	if found.Shifts != nil {
		return shown, client.ShiftSchedules.Delete(ctx, found.ID)
	}
	return shown, client.Schedules.Delete(ctx, found.ID)
}

func (t *tools) askDeleteSchedule(ctx context.Context, in deleteScheduleInput) mcptools.Question {
	return mcptools.NewQuestion("Delete schedule %s?", identify.Labels(ctx, t.source, identify.Schedule().Name, in.ScheduleID))
}
