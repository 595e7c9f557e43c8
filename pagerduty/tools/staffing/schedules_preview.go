package staffing

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

func (t *tools) schedulePreview() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("preview_schedule", "Computes two weeks of turns, gaps and hours as create_schedule would make them. Creates nothing.", t.previewSchedule,
			mcptools.WithExample(`{"name":"Vouchers","time_zone":"Europe/London","rotations":[{"user_ids":["Amara Okafor","Bruno Castellani"],"shift_length":"1w","starts_at":"2027-03-22T09:00","hours":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]}]}`)),
	}
}

type previewScheduleInput struct{ scheduleForm }

// schedulePreviewView is how a schedule would be.
type schedulePreviewView struct {
	Kind schedule.Kind `json:"kind"`
	*outlook
	Notes []string `json:"notes,omitempty"`
}

func (t *tools) previewSchedule(ctx context.Context, in previewScheduleInput) (*schedulePreviewView, error) {
	_, plan, err := in.plan(ctx, t.source)
	if err != nil {
		return nil, err
	}
	shown := &schedulePreviewView{Kind: plan.kind}
	shown.outlook, shown.Notes = plan.outlook()
	return shown, nil
}
