package people

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/oncall"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/explain"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/schedule"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/view"
	"github.com/pagerduty-mcp/pagerduty-mcp-go/pagerduty/tools/internal/when"
)

// shiftResults is what PagerDuty created of the changes. failed is why the shifts could not be created after the overrides.
type shiftResults struct {
	*shiftChanges
	madeOverrides []pagerduty.ShiftOverride
	madeShifts    []pagerduty.CustomShift
	failed        error
	location      *time.Location // in which times are shown; nil for their own
}

// showInShifts returns the outcome of each override.
func (p *overridePlan) showInShifts(before scheduleSnapshot, results shiftResults) *overridesView {
	shown := &overridesView{Schedule: view.Reference{ID: before.schedule.ID, Name: before.schedule.Name}}
	location, err := when.Named("", cmp.Or(p.zone, before.schedule.TimeZone))
	if err == nil {
		shown.TimeZone, results.location = location.String(), location
	}
	for i := range p.overrides {
		shown.add(p.showInShift(before, results, i))
	}
	shown.Notes = append(shown.Notes, shown.notes(nil)...)
	if slices.ContainsFunc(shown.Overrides, func(o overrideView) bool { return o.Gaps != nil }) {
		shown.Notes = append(shown.Notes, "Nobody is on call in this schedule in the gaps. To cover them, create overrides for those hours without replaces_user_id.")
	}
	if slices.ContainsFunc(shown.Overrides, func(o overrideView) bool { return o.AddedShifts != nil }) {
		shown.Notes = append(shown.Notes, "Where nobody was on call there was nothing to override: added_shifts are shifts of the user's own instead. To undo them, remove these shifts.")
	}
	return shown
}

// showInShift returns the outcome of the override i.
func (p *overridePlan) showInShift(before scheduleSnapshot, results shiftResults, i int) overrideView {
	wanted, location := p.overrides[i], results.location
	one := overrideView{Outcome: "unchanged", Shift: schedule.Shift{
		Start: timeIn(location, wanted.Start), End: timeIn(location, wanted.End), User: &view.Reference{ID: wanted.UserID, Name: p.who[i].Name},
	}}
	others, own, _ := before.shiftsDuring(wanted)
	if p.replaced[i] != "" {
		others = slices.DeleteFunc(others, func(e pagerduty.ScheduleEntry) bool { return e.User.ID != p.replaced[i] })
	}
	one.Replaces, one.AlreadyOnCall = schedule.Shifts(inZone(location, others)), schedule.Shifts(inZone(location, own))
	one.AlsoOnCall = before.otherShiftsDuring(wanted)
	one.addParts(results, i)
	turns := before.rendered[before.windowOf(wanted)].Turns()
	for _, gap := range results.gaps(turns, oncall.Window{Since: wanted.Start, Until: wanted.End}) {
		one.Gaps = append(one.Gaps, schedule.Shift{Start: timeIn(location, gap.Since), End: timeIn(location, gap.Until)})
	}
	return one
}

// gaps returns when nobody is on call in a window: of overrides, only shifts that were added put more hours on call.
func (r shiftResults) gaps(before []oncall.Turn, window oncall.Window) []oncall.Window {
	turns := before
	for n := range r.madeShifts {
		turns = append(turns, oncall.Turn{Start: r.shifts[n].Start, End: r.shifts[n].End})
	}
	return oncall.Gaps(oncall.Cut(turns, window), window)
}

// addParts adds what was created for the wanted override i, and sets the times to those. A single override is shown without parts.
func (v *overrideView) addParts(r shiftResults, i int) {
	var start, end time.Time
	part := func(id string, from, to time.Time) addedShift {
		if start.IsZero() || from.Before(start) {
			start = from
		}
		if to.After(end) {
			end = to
		}
		v.Outcome, v.Start, v.End = "created", timeIn(r.location, start), timeIn(r.location, end)
		return addedShift{id, schedule.Shift{Start: timeIn(r.location, from), End: timeIn(r.location, to)}}
	}
	for n, of := range r.overridesOf {
		if of == i && n < len(r.madeOverrides) {
			v.Parts = append(v.Parts, part(r.madeOverrides[n].ID, r.overrides[n].Start, r.overrides[n].End))
		}
	}
	for n, of := range r.shiftsOf {
		switch {
		case of != i:
		case n < len(r.madeShifts):
			v.AddedShifts = append(v.AddedShifts, part(r.madeShifts[n].ID, r.shifts[n].Start, r.shifts[n].End))
		case r.failed != nil:
			v.Outcome, v.Errors = failedOutcome(r.failed, v.Parts != nil), []string{"The shifts for times when nobody is on call were not created. " + explain.Text(r.failed)}
		}
	}
	if len(v.Parts) == 1 && v.AddedShifts == nil {
		v.ID, v.Parts = v.Parts[0].ID, nil
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
	case "unchanged":
		v.Unchanged++
	}
	v.Overrides = append(v.Overrides, one)
}
