package people

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// scheduleView is a schedule in a list. PagerDuty lists only the names of shift-based ones.
type scheduleView struct {
	ID                 string           `json:"id,omitzero"`
	Name               string           `json:"name,omitzero"`
	Kind               schedule.Kind    `json:"kind,omitzero"` // shift_based, or none for a schedule made of layers
	TimeZone           string           `json:"time_zone,omitzero"`
	Teams              []view.Reference `json:"teams,omitempty"`
	EscalationPolicies []view.Reference `json:"escalation_policies,omitempty"`
	HTMLURL            string           `json:"html_url,omitzero"`
}

func showSchedule(s pagerduty.Schedule, kind schedule.Kind) scheduleView {
	if kind == schedule.Layered {
		kind = ""
	}
	return scheduleView{s.ID, s.Name, kind, s.TimeZone, view.References(s.Teams), view.References(s.EscalationPolicies), s.HTMLURL}
}

type listSchedulesInput struct {
	Query   string   `json:"query,omitempty" jsonschema_description:"Part of a name."`
	TeamIDs []string `json:"team_ids,omitempty" jsonschema_description:"Any of these: ids or names."`
	paging.Arguments
}

// listSchedules lists layered schedules and then shift-based ones, which PagerDuty lists apart.
func (t *tools) listSchedules(ctx context.Context, in listSchedulesInput) (mcptools.List[scheduleView], error) {
	query := strings.TrimSpace(in.Query)
	var teams []string
	filters := []identify.Argument{identify.Many(identify.Team(), "team_ids", in.TeamIDs, &teams)}
	if err := in.Check(); err != nil {
		return mcptools.List[scheduleView]{}, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return mcptools.List[scheduleView]{}, err
	}
	return paging.Filtered(ctx, client, filters, func(ctx context.Context) (mcptools.List[scheduleView], error) {
		layered := paging.List[pagerduty.Schedule, scheduleView]{
			Page: func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Schedule], error) {
				return client.Schedules.List(ctx, pagerduty.ListSchedulesOptions{PageOptions: page, Query: query, TeamIDs: teams})
			},
			Show: func(s pagerduty.Schedule) scheduleView { return showSchedule(s, schedule.Layered) },
		}
		shiftBased := paging.List[pagerduty.Reference, scheduleView]{
			Page: func(ctx context.Context, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Reference], error) {
				listed, err := client.ShiftSchedules.List(ctx, pagerduty.ListShiftSchedulesOptions{PageOptions: page, Query: query, TeamIDs: teams})
				if identify.LacksShiftSchedules(err) {
					return &pagerduty.Page[pagerduty.Reference]{}, nil
				}
				return listed, err
			},
			Show: func(s pagerduty.Reference) scheduleView {
				return scheduleView{ID: s.ID, Name: s.Label(), Kind: schedule.ShiftBased, HTMLURL: s.HTMLURL}
			},
		}
		return paging.Both(ctx, in.Arguments, layered, shiftBased)
	})
}
