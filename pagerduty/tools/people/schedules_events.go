package people

import (
	"context"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/paging"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// eventView is what produces shifts in a rotation of a shift-based schedule.
type eventView struct {
	Name            string           `json:"name,omitzero"`
	FirstStart      string           `json:"first_start,omitzero"`
	FirstEnd        string           `json:"first_end,omitzero"`
	TimeZone        string           `json:"time_zone,omitzero"` // if it is not the schedule's
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
			one := showEvent(event, names)
			if event.Start.TimeZone != s.TimeZone {
				one.TimeZone = event.Start.TimeZone
			}
			shown = append(shown, one)
		}
	}
	return shown
}

// readAddedShifts returns the shifts that no rotation produces, as they were added. The rendered schedule has the parts of one that is
// overridden, some of them with another user, so that PagerDuty is asked for the shifts then.
func readAddedShifts(ctx context.Context, client *pagerduty.Client, s *schedule.Schedule, w schedule.Window) []addedShift {
	if s.Shifts == nil {
		return nil
	}
	parts := slices.DeleteFunc(slices.Clone(s.Shifts.Final.Assignments), func(part pagerduty.ComputedShift) bool { return part.Source.ShiftID == "" })
	isOverridden := func(part pagerduty.ComputedShift) bool { return part.Source.OverrideID != "" }
	var shown []addedShift
	if slices.ContainsFunc(parts, isOverridden) {
		options := pagerduty.ListShiftsOptions{ScheduleWindow: pagerduty.ScheduleWindow{Since: w.Since, Until: w.Until, Overflow: true}}
		if shifts, err := paging.First(client.ShiftSchedules.AllCustomShifts(ctx, s.ID, options), maxShown); err == nil {
			names := s.Names()
			for _, shift := range shifts {
				shown = append(shown, showAddedShift(shift.ID, inZoneOf(w, shift.Start), inZoneOf(w, shift.End), shift.Member().UserID, names))
			}
			return shown
		}
	}
	for _, part := range parts {
		if !isOverridden(part) && !slices.ContainsFunc(shown, func(known addedShift) bool { return known.ID == part.Source.ShiftID }) {
			shown = append(shown, showAddedShift(part.Source.ShiftID, part.Start, part.End, part.Member.UserID, s.Names()))
		}
	}
	return shown
}

// inZoneOf returns a time in the zone of a window.
func inZoneOf(w schedule.Window, at pagerduty.Time) pagerduty.Time {
	at.Time = at.In(w.Since.Location())
	return at
}

func showAddedShift(id string, start, end pagerduty.Time, user string, names map[string]string) addedShift {
	added := addedShift{id, schedule.Shift{Start: view.Time(start), End: view.Time(end)}}
	if user != "" {
		added.User = &view.Reference{ID: user, Name: names[user]}
	}
	return added
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
