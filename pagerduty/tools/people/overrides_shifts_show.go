package people

import (
	"cmp"
	"errors"
	"slices"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// showInShifts returns the outcome of each override. failed is why the shifts could not be created after the overrides.
func (p *overridePlan) showInShifts(before scheduleSnapshot, changes *shiftChanges, overrides []pagerduty.ShiftOverride, shifts []pagerduty.CustomShift, failed error) *overridesView {
	shown := &overridesView{Schedule: view.Reference{ID: before.schedule.ID, Name: before.schedule.Name}}
	location, err := when.Named("", cmp.Or(p.zone, before.schedule.TimeZone))
	if err == nil {
		shown.TimeZone = location.String()
	}
	for i, wanted := range p.overrides {
		one := overrideView{Outcome: "unchanged", Shift: schedule.Shift{
			Start: timeIn(location, wanted.Start), End: timeIn(location, wanted.End), User: &view.Reference{ID: wanted.UserID, Name: p.who[i].Name},
		}}
		others, own, _ := before.shiftsDuring(wanted)
		if p.replaced[i] != "" {
			others = slices.DeleteFunc(others, func(e pagerduty.ScheduleEntry) bool { return e.User.ID != p.replaced[i] })
		}
		one.Replaces, one.AlreadyOnCall = schedule.Shifts(inZone(location, others)), schedule.Shifts(inZone(location, own))
		one.AlsoOnCall = before.otherShiftsDuring(wanted)
		one.setIDs(changes, overrides, i)
		for n, of := range changes.shiftsOf {
			switch gap := changes.shifts[n]; {
			case of != i:
			case n < len(shifts):
				one.Outcome = "created"
				one.AddedShifts = append(one.AddedShifts, addedShift{shifts[n].ID, schedule.Shift{Start: timeIn(location, gap.Start), End: timeIn(location, gap.End)}})
			case failed != nil:
				one.Outcome, one.Errors = failedOutcome(failed, one.ID != "" || one.IDs != nil), []string{"The shifts for times when nobody is on call were not created. " + explain.Text(failed)}
			}
		}
		shown.add(one)
	}
	shown.Notes = append(shown.Notes, shown.notes(nil)...)
	if slices.ContainsFunc(shown.Overrides, func(o overrideView) bool { return o.AddedShifts != nil }) {
		shown.Notes = append(shown.Notes, "Where nobody was on call there was nothing to override: added_shifts are shifts of the user's own instead.")
	}
	return shown
}

// setIDs sets the ids of the overrides that were created for the wanted override i.
func (v *overrideView) setIDs(changes *shiftChanges, overrides []pagerduty.ShiftOverride, i int) {
	for n, of := range changes.overridesOf {
		if of == i && n < len(overrides) {
			v.IDs, v.Outcome = append(v.IDs, overrides[n].ID), "created"
		}
	}
	if len(v.IDs) == 1 {
		v.ID, v.IDs = v.IDs[0], nil
	}
}

// failedOutcome returns the outcome of an override of which one request failed and another perhaps not.
func failedOutcome(err error, inPart bool) string {
	switch {
	case inPart:
		return createdInPart
	case errors.Is(err, pagerduty.ErrUndecided):
		return "unknown"
	}
	return "refused"
}

const createdInPart = "created in part"

// add adds the outcome of an override.
func (v *overridesView) add(one overrideView) {
	switch one.Outcome {
	case "created", createdInPart:
		v.Created++
	case "refused":
		v.Refused++
	case "unknown":
		v.Unknown++
	}
	v.Overrides = append(v.Overrides, one)
}
