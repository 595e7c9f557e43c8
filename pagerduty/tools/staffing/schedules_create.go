package staffing

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) scheduleCreation() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("create_schedule", "Creates a schedule; returns its next two weeks. It pages nobody until an escalation policy uses it.", t.createSchedule,
			mcptools.WithQuestion(t.askCreateSchedule), mcptools.WithMarks(marks.Quiet, marks.Duty),
			mcptools.WithExample(`{"name":"Vouchers","time_zone":"Europe/London","rotations":[{"user_ids":["PUAMARA","PUBRUNO"],"shift_length":"1w","starts_at":"2027-03-22T09:00"}]}`)),
	}
}

type createScheduleInput struct{ scheduleForm }

// createdSchedule is a new schedule and its next two weeks.
type createdSchedule struct {
	ID       string           `json:"id"`
	Name     string           `json:"name,omitzero"`
	Kind     schedule.Kind    `json:"kind"`
	TimeZone string           `json:"time_zone,omitzero"`
	Teams    []view.Reference `json:"teams,omitempty"`
	HTMLURL  string           `json:"html_url,omitzero"`
	*outlook
	Notes []string `json:"notes,omitempty"`
}

func (t *tools) createSchedule(ctx context.Context, in createScheduleInput) (*createdSchedule, error) {
	client, plan, err := in.plan(ctx, t.source)
	if err != nil {
		return nil, err
	}
	var shown *createdSchedule
	if plan.kind == schedule.ShiftBased {
		created, err := plan.createShiftBased(ctx, client, in.scheduleForm)
		if err != nil {
			return nil, err
		}
		shown = &createdSchedule{ID: created.ID, Name: created.Name, TimeZone: created.TimeZone, Teams: view.References(created.Teams), HTMLURL: created.HTMLURL}
	} else {
		created, err := client.Schedules.Create(ctx, pagerduty.ScheduleChange{
			Name: identify.NewName(&in.Name), TimeZone: plan.zoneName, Description: in.Description, TeamIDs: plan.teams, Layers: plan.layers(),
		})
		if err != nil {
			return nil, err
		}
		shown = &createdSchedule{ID: created.ID, Name: created.Name, TimeZone: created.TimeZone, Teams: view.References(created.Teams), HTMLURL: created.HTMLURL}
	}
	shown.Kind = plan.kind
	shown.outlook, shown.Notes = plan.outlook()
	shown.Notes = append(shown.Notes, "No escalation policy uses this schedule yet, so that nobody is paged by it.")
	return shown, nil
}

func (t *tools) askCreateSchedule(ctx context.Context, in createScheduleInput) mcptools.Question {
	return t.scheduleQuestion(ctx, in.scheduleForm)
}
