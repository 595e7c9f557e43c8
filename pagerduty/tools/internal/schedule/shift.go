package schedule

import (
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Shift is a period in which a user is on call.
type Shift struct {
	Start string          `json:"start,omitzero"`
	End   string          `json:"end,omitzero"`
	User  *view.Reference `json:"user,omitzero"`
}

// Shifts returns the views of a schedule's entries.
func Shifts(entries []pagerduty.ScheduleEntry) []Shift {
	var shown []Shift
	for _, e := range entries {
		shown = append(shown, Shift{view.Time(e.Start), view.Time(e.End), view.Of(e.User)})
	}
	return shown
}

// OnCall is a shift at a level of an escalation policy. A user who is always on call has no times.
type OnCall struct {
	EscalationPolicy   *view.Reference `json:"escalation_policy,omitzero"`
	Level              int             `json:"level,omitzero"`
	MinutesToNextLevel int             `json:"minutes_to_next_level,omitzero"`
	Schedule           *view.Reference `json:"schedule,omitzero"`
	Shift
}

// ShowOnCall returns the view of an on-call entry.
func ShowOnCall(o pagerduty.OnCall) OnCall {
	return OnCall{
		EscalationPolicy: view.Of(o.EscalationPolicy), Level: o.EscalationLevel, Schedule: view.Of(o.Schedule),
		Shift: Shift{view.Time(o.Start), view.Time(o.End), view.Of(o.User)},
	}
}
