package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
)

// Schedule is a schedule of either kind, rendered for a window. Final has who is on call, in a shift-based one perhaps several users at a
// time, and Overrides has the part of that which overrides put on call.
type Schedule struct {
	pagerduty.Schedule
	Shifts *pagerduty.ShiftSchedule // nil for a schedule made of layers
}

// fromShifts returns a shift-based schedule. PagerDuty sends only the ids of the users on call; their names are looked up if they are not
// among the schedule's users. Times are in a zone, or in that of the schedule.
func fromShifts(ctx context.Context, client *pagerduty.Client, s *pagerduty.ShiftSchedule, zoneName string) (*Schedule, error) {
	found := &Schedule{Shifts: s, Schedule: pagerduty.Schedule{
		ID: s.ID, Type: s.Type, Name: s.Name, Description: s.Description, TimeZone: s.TimeZone, Users: s.Users, Teams: s.Teams,
		EscalationPolicies: s.EscalationPolicies, HTMLURL: s.HTMLURL,
	}}
	names, err := namesOf(ctx, client, s)
	if err != nil {
		return nil, err
	}
	found.Final.Coverage = s.Final.Coverage
	if zone, err := time.LoadLocation(cmp.Or(zoneName, s.TimeZone)); err == nil {
		for i := range s.Final.Assignments {
			shift := &s.Final.Assignments[i]
			shift.Start.Time, shift.End.Time = shift.Start.In(zone), shift.End.In(zone)
		}
	}
	for _, shift := range s.Final.Assignments {
		if shift.Member.UserID == "" {
			continue
		}
		entry := pagerduty.ScheduleEntry{Start: shift.Start, End: shift.End, User: pagerduty.Reference{ID: shift.Member.UserID, Name: names[shift.Member.UserID]}}
		found.Final.Entries = append(found.Final.Entries, entry)
		if strings.HasSuffix(shift.Source.Type, "_override") {
			found.Overrides.Entries = append(found.Overrides.Entries, entry)
		}
	}
	slices.SortStableFunc(found.Final.Entries, func(a, b pagerduty.ScheduleEntry) int {
		return cmp.Or(a.Start.Compare(b.Start.Time), a.End.Compare(b.End.Time))
	})
	return found, nil
}

// namesOf returns the names of the users in a schedule, by id.
func namesOf(ctx context.Context, client *pagerduty.Client, s *pagerduty.ShiftSchedule) (map[string]string, error) {
	names := map[string]string{}
	for _, user := range s.Users {
		names[user.ID] = user.Label()
	}
	var unnamed []string
	for _, shift := range s.Final.Assignments {
		if id := shift.Member.UserID; id != "" && names[id] == "" {
			unnamed = append(unnamed, id)
		}
	}
	if len(unnamed) > 0 {
		for id, name := range identify.NamesOf(ctx, client, identify.User().Name, unnamed) {
			names[id] = name
		}
	}
	return names, ctx.Err()
}

// Turns returns who is on call in the window for which the schedule is rendered.
func (s *Schedule) Turns() []oncall.Turn { return TurnsOf(s.Final.Entries) }

// TurnsOf returns entries as turns.
func TurnsOf(entries []pagerduty.ScheduleEntry) []oncall.Turn {
	var turns []oncall.Turn
	for _, entry := range entries {
		turns = append(turns, oncall.Turn{UserID: entry.User.ID, Start: entry.Start.Time, End: entry.End.Time})
	}
	return turns
}

// Location returns the schedule's time zone; UTC if it is not in the tz database.
func (s *Schedule) Location() *time.Location {
	if zone, err := time.LoadLocation(s.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

// Kind is how a schedule is made.
type Kind string

// The kinds of schedules.
const (
	Layered    Kind = "layered"
	ShiftBased Kind = "shift_based"
)

// Kind returns the schedule's kind.
func (s *Schedule) Kind() Kind {
	if s.Shifts != nil {
		return ShiftBased
	}
	return Layered
}

// Unused reports whether PagerDuty says that no escalation policy uses the schedule, so that it pages nobody.
func (s *Schedule) Unused() bool {
	return s.EscalationPolicies != nil && len(s.EscalationPolicies) == 0
}

// UnusedNote returns a note on a schedule that pages nobody; none for one that an escalation policy uses.
func (s *Schedule) UnusedNote() []string {
	if !s.Unused() {
		return nil
	}
	return []string{fmt.Sprintf("No escalation policy uses %s, so it pages nobody.", s.Name)}
}

// Names returns the names of the users in the schedule, by id.
func (s *Schedule) Names() map[string]string {
	names := map[string]string{}
	for _, user := range s.Users {
		names[user.ID] = user.Label()
	}
	for _, entry := range s.Final.Entries {
		names[entry.User.ID] = entry.User.Label()
	}
	for _, layer := range s.Layers {
		for _, member := range layer.Users {
			names[member.User.ID] = member.User.Label()
		}
	}
	return names
}

// WithoutOverrides returns who would be on call in a schedule made of layers without its overrides. PagerDuty lists the layers from the
// highest.
func (s *Schedule) WithoutOverrides() []oncall.Turn {
	var layers [][]oncall.Turn
	for _, layer := range s.Layers {
		layers = append(layers, TurnsOf(layer.Entries))
	}
	return oncall.Merge(layers...)
}

// ShowTurns returns turns as shifts, with times in the schedule's zone.
func (s *Schedule) ShowTurns(turns []oncall.Turn, names map[string]string) []Shift {
	zone := s.Location()
	var shown []Shift
	for _, turn := range turns {
		shown = append(shown, Shift{turn.Start.In(zone).Format(time.RFC3339), turn.End.In(zone).Format(time.RFC3339), &view.Reference{ID: turn.UserID, Name: names[turn.UserID]}})
	}
	return shown
}
