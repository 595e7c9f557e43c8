package people

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
)

// A shift-based schedule has an override for each shift that it replaces. Where nobody is on call there is nothing to replace, so that the
// user gets a shift instead.

// addedShift is a shift that was created where nobody was on call.
type addedShift struct {
	ID string `json:"id"`
	schedule.Shift
}

// checkReplaced refuses an override that names whom it replaces if that user is not on call then. Where several users are on call, it
// refuses an override that does not name one. It skips overrides that exist already: they replace nobody again.
func (p *overridePlan) checkReplaced(before scheduleSnapshot, existing []*pagerduty.Override) error {
	for i, wanted := range p.overrides {
		if existing[i] != nil {
			continue
		}
		others, _, known := before.shiftsDuring(wanted)
		name, shiftBased := fmt.Sprintf("overrides[%d].replaces_user_id", i), before.schedule.Shifts != nil
		switch {
		case !known && shiftBased:
			return fmt.Errorf("overrides[%d]: who is on call then could not be read, and on a shift-based schedule an override replaces somebody. Try again, with at most a year for each override", i)
		case !known:
		case p.replaced[i] != "" && !slices.ContainsFunc(others, func(e pagerduty.ScheduleEntry) bool { return e.User.ID == p.replaced[i] }):
			return fmt.Errorf("%s: that user is not on call in %s then%s", name, before.schedule.Name, whoIs(others))
		case p.replaced[i] == "" && shiftBased && overlapping(others):
			return fmt.Errorf("%s: several users are on call at once, so it must say whom %s replaces%s", name, fmt.Sprintf("overrides[%d]", i), whoIs(others))
		}
	}
	return nil
}

// whoIs returns whose shifts these are, as the end of a sentence.
func whoIs(shifts []pagerduty.ScheduleEntry) string {
	var names []string
	for _, shift := range shifts {
		if name := fmt.Sprintf("%s (%s)", shift.User.Label(), shift.User.ID); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if names == nil {
		return ""
	}
	return ". On call are: " + strings.Join(names[:min(10, len(names))], ", ")
}

// overlapping reports whether two users are on call at once.
func overlapping(shifts []pagerduty.ScheduleEntry) bool {
	for i, one := range shifts {
		for _, other := range shifts[i+1:] {
			if one.User.ID != other.User.ID && one.Start.Before(other.End.Time) && other.Start.Before(one.End.Time) {
				return true
			}
		}
	}
	return false
}

// shiftChanges are the overrides and shifts to create in a shift-based schedule, and the index of the wanted override of each.
type shiftChanges struct {
	overrides   []pagerduty.NewShiftOverride
	overridesOf []int
	shifts      []pagerduty.NewCustomShift
	shiftsOf    []int
}

// inShifts returns what to create in a shift-based schedule.
func (p *overridePlan) inShifts(before scheduleSnapshot) (*shiftChanges, error) {
	changes := &shiftChanges{}
	for i, wanted := range p.overrides {
		window := oncall.Window{Since: wanted.Start, Until: wanted.End}
		rendered := before.rendered[before.windowOf(wanted)]
		for _, shift := range rendered.Shifts.Final.Assignments {
			start, end := shift.Start.Time, shift.End.Time
			if start.Before(window.Since) {
				start = window.Since
			}
			if end.After(window.Until) {
				end = window.Until
			}
			user := shift.Member.UserID
			if !start.Before(end) || user == "" || user == wanted.UserID || p.replaced[i] != "" && user != p.replaced[i] {
				continue
			}
			one := pagerduty.NewShiftOverride{Start: start, End: end, Overridden: shift.Member, Overriding: pagerduty.UserMember(wanted.UserID)}
			if one.RotationID = shift.Source.RotationID; one.RotationID == "" {
				one.CustomShiftID = shift.Source.ShiftID
			}
			if at := slices.IndexFunc(changes.overrides, func(other pagerduty.NewShiftOverride) bool { return replaceSame(one, other) }); at >= 0 {
				return nil, fmt.Errorf("overrides[%d] replaces the same shift as overrides[%d]: give them in separate calls", i, changes.overridesOf[at])
			}
			changes.overrides, changes.overridesOf = append(changes.overrides, one), append(changes.overridesOf, i)
		}
		if p.replaced[i] != "" {
			continue
		}
		for _, gap := range oncall.Gaps(oncall.Cut(rendered.Turns(), window), window) {
			changes.shifts = append(changes.shifts, pagerduty.NewCustomShift{Start: gap.Since, End: gap.Until, Member: pagerduty.UserMember(wanted.UserID)})
			changes.shiftsOf = append(changes.shiftsOf, i)
		}
	}
	return changes, nil
}

// replaceSame reports whether two overrides replace the same user in the same shift at the same time.
func replaceSame(a, b pagerduty.NewShiftOverride) bool {
	return a.RotationID == b.RotationID && a.CustomShiftID == b.CustomShiftID && a.Overridden == b.Overridden && a.Start.Before(b.End) && b.Start.Before(a.End)
}

// createInShifts creates the overrides in a shift-based schedule.
func (p *overridePlan) createInShifts(ctx context.Context, client *pagerduty.Client, before scheduleSnapshot) (*overridesView, error) {
	changes, err := p.inShifts(before)
	if err != nil {
		return nil, err
	}
	id := before.schedule.ID
	var overrides []pagerduty.ShiftOverride
	var shifts []pagerduty.CustomShift
	if len(changes.overrides) > 0 {
		if overrides, err = client.ShiftSchedules.CreateOverrides(ctx, id, changes.overrides...); err != nil {
			return nil, err
		}
	}
	if len(changes.shifts) > 0 {
		if shifts, err = client.ShiftSchedules.CreateCustomShifts(ctx, id, changes.shifts...); err != nil && len(overrides) == 0 {
			return nil, err
		}
	}
	shown := p.showInShifts(before, shiftResults{shiftChanges: changes, madeOverrides: overrides, madeShifts: shifts, failed: err})
	shown.Notes = slices.Concat(shown.Notes, p.notes, before.notes, before.schedule.UnusedNote())
	return shown, nil
}
