package people

import (
	"context"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/person"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

func (t *tools) schedules() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Read("list_schedules", "Lists on-call schedules.", t.listSchedules,
			mcptools.WithExample(`{"query":"checkout"}`)),
		mcptools.Read("get_schedule", "Returns one schedule: who is on call when, overrides, and its layers (the first takes precedence) or rotations.", t.getSchedule,
			mcptools.WithExample(`{"schedule_id":"Checkout Primary","since":"today"}`)),
		mcptools.Read("list_schedule_users", "Lists the users on call in a schedule at any time in a window.", t.listScheduleUsers,
			mcptools.WithExample(`{"schedule_id":"Checkout Primary","since":"today"}`)),
	}
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
	AddedShifts     []addedShift     `json:"added_shifts,omitempty"`
	Rotations       []eventView      `json:"rotations,omitempty"` // of a shift-based schedule: at the same time, unlike layers
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

func describe(s *schedule.Schedule, w schedule.Window) *scheduleDetail {
	shown := &scheduleDetail{
		scheduleView: showSchedule(s.Schedule, s.Kind()), Description: s.Description, Window: w.View(), Notes: w.Notes,
		OnCall: schedule.Shifts(s.Final.Entries), CoveragePercent: s.Final.Coverage, Overrides: schedule.Shifts(s.Overrides.Entries),
	}
	if s.Shifts != nil {
		shown.Rotations = showEvents(s)
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
	if err := when.Spell(&in.TimeZone); err != nil {
		return nil, err
	}
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
	shown := describe(found, w)
	shown.AddedShifts = readAddedShifts(ctx, client, found, w)
	return shown, nil
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
	users, err := lookup.Users(ctx, w.Since, w.Until)
	for _, user := range users {
		list.Items = append(list.Items, person.Show(user))
	}
	list.Window, list.Notes = w.View(), w.Notes
	return list, err
}
