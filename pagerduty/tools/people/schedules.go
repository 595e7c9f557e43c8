package people

import (
	"context"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/person"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

func (t *tools) schedules() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_schedules", "Lists on-call schedules, except shift-based (v3) ones.", t.listSchedules,
			mcptools.WithExample(`{"query":"checkout"}`)),
		mcptools.Read("get_schedule", "Returns one schedule: who is on call when, overrides, and its layers of rotations (the first takes precedence).", t.getSchedule,
			mcptools.WithExample(`{"schedule_id":"Checkout Primary","since":"today"}`)),
		mcptools.Read("list_schedule_users", "Lists the users on call in a schedule at any time in a window.", t.listScheduleUsers,
			mcptools.WithExample(`{"schedule_id":"Checkout Primary","since":"today"}`)),
	}
}

// scheduleView is a schedule in a list.
type scheduleView struct {
	ID                 string           `json:"id,omitzero"`
	Name               string           `json:"name,omitzero"`
	TimeZone           string           `json:"time_zone,omitzero"`
	Teams              []view.Reference `json:"teams,omitempty"`
	EscalationPolicies []view.Reference `json:"escalation_policies,omitempty"`
	HTMLURL            string           `json:"html_url,omitzero"`
}

func showSchedule(s pagerduty.Schedule) scheduleView {
	return scheduleView{s.ID, s.Name, s.TimeZone, view.References(s.Teams), view.References(s.EscalationPolicies), s.HTMLURL}
}

type listSchedulesInput struct {
	Query   string   `json:"query,omitempty" jsonschema_description:"Part of a name."`
	TeamIDs []string `json:"team_ids,omitempty" jsonschema_description:"Any of these: ids or names."`
	paging.Arguments
}

func (t *tools) listSchedules(ctx context.Context, in listSchedulesInput) (mcptools.List[scheduleView], error) {
	options := pagerduty.ListSchedulesOptions{Query: strings.TrimSpace(in.Query)}
	filters := []identify.Argument{identify.Many(identify.Team(), "team_ids", in.TeamIDs, &options.TeamIDs)}
	return paging.FilteredList(ctx, t.source, paging.Counted{Arguments: in.Arguments}, filters, showSchedule,
		func(ctx context.Context, client *pagerduty.Client, page pagerduty.PageOptions) (*pagerduty.Page[pagerduty.Schedule], error) {
			options.PageOptions = page
			return client.Schedules.List(ctx, options)
		})
}

// scheduleDetail is one schedule, rendered for a window.
type scheduleDetail struct {
	scheduleView
	Description     string           `json:"description,omitzero"`
	Window          *mcptools.Window `json:"window"`
	Notes           []string         `json:"notes,omitempty"`
	OnCall          []schedule.Shift `json:"on_call,omitempty"`
	CoveragePercent float64          `json:"coverage_percent"`
	Overrides       []schedule.Shift `json:"overrides,omitempty"`
	Layers          []layerView      `json:"layers,omitempty"`
}

// layerView is a rotation of users.
type layerView struct {
	Name            string            `json:"name,omitzero"`
	Start           string            `json:"start,omitzero"`
	End             string            `json:"end,omitzero"`
	TurnHours       float64           `json:"turn_hours,omitzero"`
	Users           []view.Reference  `json:"users,omitempty"`
	Restrictions    []restrictionView `json:"restrictions,omitempty"`
	CoveragePercent float64           `json:"coverage_percent"`
}

type restrictionView struct {
	Every string  `json:"every"` // "day" or a weekday
	From  string  `json:"from,omitzero"`
	Hours float64 `json:"hours,omitzero"`
}

func describe(s *pagerduty.Schedule, w schedule.Window) *scheduleDetail {
	shown := &scheduleDetail{
		scheduleView: showSchedule(*s), Description: s.Description, Window: w.View(), Notes: w.Notes,
		OnCall: schedule.Shifts(s.Final.Entries), CoveragePercent: s.Final.Coverage, Overrides: schedule.Shifts(s.Overrides.Entries),
	}
	for _, l := range s.Layers {
		layer := layerView{
			Name: l.Name, Start: view.Time(l.Start), End: view.Time(l.End), TurnHours: float64(l.RotationTurnLengthSeconds) / 3600, CoveragePercent: l.Coverage,
		}
		for _, member := range l.Users {
			layer.Users = append(layer.Users, view.References([]pagerduty.Reference{member.User})...)
		}
		for _, r := range l.Restrictions {
			layer.Restrictions = append(layer.Restrictions, restrictionView{every(r), r.StartTimeOfDay, float64(r.DurationSeconds) / 3600})
		}
		shown.Layers = append(shown.Layers, layer)
	}
	return shown
}

func every(r pagerduty.Restriction) string {
	days := []string{"day", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	if r.Type == "daily_restriction" || r.StartDayOfWeek < 1 || r.StartDayOfWeek >= len(days) {
		return days[0]
	}
	return days[r.StartDayOfWeek]
}

type getScheduleInput struct {
	listScheduleUsersInput
	TimeZone string `json:"time_zone,omitempty" jsonschema_description:"Such as Europe/Berlin. Default: the schedule's."`
}

func (t *tools) getSchedule(ctx context.Context, in getScheduleInput) (*scheduleDetail, error) {
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	lookup := schedule.NewLookup(client, "schedule_id", in.ScheduleID)
	w, err := lookup.Window(ctx, in.Since, in.Until, in.TimeZone)
	if err != nil {
		return nil, err
	}
	found, err := lookup.Get(ctx, pagerduty.ScheduleWindow{Since: w.Since, Until: w.Until, TimeZone: in.TimeZone})
	if err != nil {
		return nil, err
	}
	if in.TimeZone == "" && w.Zone == "" {
		w = w.In(found.TimeZone)
	}
	return describe(found, w), nil
}

type listScheduleUsersInput struct {
	ScheduleID string `json:"schedule_id" jsonschema_description:"Id or name."`
	Since      string `json:"since,omitempty" jsonschema_description:"Default: now."`
	Until      string `json:"until,omitempty" jsonschema_description:"Default: 7 days after since."`
}

func (t *tools) listScheduleUsers(ctx context.Context, in listScheduleUsersInput) (mcptools.List[person.View], error) {
	var list mcptools.List[person.View]
	client, err := t.source.Client(ctx)
	if err != nil {
		return list, err
	}
	lookup := schedule.NewLookup(client, "schedule_id", in.ScheduleID)
	w, err := lookup.Window(ctx, in.Since, in.Until, "")
	if err != nil {
		return list, err
	}
	users, err := identify.Find(ctx, client, identify.Schedule(), "schedule_id", lookup.Text, func(ctx context.Context, id string) ([]pagerduty.User, error) {
		return client.Schedules.OnCallUsers(ctx, id, w.Since, w.Until)
	})
	for _, user := range users {
		list.Items = append(list.Items, person.Show(user))
	}
	list.Window, list.Notes = w.View(), w.Notes
	return list, err
}
