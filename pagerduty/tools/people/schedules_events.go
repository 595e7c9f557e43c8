package people

import (
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// eventView is what produces shifts in a rotation of a shift-based schedule.
type eventView struct {
	Name            string           `json:"name,omitzero"`
	FirstStart      string           `json:"first_start,omitzero"`
	FirstEnd        string           `json:"first_end,omitzero"`
	Recurrence      []string         `json:"recurrence,omitempty"`
	ShiftsPerMember int              `json:"shifts_per_member,omitzero"` // in a row; none if all users are on call at once
	Users           []view.Reference `json:"users,omitempty"`
	From            string           `json:"effective_since,omitzero"`
	Until           string           `json:"effective_until,omitzero"`
}

// showEvents returns the events of a shift-based schedule's rotations.
func showEvents(s *schedule.Schedule) []eventView {
	names := s.Names()
	var shown []eventView
	for _, rotation := range s.Shifts.Rotations {
		for _, event := range rotation.Events {
			shown = append(shown, showEvent(event, names))
		}
	}
	return shown
}

// showAddedShifts returns the shifts that no rotation produces, each once: an override may cut one.
func showAddedShifts(s *schedule.Schedule) []addedShift {
	names := s.Names()
	var shown []addedShift
	for _, shift := range s.Shifts.Final.Assignments {
		id := shift.Source.ShiftID
		if id == "" || slices.ContainsFunc(shown, func(known addedShift) bool { return known.ID == id }) {
			continue
		}
		added := addedShift{id, schedule.Shift{Start: view.Time(shift.Start), End: view.Time(shift.End)}}
		if user := shift.Member.UserID; user != "" {
			added.User = &view.Reference{ID: user, Name: names[user]}
		}
		shown = append(shown, added)
	}
	return shown
}

// zonedTime returns a time in its own zone, whose clock counts.
func zonedTime(at pagerduty.ZonedTime) string {
	if zone, err := when.Named("", at.TimeZone); err == nil && !at.DateTime.IsZero() {
		return at.DateTime.In(zone).Format(time.RFC3339)
	}
	return view.Time(at.DateTime)
}

func showEvent(event pagerduty.ShiftEvent, names map[string]string) eventView {
	shown := eventView{
		Name: event.Name, FirstStart: zonedTime(event.Start), FirstEnd: zonedTime(event.End), Recurrence: event.Recurrence,
		ShiftsPerMember: event.Assignment.ShiftsPerMember, From: view.Time(event.EffectiveSince), Until: view.Time(event.EffectiveUntil),
	}
	for _, member := range event.Assignment.Members {
		user := view.Reference{ID: member.UserID, Name: names[member.UserID]}
		if member.UserID == "" {
			user.Name = "nobody"
		}
		shown.Users = append(shown.Users, user)
	}
	return shown
}
