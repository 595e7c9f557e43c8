package staffing

import (
	"context"
	"fmt"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/mcptools"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/identify"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/marks"
)

func (t *tools) shifts() []mcptools.Tool {
	return []mcptools.Tool{
		mcptools.Additive("add_schedule_shift", "Puts a user on call beside whoever is on. Only in shift-based schedules; else use create_schedule_override.", t.addShift,
			mcptools.WithQuestion(t.askAddShift), mcptools.WithMarks(marks.Quiet, marks.Duty),
			mcptools.WithExample(`{"schedule_id":"PSHIFT2","user_id":"Keiko Mori","start":"+1d","end":"+2d"}`)),
		mcptools.Destructive("remove_schedule_shift", "Removes a shift of add_schedule_shift, or ends one that has begun; returns who is on call then.", t.removeShift,
			mcptools.WithQuestion(t.askRemoveShift), mcptools.WithMarks(marks.Quiet, marks.Duty),
			mcptools.WithExample(`{"schedule_id":"PSHIFT2","shift_id":"AGX0LAUNCH0SHIFT0PARTNER00"}`)),
	}
}

type addShiftInput struct {
	ScheduleID string `json:"schedule_id" jsonschema_description:"Id or name."`
	UserID     string `json:"user_id" jsonschema_description:"Id, name or e-mail."`
	Start      string `json:"start"`
	End        string `json:"end" jsonschema_description:"A date means the end of the day."`
}

// addedShift is a new shift, and who else is on call then.
type addedShift struct {
	ID       string         `json:"id"`
	Schedule view.Reference `json:"schedule"`
	schedule.Shift
	Beside        []schedule.Shift `json:"beside,omitempty"`
	AlreadyOnCall []schedule.Shift `json:"already_on_call,omitempty"` // the user, in this schedule
	Notes         []string         `json:"notes,omitempty"`
}

func (t *tools) addShift(ctx context.Context, in addShiftInput) (*addedShift, error) {
	var user identify.Candidate
	who := identify.OneOf(identify.Responder(), "user_id", in.UserID, &user)
	if err := identify.Check(who, identify.One(identify.Schedule(), "schedule_id", &in.ScheduleID, nil)); err != nil {
		return nil, err
	}
	client, err := t.source.Client(ctx)
	if err != nil {
		return nil, err
	}
	lookup := schedule.NewLookup(client, "schedule_id", in.ScheduleID)
	times := when.Parser{Now: when.Now(ctx), Zone: lookup.Zone(ctx), Plans: true}
	window, err := in.window(&times)
	if err != nil {
		return nil, err
	}
	found, err := lookup.Get(ctx, pagerduty.ScheduleWindow{Since: window.Since, Until: window.Until})
	if err != nil {
		return nil, err
	}
	if found.Shifts == nil {
		return nil, fmt.Errorf("schedule_id: %s is made of layers, which have one user on call at a time, so that nobody can be added: create an override, which replaces whoever is on call", found.Name)
	}
	if err := identify.Resolve(ctx, client, who); err != nil {
		return nil, err
	}
	if existing := shiftOf(found, window, user.ID); existing != "" {
		shown, err := showExisting(ctx, client, found, window, user, existing)
		if err == nil {
			shown.Notes = slices.Concat(shown.Notes, times.Notes(), found.UnusedNote())
		}
		return shown, err
	}
	created, err := client.ShiftSchedules.CreateCustomShifts(ctx, found.ID, pagerduty.NewCustomShift{Start: window.Since, End: window.Until, Member: pagerduty.UserMember(user.ID)})
	if err != nil {
		return nil, err
	}
	shown := showAdded(found, window, user)
	shown.ID = created[0].ID
	shown.Notes = slices.Concat(shown.Notes, times.Notes(), found.UnusedNote())
	return shown, nil
}

// showExisting returns the shift that covers a window already, with its own times: whoever removes it removes all of it. Rendered shifts are
// cut to the window, so that it is read.
func showExisting(ctx context.Context, client *pagerduty.Client, s *schedule.Schedule, window oncall.Window, user identify.Candidate, id string) (*addedShift, error) {
	existing, err := client.ShiftSchedules.GetCustomShift(ctx, s.ID, id)
	if err != nil {
		return nil, err
	}
	shown := showAdded(s, window, user)
	shown.ID, shown.Start, shown.End = existing.ID, timeIn(existing.Start.Time, s.Location()), timeIn(existing.End.Time, s.Location())
	note := fmt.Sprintf("Nothing changed: a shift of %s from %s to %s covers this already.", user.Name, shown.Start, shown.End)
	shown.Notes = append([]string{note}, shown.Notes...)
	return shown, nil
}

// shiftOf returns the id of the shift beside the rotations that puts a user on call for a whole window already; "" if there is none.
func shiftOf(s *schedule.Schedule, window oncall.Window, userID string) string {
	for _, shift := range s.Shifts.Final.Assignments {
		if shift.Member.UserID == userID && shift.Source.Type == "custom_shift" && !shift.Start.After(window.Since) && !shift.End.Before(window.Until) {
			return shift.Source.ShiftID
		}
	}
	return ""
}

// window reads the times of the shift.
func (in addShiftInput) window(times *when.Parser) (window oncall.Window, err error) {
	if window.Since, err = times.Parse("start", in.Start); err != nil {
		return window, err
	}
	if window.Until, err = times.ParseEnd("end", in.End); err != nil {
		return window, err
	}
	if err := when.CheckOrder("start", window.Since, "end", window.Until); err != nil {
		return window, err
	}
	if window.Until.Sub(window.Since) > maxShift {
		return window, fmt.Errorf("end: a shift of more than %d days is a rotation: use update_schedule", maxShift/day)
	}
	return window, nil
}

// maxShift is the longest shift. PagerDuty renders a year.
const maxShift = 300 * day

// showAdded returns a new shift, and who is on call besides.
func showAdded(s *schedule.Schedule, window oncall.Window, user identify.Candidate) *addedShift {
	names := s.Names()
	names[user.ID] = user.Name
	shown := &addedShift{
		Schedule: view.Reference{ID: s.ID, Name: s.Name},
		Shift:    s.ShowTurns([]oncall.Turn{{UserID: user.ID, Start: window.Since, End: window.Until}}, names)[0],
	}
	turns := oncall.Cut(oncall.Joined(s.Turns()), window)
	if turns == nil {
		shown.Notes = append(shown.Notes, "Nobody else is on call then.")
	}
	own := func(turn oncall.Turn) bool { return turn.UserID == user.ID }
	others := slices.DeleteFunc(slices.Clone(turns), own)
	if left := len(others) - maxTurns; left > 0 {
		others = others[:maxTurns]
		shown.Notes = append(shown.Notes, fmt.Sprintf("%d later shifts of others are left out.", left))
	}
	shown.Beside = s.ShowTurns(others, names)
	shown.AlreadyOnCall = s.ShowTurns(slices.DeleteFunc(turns, func(turn oncall.Turn) bool { return !own(turn) }), names)
	return shown
}

func (t *tools) askAddShift(ctx context.Context, in addShiftInput) mcptools.Question {
	return mcptools.NewQuestion("Put %s on call in schedule %s from %s to %s, beside whoever is on?", identify.Labels(ctx, t.source, identify.User().Name, in.UserID),
		identify.Labels(ctx, t.source, identify.Schedule().Name, in.ScheduleID), []string{in.Start}, []string{in.End})
}
